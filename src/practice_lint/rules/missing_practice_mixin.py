"""A class-based view reads a practice's model and nothing in its bases ties it to the caller's practice.

`queryset = Patient.objects.all()` or `model = Patient` on a generic view means every practice's rows: the list shows
them, the detail page finds them by key, update and delete write them. Whatever the template hides, the URL does not.

An error says that the view is open. A note says that it is closed today, but by something other than the scope mixin
that the project's views have in common (a permission class, a gate in `dispatch`): the next action or the next view
copied from it may not be. A view that scopes in a method of its own is PL205's, one whose mixin stands in the wrong
place or is overridden is PL202's or PL203's: one view, one finding.

The mixin is the one that `scope-mixins` names; without that setting it is a class that a fair share of the project's
views inherit and whose `get_queryset` (`filter_queryset`, `derive_queryset`, `initial`) narrows by the practice what
the view below it reads. Where the project has no such class, only open views are reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import leak, lookup, name
from practice_lint.rules.views import at_view, model_word
from practice_lint.scope.program import Program

CODE = "PL201"


def check(program: Program) -> Iterator[Finding]:
    views = program.views
    for site in program.leaks("class-queryset"):
        view = views.behind(site)
        if view is None:
            message = (
                f"`{site.symbol}` reads every practice's `{name(site)}`: nothing in the class ties it to a practice."
            )
            yield leak(CODE, "error", site, message, f"Filter by `{lookup(site)}` in `get_queryset()`.")
            continue
        mixin = views.serving(view)
        lost = f"`{view.word}` reads every practice's `{name(site)}`"
        if mixin is not None:
            message = f"{lost}: it lacks `{mixin.word}`, which scopes {len(mixin.views)} other views."
            repair = f"Put `{mixin.word}` first among its bases."
        else:
            message = f"{lost}: no base class, permission or `get_queryset()` ties it to the caller's practice."
            repair = f"Define `get_queryset()` and filter by `{lookup(site)}`; better, in a mixin that all views share."
        yield at_view(leak(CODE, "error", site, message, repair), view)
    for site in program.sites:
        view = views.at(site)
        if view is None or site.kind != "proved" or view.mixins or not view.generic:
            continue
        if views.scoped_hook(view) is not None or views.backed(view):
            continue
        mixin = views.serving(view)
        if mixin is not None and site.cause != "ambient":
            lost = f"`{view.word}` reads `{model_word(view)}` without `{mixin.word}`"
            message = f"{lost}; only this keeps it safe: {site.reason}."
            repair = f"Put `{mixin.word}` first among its bases, so that safety does not hang on that alone."
            yield at_view(leak(CODE, "note", site, message, repair, "medium"), view)


RULE = Rule(
    code=CODE,
    name="missing-practice-mixin",
    family="views",
    level="error",
    security_severity="8.6",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Put the project's scope mixin first among the view's bases, or filter by the practice in `get_queryset()`.",
    limits=(
        "Views that fetch in their handlers (`View`, `APIView`) have no class queryset: PL101 to PL105 judge their "
        "queries. A filter backend, a permission class with `has_object_permission` and a check in `dispatch` count "
        "where their bodies can be followed. A class that is not routed but looks like a view is judged too."
    ),
    bad=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import DetailView, ListView

from clinic.models import Note, Patient


class Patients(LoginRequiredMixin, ListView):  # PL201
    queryset = Patient.objects.filter(active=True)


class NoteDetail(LoginRequiredMixin, DetailView):  # PL201
    model = Note
""",
        ),
        Example(
            "Django REST framework, beside views that have the mixin",
            """# file: clinic/api.py
from rest_framework import serializers, viewsets

from clinic.models import Note, Patient


class PracticeMixin:
    practice_path = "practice"

    def get_queryset(self):
        return super().get_queryset().filter(**{self.practice_path: self.request.practice})


class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["id", "name"]


class NoteSerializer(serializers.ModelSerializer):
    class Meta:
        model = Note
        fields = ["id", "text"]


class Patients(PracticeMixin, viewsets.ReadOnlyModelViewSet):
    queryset = Patient.objects.all()
    serializer_class = PatientSerializer


class ActivePatients(PracticeMixin, viewsets.ReadOnlyModelViewSet):
    queryset = Patient.objects.filter(active=True)
    serializer_class = PatientSerializer


class Notes(viewsets.ReadOnlyModelViewSet):  # PL201
    queryset = Note.objects.all()
    serializer_class = NoteSerializer
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
    queryset = Patient.objects.filter(active=True)


class NoteDetail(PracticeMixin, DetailView):
    model = Note
    practice_path = "patient__practice"
""",
        ),
        Example(
            "Django REST framework, by a filter backend",
            """# file: clinic/api.py
from rest_framework import filters, serializers, viewsets

from clinic.models import Patient


class PracticeBackend(filters.BaseFilterBackend):
    def filter_queryset(self, request, queryset, view):
        return queryset.filter(practice=request.practice)


class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["id", "name"]


class Patients(viewsets.ReadOnlyModelViewSet):
    queryset = Patient.objects.all()
    serializer_class = PatientSerializer
    filter_backends = [PracticeBackend]
""",
        ),
    ),
    check=check,
)
