"""A view derives the active practice by itself although the server sets one for every request.

The active practice is decided once, by middleware, with its checks. A view that reads `request.user.practice` or its
like instead decides again, differently: for a user of two practices it may filter by one and write into the other.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_statement
from practice_lint.scope.program import Program

CODE = "PL401"


def check(program: Program) -> Iterator[Finding]:
    carriers = program.carriers
    if carriers.active is None or not carriers.given:
        return
    for reading, readers in carriers.strays:
        where = "here" if readers == 1 else f"in {readers} functions, first here"
        message = f"`{reading.words}` stands for the active practice {where}; other views read `{carriers.active}`."
        repair = f"Read `{carriers.active}`."
        why = f"`{carriers.active}` is set by the server for each request."
        place = (reading.module, reading.function, reading.span)
        yield at_statement(CODE, "warning", "medium", program, place, reading.words, (message, repair, why))


RULE = Rule(
    code=CODE,
    name="ad-hoc-active-practice",
    family="active practice",
    level="warning",
    security_severity="3.7",
    tags=("security", "external/cwe/cwe-1288"),
    doc=__doc__,
    repair="Read the one carrier that the server sets.",
    limits=(
        "Only where the project sets a carrier (or `active-practice` names it), and only chains that begin at the "
        "request and end at an attribute named like the practice; one finding per chain. Functions that set the "
        "carrier may read what they like, and what they set beside it (`request.profile`) may be read through."
    ),
    bad=(
        Example(
            "beside a middleware that sets it",
            """# file: clinic/views.py
from django.shortcuts import render

from clinic.models import Patient


def patients(request):
    rows = Patient.objects.filter(practice=request.practice)
    return render(request, "patients.html", {"patients": rows})


def archive(request):
    rows = Patient.objects.filter(practice=request.user.profile.practice, active=False)  # PL401
    return render(request, "patients.html", {"patients": rows})
""",
        ),
    ),
    good=(
        Example(
            "the carrier",
            """# file: clinic/views.py
from django.shortcuts import render

from clinic.models import Patient


def archive(request):
    rows = Patient.objects.filter(practice=request.practice, active=False)
    return render(request, "patients.html", {"patients": rows})
""",
        ),
        Example(
            "through what the same middleware sets",
            """# file: clinic/middleware.py
from clinic.models import Access


def active_practice(get_response):
    def middleware(request):
        chosen = request.session.get("practice")
        request.access = Access.objects.filter(user=request.user, practice=chosen).first()
        request.practice = request.access.practice if request.access else None
        return get_response(request)

    return middleware
# file: clinic/views.py
from django.shortcuts import render

from clinic.models import Note, Patient


def patients(request):
    rows = Patient.objects.filter(practice=request.practice)
    return render(request, "patients.html", {"patients": rows})


def archive(request):
    rows = Patient.objects.filter(practice=request.access.practice, active=False)
    return render(request, "patients.html", {"patients": rows})
""",
        ),
    ),
    check=check,
)
