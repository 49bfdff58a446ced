"""A serializer's relation field accepts the key of any practice's row.

`PrimaryKeyRelatedField(queryset=Patient.objects.all())`, or the field that a ModelSerializer makes for a foreign key in
`Meta.fields`, looks the sent key up among all rows. Whoever sends another practice's key writes into that practice's
records: a note in a foreign patient's file, a booking in a foreign room. The answer often shows the foreign row as
well. That the view's own queryset is scoped does not help: it says which row is changed, not what that row points to.

Narrow the field's queryset where the practice is known (`__init__`, `get_fields`, a field class whose
`get_queryset()` reads `self.context["request"]`), check the row in `validate_<field>()`, or make the field read-only.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.fields import at_fields, model_word, statements, why, word
from practice_lint.scope.program import Program

CODE = "PL501"


def check(program: Program) -> Iterator[Finding]:
    for fields in statements(program, ("serializer",), practice=False):
        name, accept = (fields[0].name, "accepts") if len(fields) == 1 else ("<field>", "each accept")
        message = f"{word(fields)} {accept} any practice's {model_word(fields)}: nothing narrows the rows it looks in."
        repair = (
            f'Narrow `self.fields["{name}"].queryset` by the practice in `__init__()`, '
            f"check it in `validate_{name}()`, or make it read-only."
        )
        yield at_fields(CODE, "error", program, fields, (message, repair, why(fields)))


RULE = Rule(
    code=CODE,
    name="unscoped-serializer-relation",
    family="surfaces",
    level="error",
    security_severity="8.1",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Narrow the field's queryset by the practice, check the row in `validate_<field>()`, or make it read-only.",
    limits=(
        "A validating method counts as a check when it speaks of the field and of the practice, whatever it does with "
        "them; `validate_<field>()` also when it speaks of the caller. Values that are not constants of the program "
        "count as narrowing, as does a helper that sets querysets. A serializer that only shows rows is left out; of "
        "one that nothing in the project uses, the confidence is low; beside narrowed fields it is high. Saving with "
        "another value for *another* field narrows nothing."
    ),
    bad=(
        Example(
            "the field that the library makes",
            """# file: clinic/api.py
from rest_framework import serializers, viewsets

from clinic.models import Note


class NoteSerializer(serializers.ModelSerializer):
    class Meta:
        model = Note
        fields = ["id", "patient", "text"]  # PL501


class Notes(viewsets.ModelViewSet):
    serializer_class = NoteSerializer

    def get_queryset(self):
        return Note.objects.filter(patient__practice=self.request.practice)
""",
        ),
        Example(
            "a declared field over all rows",
            """# file: clinic/api.py
from rest_framework import serializers, viewsets

from clinic.models import Note, Patient


class NoteSerializer(serializers.ModelSerializer):
    patient = serializers.PrimaryKeyRelatedField(queryset=Patient.objects.filter(active=True))  # PL501

    class Meta:
        model = Note
        fields = ["id", "patient", "text"]


class Notes(viewsets.ModelViewSet):
    serializer_class = NoteSerializer

    def get_queryset(self):
        return Note.objects.filter(patient__practice=self.request.practice)
""",
        ),
    ),
    good=(
        Example(
            "narrowed, checked, or read-only",
            """# file: clinic/api.py
from rest_framework import serializers, viewsets

from clinic.models import Note, Patient


class PatientField(serializers.PrimaryKeyRelatedField):
    def get_queryset(self):
        return Patient.objects.filter(practice=self.context["request"].practice)


class NoteSerializer(serializers.ModelSerializer):
    patient = PatientField()

    class Meta:
        model = Note
        fields = ["id", "patient", "text"]


class DraftSerializer(serializers.ModelSerializer):
    class Meta:
        model = Note
        fields = ["id", "patient", "text"]

    def validate_patient(self, patient):
        if patient.practice_id != self.context["request"].practice.pk:
            raise serializers.ValidationError("Unknown patient.")
        return patient


class TextSerializer(serializers.ModelSerializer):
    class Meta:
        model = Note
        fields = ["id", "patient", "text"]
        read_only_fields = ["patient"]


class Notes(viewsets.ModelViewSet):
    serializer_class = NoteSerializer

    def get_queryset(self):
        return Note.objects.filter(patient__practice=self.request.practice)


class Drafts(Notes):
    serializer_class = DraftSerializer


class Texts(Notes):
    serializer_class = TextSerializer
""",
        ),
    ),
    check=check,
)
