"""A method of a view overrides the one that scopes, and does not call it.

The bases say that the view is scoped; its own `get_queryset` (`filter_queryset`, `get_object`, `initial`) starts
again from the model. It often begins as a harmless `select_related` or an ordering.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import keyword, leak, name
from practice_lint.scope.program import Program

CODE = "PL203"


def check(program: Program) -> Iterator[Finding]:
    for site in program.leaks("override"):
        found = program.views.around(site)
        view = found[0] if found is not None else program.views.at(site)
        if view is None:
            continue
        method = found[1] if found is not None else "get_queryset"
        mixin = program.views.mixins[view.mixins[0]].word
        message = f"`{view.word}` overrides the `{method}()` of `{mixin}`: every practice's `{name(site)}` is read."
        repair = f"Start from `super().{method}()`, or filter by `{keyword(program, site)}`."
        yield leak(CODE, "error", site, message, repair)


RULE = Rule(
    code=CODE,
    name="override-drops-scope",
    family="views",
    level="error",
    security_severity="8.6",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Start from `super()` in the override.",
    limits="An override that scopes by itself is not reported.",
    bad=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.views.generic import DetailView, ListView

from clinic.models import Patient


class PracticeMixin:
    def get_queryset(self):
        return super().get_queryset().filter(practice=self.request.practice)


class PatientList(PracticeMixin, ListView):
    model = Patient


class PatientDetail(PracticeMixin, DetailView):
    model = Patient


class ActivePatients(PracticeMixin, ListView):
    model = Patient

    def get_queryset(self):
        return Patient.objects.filter(active=True)  # PL203
""",
        ),
        Example(
            "Django REST framework",
            """# file: clinic/api.py
from rest_framework import serializers, viewsets

from clinic.models import Patient


class PracticeMixin:
    def get_queryset(self):
        return super().get_queryset().filter(practice=self.request.practice)


class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["id", "name"]


class Patients(PracticeMixin, viewsets.ReadOnlyModelViewSet):
    queryset = Patient.objects.all()
    serializer_class = PatientSerializer


class ActivePatients(PracticeMixin, viewsets.ReadOnlyModelViewSet):
    serializer_class = PatientSerializer

    def get_queryset(self):
        return Patient.objects.filter(active=True).order_by("name")  # PL203
""",
        ),
    ),
    good=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.views.generic import DetailView, ListView

from clinic.models import Patient


class PracticeMixin:
    def get_queryset(self):
        return super().get_queryset().filter(practice=self.request.practice)


class PatientList(PracticeMixin, ListView):
    model = Patient


class PatientDetail(PracticeMixin, DetailView):
    model = Patient


class ActivePatients(PracticeMixin, ListView):
    model = Patient

    def get_queryset(self):
        return super().get_queryset().filter(active=True)
""",
        ),
    ),
    check=check,
)
