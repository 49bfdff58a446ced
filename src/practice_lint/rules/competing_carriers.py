"""Several mechanisms decide the active practice, and none of them is the project's.

Half of the views read `request.user.practice`, the other half `request.user.profile.practice`, and no middleware sets
one. For a user of several practices the two may differ, and each new view has to guess. Choose one, set it in
middleware after a membership check, and read only that.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_statement
from practice_lint.scope.program import Program

CODE = "PL405"


def check(program: Program) -> Iterator[Finding]:
    carriers = program.carriers
    if carriers.given or len(carriers.rivals) < 2:
        return
    first, second = carriers.rivals[:2]
    message = (
        f"The active practice is `{first.words}` in some views and `{second.words}` in others; no middleware sets one."
    )
    repair = "Set the active practice once, in middleware, after a membership check, and read only that."
    why = "Each of the two is read in several functions, and nothing keeps them equal."
    place = (second.module, second.function, second.span)
    yield at_statement(CODE, "warning", "medium", program, place, second.words, (message, repair, why))


RULE = Rule(
    code=CODE,
    name="competing-carriers",
    family="active practice",
    level="warning",
    security_severity="3.7",
    tags=("security", "external/cwe/cwe-1288"),
    doc=__doc__,
    repair="Set the active practice once, in middleware, after a membership check, and read only that.",
    limits=(
        "One finding per project, at the first reading of the second most used mechanism. Where the server sets a "
        "carrier, PL401 speaks of what deviates from it."
    ),
    bad=(
        Example(
            "two attributes of the user",
            """# file: clinic/settings.py
INSTALLED_APPS = ["clinic"]
ROOT_URLCONF = "clinic.urls"
# file: clinic/middleware.py
# file: clinic/views.py
from django.shortcuts import render

from clinic.models import Note, Patient


def patients(request):
    return render(request, "list.html", {"rows": Patient.objects.filter(practice=request.user.practice)})


def archive(request):
    return render(request, "list.html", {"rows": Patient.objects.filter(practice=request.user.practice, active=False)})


def notes(request):
    rows = Note.objects.filter(patient__practice=request.user.profile.practice)  # PL405
    return render(request, "list.html", {"rows": rows})


def empty_notes(request):
    rows = Note.objects.filter(patient__practice=request.user.profile.practice, text="")
    return render(request, "list.html", {"rows": rows})
""",
        ),
    ),
    good=(
        Example(
            "one carrier",
            """# file: clinic/views.py
from django.shortcuts import render

from clinic.models import Note, Patient


def patients(request):
    return render(request, "list.html", {"rows": Patient.objects.filter(practice=request.practice)})


def notes(request):
    return render(request, "list.html", {"rows": Note.objects.filter(patient__practice=request.practice)})
""",
        ),
    ),
    check=check,
)
