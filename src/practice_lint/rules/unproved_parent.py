"""A row is pinned to a parent that the same request names and that nothing proved to be the caller's.

`Note.objects.get(pk=pk, patient_id=patient_pk)` looks scoped, but both keys come from the sender: gate on one thing,
fetch by another.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import leak, lookup, name
from practice_lint.scope.program import Program

CODE = "PL104"


def check(program: Program) -> Iterator[Finding]:
    for site in program.leaks("parent"):
        message = (
            f"`{name(site)}` is pinned only to {site.key or 'a parent'}, which the request chooses and nothing checks."
        )
        repair = f"Fetch the parent within the practice first, or add `{lookup(site)}`."
        yield leak(CODE, "error", site, message, repair)


RULE = Rule(
    code=CODE,
    name="unproved-parent",
    family="rows",
    level="error",
    security_severity="8.6",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Fetch the parent within the practice first, or add the practice to the query.",
    limits="A parent key that a permission class or decorator proved counts as proved.",
    bad=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.shortcuts import render

from clinic.models import Note


def note(request, patient_pk, pk):
    row = Note.objects.get(pk=pk, patient_id=patient_pk)  # PL104
    return render(request, "note.html", {"note": row})
""",
        ),
    ),
    good=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.shortcuts import get_object_or_404, render

from clinic.models import Note, Patient


def note(request, patient_pk, pk):
    patient = get_object_or_404(Patient, pk=patient_pk, practice=request.practice)
    row = Note.objects.get(pk=pk, patient=patient)
    return render(request, "note.html", {"note": row})
""",
        ),
    ),
    check=check,
)
