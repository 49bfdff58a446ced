"""An extra action of a view fetches rows itself, past the view's scoped queryset.

The viewset is scoped, its list and detail routes are tested; the `@action` beside them writes
`get_object_or_404(Patient, pk=pk)` where `self.get_object()` would have been both shorter and scoped.

This finding takes the place of PL101 to PL104 at such a query: the same leak, with a repair of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import keyword, leak, name
from practice_lint.scope.program import Program

CODE = "PL209"


def check(program: Program) -> Iterator[Finding]:
    for site in program.leaks("action"):
        found = program.views.around(site)
        if found is None:
            continue
        view, method = found
        message = (
            f"The action `{method}` goes round the scoped queryset of `{view.word}` to any practice's `{name(site)}`."
        )
        if view.label == site.model:
            own = "self.get_object()" if site.ends == "row" else "self.get_queryset()"
            repair = f"Use `{own}`."
        else:
            repair = f"Add `{keyword(program, site)}` to the query."
        yield leak(CODE, "error", site, message, repair)


RULE = Rule(
    code=CODE,
    name="action-bypasses-scope",
    family="views",
    level="error",
    security_severity="8.8",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Use `self.get_object()` or `self.get_queryset()`; for another model, add the practice to the query.",
    limits=(
        "Methods marked `@action` of a view whose `get_queryset()`, mixin or filter backend scopes; other views are "
        "PL101's to PL104's."
    ),
    bad=(
        Example(
            "Django REST framework",
            """# file: clinic/api.py
from django.shortcuts import get_object_or_404
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from clinic.models import Patient


class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["id", "name"]


class Patients(viewsets.ReadOnlyModelViewSet):
    queryset = Patient.objects.all()
    serializer_class = PatientSerializer

    def get_queryset(self):
        return super().get_queryset().filter(practice=self.request.practice)

    @action(detail=True)
    def card(self, request, pk=None):
        patient = get_object_or_404(Patient, pk=pk)  # PL209
        return Response({"name": patient.name})
""",
        ),
    ),
    good=(
        Example(
            "Django REST framework",
            """# file: clinic/api.py
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from clinic.models import Patient


class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["id", "name"]


class Patients(viewsets.ReadOnlyModelViewSet):
    queryset = Patient.objects.all()
    serializer_class = PatientSerializer

    def get_queryset(self):
        return super().get_queryset().filter(practice=self.request.practice)

    @action(detail=True)
    def card(self, request, pk=None):
        patient = self.get_object()
        return Response({"name": patient.name})
""",
        ),
    ),
    check=check,
)
