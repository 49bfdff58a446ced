"""The scope mixin stands after the view class in the bases, so its `get_queryset` never runs.

Python looks a method up from left to right. `class Patients(ListView, PracticeMixin)` finds `ListView.get_queryset`
first, which does not call `super()`: the view looks scoped, reads like its scoped siblings, and shows every
practice's rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import leak, name
from practice_lint.rules.views import at_view
from practice_lint.scope.program import Program

CODE = "PL202"


def check(program: Program) -> Iterator[Finding]:
    for site in program.leaks("mixin-after-view"):
        view = program.views.at(site)
        if view is not None:
            mixin = program.views.mixins[view.mixins[0]].word
            message = (
                f"`{mixin}` stands after the view class in `{view.word}`, so every practice's `{name(site)}` is read."
            )
            yield at_view(leak(CODE, "error", site, message, f"Move `{mixin}` to the front of the bases."), view)


RULE = Rule(
    code=CODE,
    name="mixin-after-view",
    family="views",
    level="error",
    security_severity="8.6",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Move the scope mixin to the front of the bases.",
    limits="Only where the view's rows are open for it: a mixin whose order does not matter is not reported.",
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


class ActivePatients(ListView, PracticeMixin):  # PL202
    queryset = Patient.objects.filter(active=True)
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


class ActivePatients(viewsets.ReadOnlyModelViewSet, PracticeMixin):  # PL202
    queryset = Patient.objects.filter(active=True)
    serializer_class = PatientSerializer
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
    queryset = Patient.objects.filter(active=True)
""",
        ),
    ),
    check=check,
)
