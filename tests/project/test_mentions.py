"""What nothing refers to is dead, in a project whose routes were found; any other mention keeps it alive."""

from __future__ import annotations

from datetime import date

import pytest

from practice_lint.check import check_sources
from practice_lint.config import Settings
from practice_lint.rules.base import Example
from practice_lint.rules.examples import project_of
from practice_lint.rules.prelude import PRELUDE

VIEWS = """# file: clinic/views.py
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.views import APIView

from clinic.models import Patient


def index(request):
    return render(request, "index.html")


"""
FUNCTION = """@login_required
def patient(request, pk):
    return render(request, "patient.html", {"patient": get_object_or_404(Patient, pk=pk)})
"""
CLASS = """class PatientView(APIView):
    def get(self, request, pk):
        return render(request, "patient.html", {"patient": get_object_or_404(Patient, pk=pk)})
"""
FIELD = """class PatientField(serializers.CharField):
    def to_internal_value(self, data):
        patient = Patient.objects.filter(pk=data).first()
        if patient is None:
            raise ValidationError("unknown")
        return patient
"""
URLS = """# file: clinic/urls.py
from django.urls import path

from clinic import views
{}
urlpatterns = [path("", views.index)]
"""
SETTINGS = """# file: clinic/jobs.py
{}
"""


def found(source: str, persona: str = "developer") -> list[tuple[str, str]]:
    settings = Settings(persona=persona)  # type: ignore[arg-type]
    report = check_sources(project_of(Example("", source), PRELUDE), settings, today=date(2026, 1, 1))
    assert [p.message for p in report.problems if p.rule] == []
    return [(f.code, f.confidence) for f in report.findings if f.path == "clinic/views.py"]


@pytest.mark.parametrize("code", [FUNCTION, CLASS, FIELD])
def test_what_nothing_says_is_for_the_auditor(code: str) -> None:
    source = VIEWS + code + URLS.replace("{}", "from clinic.views import *")
    assert found(source) == []
    assert [confidence for _, confidence in found(source, "auditor")] == ["low"]


@pytest.mark.parametrize("code", [FUNCTION, CLASS, FIELD])
def test_without_routes_nothing_is_dead(code: str) -> None:
    assert len(found(VIEWS + code)) == 1


@pytest.mark.parametrize(
    ("code", "mention"),
    [
        (FUNCTION, "from clinic import views\n\n\ndef all_views():\n    return [views.patient]"),
        (FUNCTION, 'PAGES = {"start": "clinic.views.patient"}'),
        (CLASS, "from clinic.views import PatientView\n\nSERVED = PatientView"),
        (CLASS, "from clinic.views import PatientView\n\n\nclass Other(PatientView):\n    pass\n\n\nSERVED = Other"),
        (FIELD, "from clinic.views import PatientField\n\n\ndef made():\n    return PatientField()"),
        (FIELD, "from clinic.views import PatientField\n\n\ndef made(field: PatientField):\n    return field"),
    ],
)
def test_any_mention_keeps_alive(code: str, mention: str) -> None:
    source = VIEWS + code + URLS.replace("{}", "") + SETTINGS.replace("{}", mention)
    assert len(found(source)) == 1


def test_a_routed_view_is_alive() -> None:
    urls = URLS.replace("{}", "").replace("views.index)", 'views.index), path("p/<int:pk>/", views.patient)')
    assert found(VIEWS + FUNCTION + urls) == [("PL102", "high")]
