"""A view that says that anybody may enter and calls itself public, lists practices or counts, is for the auditor."""

from __future__ import annotations

from datetime import date

import pytest

from practice_lint.check import check_sources
from practice_lint.rules.base import Example
from practice_lint.rules.examples import project_of
from practice_lint.rules.prelude import PRELUDE

SOURCE = """# file: clinic/api.py
from rest_framework import mixins, serializers, viewsets
from rest_framework.permissions import AllowAny, IsAuthenticated

from clinic.models import Patient, Practice


class {model}Serializer(serializers.ModelSerializer):
    class Meta:
        model = {model}
        fields = ["name"]
        read_only_fields = fields


class {name}(mixins.ListModelMixin, viewsets.GenericViewSet):
    permission_classes = {permissions}
    serializer_class = {model}Serializer
    queryset = {model}.objects.all()
# file: clinic/urls.py
from rest_framework.routers import DefaultRouter

from clinic import api

router = DefaultRouter()
router.register("rows", api.{name})
urlpatterns = router.urls
"""


@pytest.mark.parametrize(
    ("model", "name", "permissions", "told"),
    [
        ("Patient", "PublicPatients", "()", False),
        ("Patient", "PublicPatients", "[AllowAny]", False),
        ("Patient", "PublicPatients", "[IsAuthenticated]", True),
        ("Patient", "Patients", "()", True),
        ("Patient", "Patients", "[AllowAny]", True),
        ("Practice", "Practices", "[AllowAny]", False),
    ],
)
def test_who_may_enter(model: str, name: str, permissions: str, told: bool) -> None:
    source = SOURCE.replace("{model}", model).replace("{name}", name).replace("{permissions}", permissions)
    report = check_sources(project_of(Example("", source), PRELUDE), today=date(2026, 1, 1))
    assert [p.message for p in report.problems if p.rule] == []
    assert ("PL201" in {f.code for f in report.findings}) is told


FIGURES = """# file: clinic/api.py
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from clinic.models import Patient


class Figures(APIView):
    permission_classes = {permissions}

    def get(self, request):
        return Response({"patients": Patient.objects{rows}})
# file: clinic/urls.py
from django.urls import path

from clinic import api

urlpatterns = [path("figures/", api.Figures.as_view())]
"""


@pytest.mark.parametrize(
    ("rows", "permissions", "told"),
    [
        (".count()", "[AllowAny]", False),
        (".count()", "[IsAuthenticated]", True),
        (".values()", "[AllowAny]", True),
        (".filter(practice=request.GET['p']).count()", "[AllowAny]", True),
    ],
)
def test_figures_of_the_whole_site(rows: str, permissions: str, told: bool) -> None:
    source = FIGURES.replace("{rows}", rows).replace("{permissions}", permissions)
    report = check_sources(project_of(Example("", source), PRELUDE), today=date(2026, 1, 1))
    assert [p.message for p in report.problems if p.rule] == []
    assert bool(report.findings) is told
