"""A cache entry holds one practice's data under a key that another practice's request finds too.

The query behind it may be scoped as it should: it does not run for who asks second. `cache.set("open_invoices", …)`
keeps the first practice's invoices for all of them; `cache.get(f"export_{pk}")` hands out whatever a counted-up key
finds, past every check that made the entry; `cache_page` keeps the whole answer under its URL; `lru_cache` keeps a
function's answer under its arguments for the life of the process; `{% cache 60 sidebar %}` keeps a piece of a template
under its name and what stands behind it.

A key tells practices apart when the practice is in it, or a row or key that is known to be the caller's where the entry
is read, or a secret. The user's key is enough for the user's own rows; for rows of the active practice it is not, when
users may belong to several: reported as a warning.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding, Level
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import of_store
from practice_lint.scope.crossings import StoreUse
from practice_lint.scope.program import Program

CODE = "PL508"


def check(program: Program) -> Iterator[Finding]:
    for use in program.stores_of("cache", "memory", "page", "fragment"):
        level: Level = "warning" if use.naming == "user" else "error"
        yield of_store(CODE, level, use, _message(use), REPAIRS[use.store])


def _message(use: StoreUse) -> str:
    if use.model is None:
        return f"This cache entry is found by {use.chosen} alone, which nothing ties to the caller's practice."
    rows = f"`{use.model.rpartition('.')[2]}` rows of one practice"
    if use.naming == "user":
        return f"{rows} are kept {UNDER[use.store]} that holds the user alone: the user's next practice is shown them."
    return f"{rows} are kept {UNDER[use.store]} that other practices find."


UNDER = {
    "cache": "in the cache under a key",
    "memory": "by the process under arguments",
    "page": "with the page under a URL",
    "fragment": "with a piece of the template under a name",
}
REPAIRS = {
    "cache": "Put the practice into the key.",
    "memory": "Pass the practice, or do not remember.",
    "page": "Cache in the view, under a key with the practice.",
    "fragment": "Add the practice's key behind the fragment's name.",
}

RULE = Rule(
    code=CODE,
    name="practice-less-cache",
    family="surfaces",
    level="error",
    security_severity="7.5",
    tags=("security", "external/cwe/cwe-524", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Put the practice into the key, or a key that was checked to be the caller's.",
    limits=(
        "A name with a part that was not followed is in doubt and not reported. Of entries that are only read, those "
        "whose key holds what names a row (`pk`, `…_id`, a value of the URL) and whose content goes to the client, "
        "with medium confidence: what is in them was not seen. Random keys (UUIDs, task ids, tokens) count as secrets. "
        "Where middleware tells practices apart by the host name, cached pages differ too, and nothing is said of "
        "them. Caches beside Django's, Redis clients and `functools` are not seen, nor templates whose name is not "
        "constant."
    ),
    bad=(
        Example(
            "scoped rows under a key for all",
            """# file: clinic/views.py
from django.core.cache import cache
from django.http import JsonResponse
from django.utils import timezone

from clinic.models import Patient


def names(practice):
    return list(Patient.objects.filter(practice=practice, active=True).values_list("name", flat=True))


def board(request):
    key = f"board:{timezone.localdate():%Y%m%d}"
    rows = cache.get(key)
    if rows is None:
        rows = names(request.practice)
        cache.set(key, rows, 60)  # PL508
    return JsonResponse({"rows": rows})


def search(request):
    term = request.GET["term"]
    found = cache.get_or_set(  # PL508
        "search:" + term, lambda: list(Patient.objects.filter(practice=request.practice, name=term).values("name"))
    )
    return JsonResponse({"found": found})
""",
        ),
        Example(
            "an entry found by a counted-up key",
            """# file: clinic/views.py
from django.core.cache import cache
from django.http import HttpResponse

from clinic.models import Patient


def card(request, pk):
    text = cache.get(f"card:{pk}")  # PL508
    if text is None:
        text = Patient.objects.get(pk=pk, practice=request.practice).name
        cache.set(f"card:{pk}", text)
    return HttpResponse(text)
