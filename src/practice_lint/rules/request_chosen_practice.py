"""The practice in the query comes from the request, and nothing checks that the caller belongs to it.

A slug, header, body or query value names a practice; the filter is there, but its value is the sender's choice.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import leak, name
from practice_lint.scope.program import Program

CODE = "PL105"


def check(program: Program) -> Iterator[Finding]:
    for site in program.leaks("practice"):
        message = f"`{name(site)}` is scoped to the practice that {site.key or 'the request'} names; nothing checks that the caller belongs to it."
        repair = "Take the active practice that middleware set, or check the caller's membership of it first."
        yield leak(CODE, "error", site, message, repair)


RULE = Rule(
    code=CODE,
    name="request-chosen-practice",
    family="rows",
    level="error",
    security_severity="8.6",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Take the active practice that middleware set, or check the caller's membership of it first.",
    limits="A membership check in a decorator, permission class or mixin counts where its body can be followed.",
    bad=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.shortcuts import render

from clinic.models import Patient


def patients(request, slug):
    rows = Patient.objects.filter(practice__slug=slug)  # PL105
    return render(request, "patients.html", {"patients": rows})
""",
        ),
    ),
    good=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.shortcuts import get_object_or_404, render

from clinic.models import Patient, Practice


def patients(request, slug):
    practice = get_object_or_404(Practice, slug=slug, access__user=request.user)
    rows = Patient.objects.filter(practice=practice)
    return render(request, "patients.html", {"patients": rows})
""",
        ),
    ),
    check=check,
)
