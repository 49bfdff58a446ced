"""A method of a view reads the class's `queryset`, although `get_queryset()` is what scopes it.

`self.queryset` is the bare attribute: every practice's rows. The list and the detail page go through
`get_queryset()`; an extra action, a `get_object` of its own or an export that takes the attribute goes round it.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import leak, name
from practice_lint.rules.views import at_view
from practice_lint.scope.program import Program

CODE = "PL204"


def check(program: Program) -> Iterator[Finding]:
    for site in program.leaks("class-queryset-used"):
        view = program.views.at(site)
        around = program.views.around(site)
        word = view.word if view is not None else around[0].word if around is not None else ""
        message = f"`{word}` reads the class's `queryset` past `get_queryset()`: every practice's `{name(site)}`."
        finding = leak(CODE, "error", site, message, "Use `self.get_queryset()`.")
        yield at_view(finding, view) if view is not None else finding


RULE = Rule(
    code=CODE,
    name="class-queryset-used",
    family="views",
    level="error",
    security_severity="8.6",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Use `self.get_queryset()`, or `self.filter_queryset(self.get_queryset())`.",
    limits=(
        "The finding stands at the line that reads `self.queryset`; at the class where a library's method does, its "
        "trail then leads from the entry point to where the rows leave."
    ),
    bad=(
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

    @action(detail=False)
    def names(self, request):
        return Response(list(self.queryset.values_list("name", flat=True)))  # PL204
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

    @action(detail=False)
    def names(self, request):
        return Response(list(self.get_queryset().values_list("name", flat=True)))
""",
        ),
    ),
    check=check,
)