# file: clinic/urls.py
from django.urls import path

from clinic.views import card

urlpatterns = [path("cards/<int:pk>/", card)]
""",
        ),
        Example(
            "a page under its URL, answers under their arguments",
            """# file: clinic/views.py
from functools import lru_cache

from django.http import JsonResponse
from django.views.decorators.cache import cache_page

from clinic.models import Patient
from clinic.practices import active_practice


@cache_page(60)  # PL508
def patients(request):
    return JsonResponse({"rows": list(Patient.objects.filter(practice=request.practice).values("name"))})


@lru_cache
def known(name):  # PL508
    return list(Patient.objects.filter(practice=active_practice(), name=name).values("pk"))


def find(request):
    return JsonResponse({"rows": known(request.GET["name"])})
# file: clinic/practices.py
from contextvars import ContextVar

current = ContextVar("current")


def active_practice():
    return current.get()
""",
        ),
        Example(
            "a piece of a template",
            """# file: clinic/views.py
from django.shortcuts import render

from clinic.models import Patient


def patients(request):
    rows = Patient.objects.filter(practice=request.practice)
    return render(request, "clinic/patients.html", {"patients": rows})
# file: clinic/templates/clinic/patients.html
<h1>Patients</h1>
{% cache 600 patient_list %} {# PL508 #}
{% for patient in patients %}<li>{{ patient.name }}</li>{% endfor %}
{% endcache %}
""",
        ),
    ),
    good=(
        Example(
            "the practice in the key, a checked key, a secret",
            """# file: clinic/views.py
from functools import lru_cache
from uuid import uuid4

from django.core.cache import cache
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from clinic.models import Patient


def board(request):
    key = f"board:{request.practice.pk}:{timezone.localdate():%Y%m%d}"
    rows = cache.get(key)
    if rows is None:
        rows = list(Patient.objects.filter(practice=request.practice).values_list("name", flat=True))
        cache.set(key, rows, 60)
    return JsonResponse({"rows": rows})


def card(request, pk):
    patient = get_object_or_404(Patient, pk=pk, practice=request.practice)
    text = cache.get(f"card:{pk}")
    if text is None:
        text = patient.name
        cache.set(f"card:{pk}", text)
    return HttpResponse(text)


def summary(request, pk):
    key = f"summary:{request.user.pk}:{pk}"
    text = cache.get(key)
    if text is None:
        text = get_object_or_404(Patient, pk=pk, practice=request.practice).name
        cache.set(key, text)
    return HttpResponse(text)


def export(request):
    key = f"export:{uuid4()}"
    cache.set(key, list(Patient.objects.filter(practice=request.practice).values("name")))
    return JsonResponse({"key": key})


def download(request):
    return HttpResponse(cache.get(f"export:{request.GET['token']}"))


@lru_cache
def known(practice, name):
    return list(Patient.objects.filter(practice=practice, name=name).values("pk"))


def find(request):
    return JsonResponse({"rows": known(request.practice, request.GET["name"])})
""",
        ),
        Example(
            "pages that vary, pieces that name the practice",
            """# file: clinic/views.py
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_page
from django.views.decorators.vary import vary_on_cookie

from clinic.models import Patient


@cache_page(60)
@vary_on_cookie
def figures(request):
    return JsonResponse({"n": Patient.objects.filter(practice=request.practice).count()})


@cache_page(3600)
def imprint(request):
    return render(request, "clinic/imprint.html", {})


def patients(request):
    rows = Patient.objects.filter(practice=request.practice)
    return render(request, "clinic/patients.html", {"patients": rows, "practice": request.practice})
# file: clinic/templates/clinic/patients.html
{% cache 600 patient_list practice.pk %}
{% for patient in patients %}<li>{{ patient.name }}</li>{% endfor %}
{% endcache %}
{% cache 600 footer %}<p>Opening hours</p>{% endcache %}
# file: clinic/templates/clinic/imprint.html
<p>Imprint</p>
""",
        ),
    ),
    check=check,
)
