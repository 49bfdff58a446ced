"""What narrows a relation field of a serializer: bodies, and whether the field is still open."""

from __future__ import annotations

from datetime import date

import pytest

from practice_lint.check import check_sources
from practice_lint.rules.base import Example
from practice_lint.rules.examples import project_of
from practice_lint.rules.prelude import PRELUDE

API = """# file: clinic/api.py
from rest_framework import serializers, viewsets

from clinic.models import Note, Patient


class NoteSerializer(serializers.ModelSerializer):
    class Meta:
        model = Note
        fields = ["id", "patient", "text"]

    {method}


class Notes(viewsets.{view}):
    serializer_class = NoteSerializer

    def get_queryset(self):
        return Note.objects.filter(patient__practice=self.request.practice)
"""
INIT = "def __init__(self, *args, practice, **kwargs):\n        super().__init__(*args, **kwargs)\n        "


@pytest.mark.parametrize(
    ("method", "still_open"),
    [
        ('self_made = "nothing"', True),
        (INIT + 'self.fields["patient"].queryset = practice.patient_set.all()', False),
        (INIT + 'self.fields["patient"].queryset = Patient.objects.filter(active=True)', True),
        (INIT + 'self.fields["patient"].queryset = self.fields["patient"].queryset.filter(active=True)', True),
        (INIT + 'self.fields["patient"].label = practice.name', True),
        (INIT + 'self.fields["text"].queryset = practice.patient_set.all()', True),
        (INIT + 'self.fields.pop("patient")', False),
        (INIT + 'del self.fields["patient"]', False),
        (INIT + 'for n in ("patient",):\n            self.fields[n].queryset = practice.patient_set.all()', False),
        (INIT + 'for n in ("text",):\n            self.fields[n].queryset = practice.patient_set.all()', True),
        (INIT + "for f in self.fields.values():\n            f.queryset = f.queryset.filter(practice=practice)", False),
        (INIT + "for f in self.fields.values():\n            f.read_only = True", False),
        (INIT + "if locked:\n            for f in self.fields.values():\n                f.disabled = True", True),
        (INIT + 'self.fields["patient"].disabled = False', True),
        ('def validate_patient(self, patient):\n        return self.context["practice"].check(patient)', False),
        ("def validate_patient(self, patient):\n        return patient", True),
        ("def validate_text(self, text):\n        return self.practice.clean(text)", True),
        ('def create(self, data):\n        patient = data.pop("patient")\n        return Note(patient=patient)', True),
    ],
)
def test_what_narrows_a_relation(method: str, still_open: bool) -> None:
    example = Example("", API.format(method=method, view="ModelViewSet"))
    report = check_sources(project_of(example, PRELUDE), today=date(2026, 1, 1))
    assert any(f.code == "PL501" for f in report.findings) == still_open


def test_a_serializer_that_only_shows_rows_takes_none() -> None:
    example = Example("", API.format(method="pass", view="ReadOnlyModelViewSet"))
    assert check_sources(project_of(example, PRELUDE), today=date(2026, 1, 1)).findings == ()
