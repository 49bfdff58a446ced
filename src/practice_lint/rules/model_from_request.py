"""The request chooses the model, and then a row of it: any row of any practice, in any table of the project.

`apps.get_model(request.GET["model"])`, `getattr(models, name)`, a content type from the URL or a dict of models indexed
by a parameter make one view into a lookup over everything. What is right for one model (its practice path, its manager,
its permissions) is not for the next, and a model that is added later is open from its first day.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import WRITES, leak, sunk
from practice_lint.scope.program import Program

CODE = "PL112"


def check(program: Program) -> Iterator[Finding]:
    for site in program.leaks("model"):
        done = WRITES.get(site.sink or "") if site.ends == "write" else None
        chosen = f"by {site.key}" if site.key else "as they are"
        message = (
            f"The request chooses the model; its rows are taken {chosen}, of any practice, and {done or sunk(site)}."
        )
        repair = "Map each allowed name to a scoped queryset (a function of the active practice), not to a model."
        yield leak(CODE, "error", site, message, repair)


RULE = Rule(
    code=CODE,
    name="model-from-request",
    family="rows",
    level="error",
    security_severity="8.8",
    tags=("security", "external/cwe/cwe-639", "external/cwe/cwe-470"),
    doc=__doc__,
    repair="Map each allowed name to a scoped queryset, not to a model.",
    limits=(
        "`get_model`, `getattr` of a module, `globals()`, content types and dicts of models. Where the one model of a "
        "dict that leaks is fetched by a view that nothing else chooses for, PL102 speaks instead. A filter on a model "
        "that is not known is undecided."
    ),
    bad=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.shortcuts import get_object_or_404, render

from clinic import models
from clinic.models import Note, Patient

KINDS = {"patient": Patient, "note": Note}


def show(request, kind, pk):
    row = get_object_or_404(apps.get_model("clinic", kind), pk=pk)  # PL112
    return render(request, "row.html", {"row": row})


def remove(request, kind, pk):
    getattr(models, kind).objects.filter(pk=pk).delete()  # PL112
    return render(request, "done.html")


def history(request, type_id, pk):
    content_type = get_object_or_404(ContentType, pk=type_id)
    row = content_type.get_object_for_this_type(pk=pk)  # PL112
    return render(request, "row.html", {"row": row})


def card(request, kind, pk):
    model = KINDS[kind]
    return render(request, "row.html", {"row": model.objects.get(pk=pk)})  # PL112
""",
        ),
        Example(
            "Django REST framework",
            """# file: clinic/api.py
from django.contrib.contenttypes.models import ContentType
from rest_framework.response import Response
from rest_framework.views import APIView


class Export(APIView):
    def get(self, request):
        model = ContentType.objects.get(model=request.query_params["model"]).model_class()
        return Response(list(model.objects.values()))  # PL112
""",
        ),
    ),
    good=(
        Example(
            "plain Django: names stand for scoped querysets, or for tables of no practice",
            """# file: clinic/models.py
from django.conf import settings
from django.db import models


class Practice(models.Model):
    name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)


class Access(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    role = models.CharField(max_length=20)


class Patient(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)


class Note(models.Model):
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE)
    text = models.TextField()


class Country(models.Model):
    # practice-scope: global — ISO reference data
    code = models.CharField(max_length=2)


class Currency(models.Model):
    # practice-scope: global — ISO reference data
    code = models.CharField(max_length=3)
# file: clinic/views.py
from django.apps import apps
from django.shortcuts import get_object_or_404, render

from clinic.models import Country, Currency, Note, Patient

TABLES = {"country": Country, "currency": Currency}
KINDS = {
    "patient": lambda practice: Patient.objects.filter(practice=practice),
    "note": lambda practice: Note.objects.filter(patient__practice=practice),
}


def show(request, kind, pk):
    row = get_object_or_404(KINDS[kind](request.practice), pk=pk)
    return render(request, "row.html", {"row": row})


def reference(request, table, pk):
    return render(request, "row.html", {"row": TABLES[table].objects.get(pk=pk)})


def patients(request):
    rows = apps.get_model("clinic", "Patient").objects.filter(practice=request.practice)
    return render(request, "rows.html", {"rows": rows})
""",
        ),
    ),
    check=check,
)
