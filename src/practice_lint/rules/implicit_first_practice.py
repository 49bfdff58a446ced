"""The first of the user's practices becomes the active one.

`request.user.practices.first()` picks a tenant by the order of a table. A user of two practices works in whichever
was stored first, and a day later, after a new membership, in another one: records are written into the wrong practice
and nobody chose it. `Practice.objects.first()` is worse: whoever asks works in the first practice there is.

Take the practice that the user chose (a session key, a URL, a stored preference), joined with the membership; with
several and no choice, ask.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import leak, name
from practice_lint.rules.places import at_statement
from practice_lint.scope.program import Program

CODE = "PL402"
REPAIR = "Use the practice that the user chose, joined with the membership; with several and no choice, ask."


def check(program: Program) -> Iterator[Finding]:
    yield from _of_all(program)
    yield from _of_users(program)


def _of_all(program: Program) -> Iterator[Finding]:
    for site in program.leaks("arbitrary"):
        what = f"`{site.query}` is" if site.cause == "open" else f"`{name(site)}` is of"
        message = f"{what} whichever practice comes first: nobody chose it, and whoever asks works in it."
        yield leak(CODE, "error", site, message, REPAIR)


def _of_users(program: Program) -> Iterator[Finding]:
    switches = program.switches
    for choice in switches.choices:
        if switches.implicit(choice) and switches.of_caller(choice):
            message = f"{choice.said} becomes the first of the user's practices: of several, none was chosen."
            why = "No filter in front of the first row names a practice, and no order says which comes first."
            place = (choice.module, choice.function, choice.place)
            yield at_statement(CODE, "error", "high", program, place, choice.holder, (message, REPAIR, why))


RULE = Rule(
    code=CODE,
    name="implicit-first-practice",
    family="active practice",
    level="error",
    security_severity="5.4",
    tags=("security", "external/cwe/cwe-841"),
    doc=__doc__,
    repair=REPAIR,
    limits=(
        "Known carriers only: an attribute of the request, a session key, a cookie, a pointer on the user or profile, "
        "a function named `active_practice` or like it. A chain that is ordered, filtered by a key or by a flag such "
        "as `default`, or guarded by a count of one is a choice. The first of all practices is reported once, wherever "
        "rows of it are used; one that a constant names is not whichever comes first."
    ),
    bad=(
        Example(
            "whoever is not signed in works in the first practice",
            """# file: clinic/views.py
from django.contrib.auth.decorators import login_required
from django.shortcuts import render

from clinic.models import Patient, Practice


def current(request):
    if not request.user.is_authenticated:
        return Practice.objects.first()  # PL402
    return Practice.objects.filter(access__user=request.user, slug=request.session.get("practice")).first()


def board(request):
    return render(request, "board.html", {"rows": Patient.objects.filter(practice=current(request))})


@login_required
def patients(request):
    return render(request, "patients.html", {"rows": Patient.objects.filter(practice=current(request))})
""",
        ),
        Example(
            "the first practice there is",
            """# file: clinic/views.py
from django.contrib.auth.decorators import login_required
from django.shortcuts import render

from clinic.models import Patient, Practice, Room


def current():
    return Practice.objects.order_by("name").first()  # PL402


@login_required
def patients(request):
    practice = current()
    rooms = Room.objects.filter(practice_id=practice.pk)
    return render(request, "patients.html", {"rows": Patient.objects.filter(practice=practice), "rooms": rooms})
""",
        ),
        Example(
            "middleware and a signal",
            """# file: clinic/middleware.py
def active_practice(get_response):
    def middleware(request):
        request.practice = request.user.access_set.first().practice  # PL402
        return get_response(request)

    return middleware
# file: clinic/signals.py
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver


@receiver(user_logged_in)
def choose(sender, request, user, **kwargs):
    access = user.access_set.all()[0]  # PL402
    request.session["active_practice"] = access.practice_id
# file: clinic/views.py
from django.http import HttpResponse

from clinic.models import Access, Practice


def change(request):
    page = request.GET.get("page")
    practice = Practice.objects.filter(access__user=request.user, name__contains=page).first()  # PL402
    request.session["active_practice"] = practice.pk
    return HttpResponse(page)


def change_role(request):
    access = Access.objects.filter(user=request.user, role=request.POST["role"]).first()  # PL402
    request.session["active_practice"] = access.practice_id
    return HttpResponse("ok")
""",
        ),
    ),
    good=(
        Example(
            "a practice that the settings or the caller name",
            """# file: clinic/views.py
from django.contrib.auth.decorators import login_required
from django.shortcuts import render

from clinic.models import Patient, Practice


def current(request):
    if not request.user.is_authenticated:
        return Practice.objects.first()
    return Practice.objects.filter(access__user=request.user, slug=request.session.get("practice")).first()


@login_required
def patients(request):
    practice = current(request)
    return render(request, "patients.html", {"rows": Patient.objects.filter(practice=practice)})
""",
        ),
        Example(
            "the user's own choice, or the only one",
            """# file: clinic/middleware.py
def active_practice(get_response):
    def middleware(request):
        chosen = request.session.get("active_practice")
        access = request.user.access_set.filter(practice_id=chosen).first()
        request.practice = access.practice if access else None
        return get_response(request)

    return middleware
# file: clinic/signals.py
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver


@receiver(user_logged_in)
def choose(sender, request, user, **kwargs):
    accesses = user.access_set.all()
    if len(accesses) == 1:
        request.session["active_practice"] = accesses[0].practice_id
# file: clinic/views.py
from django.http import JsonResponse

from clinic.models import Practice


def change(request):
    chosen = request.POST.get("practice")
    practice = Practice.objects.filter(access__user=request.user, name=chosen).first()
    if practice is None:
        return JsonResponse({"status": "error"})
    request.session["active_practice"] = practice.pk
    return JsonResponse({"status": "ok"})
""",
        ),
    ),
    check=check,
)
