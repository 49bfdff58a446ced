"""A view filters by the practice with its own hands although the project has a mixin that does it for every view.

Nothing is lost today. But the filter is one line that the next copy, the next action or the next branch of
`get_queryset()` can drop, and a reviewer has to read each view to know that it is there; with the mixin the bases say
so.

It speaks only of generic views (those whose rows the framework reads through `get_queryset()`), only where all
queries of the method are proved, and only where the project has such a mixin: the one that `scope-mixins` names, or
one that a fair share of the views of the same framework inherit. An open view is PL201's.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import leak, name
from practice_lint.rules.views import at_view
from practice_lint.scope.program import Program

CODE = "PL205"


def check(program: Program) -> Iterator[Finding]:
    views = program.views
    for view in views.by_name.values():
        hook = views.own_hook(view)
        mixin = views.serving(view)
        if hook is None or mixin is None or view.mixins or not view.generic:
            continue
        sites = program.within(f"{view.name}.{hook}")
        if not sites or any(site.kind in ("leak", "undecided") for site in sites):
            continue
        site = next((s for s in sites if s.kind == "proved"), None)
        if site is not None:
            message = (
                f"`{view.word}` filters `{name(site)}` by the practice in its own `{hook}()`; `{mixin.word}` does that."
            )
            repair = f"Put `{mixin.word}` first among its bases and call `super().{hook}()`."
            yield at_view(leak(CODE, "note", site, message, repair, "high"), view)


RULE = Rule(
    code=CODE,
    name="manual-practice-filter",
    family="views",
    level="note",
    security_severity="",
    tags=("security", "maintainability"),
    doc=__doc__,
    repair="Inherit the project's scope mixin and call `super().get_queryset()`.",
    limits="A filter that asks for more than the practice (the caller's own rows, a parent) may not fit the mixin.",
    bad=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.views.generic import DetailView, ListView

from clinic.models import Note, Patient


class PracticeMixin:
    def get_queryset(self):
        return super().get_queryset().filter(practice=self.request.practice)


class Patients(PracticeMixin, ListView):
    model = Patient


class PatientDetail(PracticeMixin, DetailView):
    model = Patient


class Notes(ListView):  # PL205
    model = Note

    def get_queryset(self):
        return Note.objects.filter(patient__practice=self.request.practice)
""",
        ),
    ),
    good=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.views.generic import DetailView, ListView

from clinic.models import Note, Patient


class PracticeMixin:
    practice_path = "practice"

    def get_queryset(self):
        return super().get_queryset().filter(**{self.practice_path: self.request.practice})


class Patients(PracticeMixin, ListView):
    model = Patient


class PatientDetail(PracticeMixin, DetailView):
    model = Patient


class Notes(PracticeMixin, ListView):
    model = Note
    practice_path = "patient__practice"

    def get_queryset(self):
        return super().get_queryset().exclude(text="")
""",
        ),
        Example(
            "Django REST framework, a project without a mixin",
            """# file: clinic/api.py
from rest_framework import serializers, viewsets

from clinic.models import Patient


class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["id", "name"]


class Patients(viewsets.ReadOnlyModelViewSet):
    serializer_class = PatientSerializer

    def get_queryset(self):
        return Patient.objects.filter(practice=self.request.practice)
""",
        ),
    ),
    check=check,
)
