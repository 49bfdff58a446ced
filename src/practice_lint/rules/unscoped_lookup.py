"""A row of a practice's model is fetched by a key that the request chose, so any practice can read it.

`get(pk=pk)`, `get_object_or_404(Patient, pk=pk)` or `filter(pk__in=ids)` without the practice hands a patient of
another practice to whoever counts the key up.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import leak, lookup, name
from practice_lint.scope.program import Program

CODE = "PL102"


def check(program: Program) -> Iterator[Finding]:
    for site in program.leaks("row"):
        message = f"`{name(site)}` is fetched by {site.key or 'its key'} alone and {site.sink or 'used'}: any practice can name it."
        repair = f"Narrow the lookup by `{lookup(site)}`."
        yield leak(CODE, "error", site, message, repair)


RULE = Rule(
    code=CODE,
    name="unscoped-lookup",
    family="rows",
    level="error",
    security_severity="8.8",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Narrow the lookup by the practice, or compare the row's practice and answer 404.",
    limits="A row that is only compared, or whose practice is compared before it leaves, is not reported.",
    bad=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.shortcuts import get_object_or_404, render

from clinic.models import Patient


def patient(request, pk):
    row = get_object_or_404(Patient, pk=pk)  # PL102
    return render(request, "patient.html", {"patient": row})
""",
        ),
    ),
    good=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from clinic.models import Patient


def patient(request, pk):
    row = get_object_or_404(Patient, pk=pk, practice=request.practice)
    return render(request, "patient.html", {"patient": row})


def checked(request, pk):
    row = get_object_or_404(Patient, pk=pk)
    if row.practice_id != request.practice.id:
        raise Http404
    return render(request, "patient.html", {"patient": row})
""",
        ),
    ),
    check=check,
)
