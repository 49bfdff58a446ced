"""A row is pinned to a parent that the same request names and that nothing proved to be the caller's.

`Note.objects.get(pk=pk, patient_id=patient_pk)` looks scoped: the note must be of that patient. But both keys come
from the sender, who names another practice's patient and note together. The same happens when a decorator checks one
key of the URL (`slug`) and the view fetches by another (`patient_pk`).
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import keyword, leak, name
from practice_lint.scope.program import Program

CODE = "PL104"


def check(program: Program) -> Iterator[Finding]:
    for site in program.leaks("parent"):
        parent = site.key or "a parent that the request names"
        message = f"Any practice's `{name(site)}` can be reached: it is pinned only to {parent}, which nothing checks."
        repair = f"Add `{keyword(program, site)}`, or fetch the parent within the practice first and pass the row."
        yield leak(CODE, "error", site, message, repair)


RULE = Rule(
    code=CODE,
    name="unproved-parent",
    family="rows",
    level="error",
    security_severity="8.6",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Add the practice to the query, or fetch the parent within the practice first and pass the row.",
    limits=(
        "A parent key that a permission class, a decorator or an earlier scoped lookup of the same key proved counts "
        "as proved, where its body can be followed."
    ),
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
        Example(
            "Django REST framework, a nested route",
            """# file: clinic/api.py
from rest_framework import serializers, viewsets

from clinic.models import Note


class NoteSerializer(serializers.ModelSerializer):
    class Meta:
        model = Note
        fields = ["id", "text"]


class Notes(viewsets.ReadOnlyModelViewSet):
    serializer_class = NoteSerializer

    def get_queryset(self):
        return Note.objects.filter(patient_id=self.kwargs["patient_pk"])  # PL104
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
    row = get_object_or_404(Note, pk=pk, patient=patient)
    return render(request, "note.html", {"note": row})
""",
        ),
        Example(
            "Django REST framework, a nested route",
            """# file: clinic/api.py
from rest_framework import serializers, viewsets

from clinic.models import Note


class NoteSerializer(serializers.ModelSerializer):
    class Meta:
        model = Note
        fields = ["id", "text"]


class Notes(viewsets.ReadOnlyModelViewSet):
    serializer_class = NoteSerializer

    def get_queryset(self):
        practice = self.request.practice
        return Note.objects.filter(patient_id=self.kwargs["patient_pk"], patient__practice=practice)
""",
        ),
    ),
    check=check,
)
