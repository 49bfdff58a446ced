"""A queryset of a practice's rows reaches a client with nothing that ties it to the caller's practice.

`objects.all()`, a filter on status or date, an aggregate or an export over such rows shows every practice's data to
whoever may open the page.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import leak, lookup, name
from practice_lint.scope.program import Program

CODE = "PL101"


def check(program: Program) -> Iterator[Finding]:
    for site in program.leaks("rows"):
        message = f"Rows of `{name(site)}` of every practice are {site.sink or 'used'}: nothing ties the query to the caller's practice."
        repair = f"Filter by `{lookup(site)}`, or read through a manager or mixin that does."
        yield leak(CODE, "error", site, message, repair)


RULE = Rule(
    code=CODE,
    name="unscoped-queryset",
    family="rows",
    level="error",
    security_severity="8.6",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Filter by the practice, or read through a manager or mixin that does.",
    limits="A queryset that is handed to code which is not part of the project is reported with medium confidence.",
    bad=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.shortcuts import render

from clinic.models import Patient


def patients(request):
    return render(request, "patients.html", {"patients": Patient.objects.filter(active=True)})  # PL101
""",
        ),
    ),
    good=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.shortcuts import render

from clinic.models import Patient


def patients(request):
    return render(request, "patients.html", {"patients": Patient.objects.filter(practice=request.practice)})
""",
        ),
    ),
    check=check,
)
