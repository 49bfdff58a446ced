"""A filter offers the rows of every practice as choices.

`ModelChoiceFilter(queryset=Doctor.objects.all())`, or the filter that django-filter makes for a foreign key in
`Meta.fields`, renders a drop-down with the names of all practices' rows. The list behind it may be scoped: the choices
are not. Where no drop-down is rendered, the answer "not one of the available choices" still tells which keys exist.

Give the filter a function (`queryset=lambda request: …`) that narrows by the practice, or narrow
`self.filters["doctor"].queryset` in `__init__()`.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.fields import at_fields, model_word, statements, why, word
from practice_lint.scope.program import Program

CODE = "PL504"


def check(program: Program) -> Iterator[Finding]:
    for practice in (False, True):
        for fields in statements(program, ("filterset",), practice):
            offer = "offers" if len(fields) == 1 else "each offer"
            message = f"{word(fields)} {offer} every practice's {model_word(fields)} as a choice."
            repair = "Make its queryset a function of the request that narrows by the practice."
            yield at_fields(CODE, "warning", program, fields, (message, repair, why(fields)))


RULE = Rule(
    code=CODE,
    name="unscoped-filterset",
    family="surfaces",
    level="warning",
    security_severity="5.3",
    tags=("security", "external/cwe/cwe-200"),
    doc=__doc__,
    repair="Make the filter's queryset a function of the request that narrows by the practice.",
    limits=(
        "A function as queryset counts as narrowing. Filter sets of an API, which render no choices but on a "
        "developer's page, have low confidence, as have those that nothing uses. Filters over columns of related rows "
        "(`doctor__name`) show nothing by themselves and are left out."
    ),
    bad=(
        Example(
            "plain Django",
            """# file: clinic/filters.py
import django_filters

from clinic.models import Note, Patient


class NoteFilter(django_filters.FilterSet):
    patient = django_filters.ModelChoiceFilter(queryset=Patient.objects.all())  # PL504

    class Meta:
        model = Note
        fields = ["patient"]


class ImplicitNoteFilter(django_filters.FilterSet):
    class Meta:
        model = Note
        fields = ["patient"]  # PL504
# file: clinic/views.py
from django_filters.views import FilterView

from clinic.filters import ImplicitNoteFilter, NoteFilter
from clinic.models import Note


class Notes(FilterView):
    filterset_class = NoteFilter

    def get_queryset(self):
        return Note.objects.filter(patient__practice=self.request.practice)


class MoreNotes(Notes):
    filterset_class = ImplicitNoteFilter
""",
        ),
    ),
    good=(
        Example(
            "plain Django",
            """# file: clinic/filters.py
import django_filters

from clinic.models import Note, Patient


def patients(request):
    return Patient.objects.filter(practice=request.practice)


class NoteFilter(django_filters.FilterSet):
    patient = django_filters.ModelChoiceFilter(queryset=patients)

    class Meta:
        model = Note
        fields = ["patient"]
# file: clinic/views.py
from django_filters.views import FilterView

from clinic.filters import NoteFilter
from clinic.models import Note


class Notes(FilterView):
    filterset_class = NoteFilter

    def get_queryset(self):
        return Note.objects.filter(patient__practice=self.request.practice)
""",
        ),
    ),
    check=check,
)
