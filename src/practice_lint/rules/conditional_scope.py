"""One way through the code scopes the rows, another lets them through as they are.

The scope hangs on a query parameter, an action, an HTTP method or the shape of the body: whoever sends the other one
gets every practice's rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import leak, lookup, name
from practice_lint.scope.program import Program

CODE = "PL107"


def check(program: Program) -> Iterator[Finding]:
    for site in program.leaks("conditional"):
        lost = f"on another every practice's rows are {site.sink or 'used'}"
        message = f"`{name(site)}` rows are scoped on one branch only; {lost}."
        repair = f"Filter by `{lookup(site)}` before the branch."
        yield leak(CODE, "error", site, message, repair)


RULE = Rule(
    code=CODE,
    name="conditional-scope",
    family="rows",
    level="error",
    security_severity="8.6",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Filter by the practice before the branch.",
    limits="A branch that only platform staff take does not count.",
    bad=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.shortcuts import render

from clinic.models import Patient


def patients(request):
    rows = Patient.objects.filter(active=True)  # PL107
    if request.GET.get("all") != "yes":
        rows = rows.filter(practice=request.practice)
    return render(request, "patients.html", {"patients": rows})
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
    rows = Patient.objects.filter(practice=request.practice)
    if request.GET.get("all") != "yes":
        rows = rows.filter(active=True)
    return render(request, "patients.html", {"patients": rows})
""",
        ),
    ),
    check=check,
)
