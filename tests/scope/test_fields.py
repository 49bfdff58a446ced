"""What narrows a relation field of a serializer: bodies, and whether the field is still open."""

from __future__ import annotations

from datetime import date

import pytest

from practice_lint.check import check_sources
from practice_lint.rules.base import Example
from practice_lint.rules.examples import project_of
from practice_lint.rules.prelude import PRELUDE

API = """# file: clinic/api.py
from rest_framework import serializers, viewsets

from clinic.models import Note, Patient


class NoteSerializer(serializers.ModelSerializer):
    class Meta:
        model = Note
        fields = ["id", "patient", "text"]

    {method}


class Notes(viewsets.{view}):
    serializer_class = NoteSerializer

    def get_queryset(self):
        return Note.objects.filter(patient__practice=self.request.practice)
"""
INIT = "def __init__(self, *args, practice, **kwargs):\n        super().__init__(*args, **kwargs)\n        "


CONTEXT = "def __init__(self, *args, **kwargs):\n        super().__init__(*args, **kwargs)\n        "


@pytest.mark.parametrize(
    ("method", "still_open"),
    [
        ('self_made = "nothing"', True),
        (INIT + 'self.fields["patient"].queryset = practice.patient_set.all()', False),
        (INIT + 'self.fields["patient"].queryset = Patient.objects.filter(active=True)', True),
        (INIT + 'self.fields["patient"].queryset = self.fields["patient"].queryset.filter(active=True)', True),
        (INIT + 'self.fields["patient"].label = practice.name', True),
        (INIT + 'self.fields["text"].queryset = practice.patient_set.all()', True),
        (INIT + 'self.fields.pop("patient")', False),
        (CONTEXT + 'patient = self.context.get("patient")\n        kwargs["data"]["patient"] = patient.pk', False),
        (CONTEXT + 'kwargs["data"]["patient"] = self.context["patient"].pk', False),
        (CONTEXT + 'kwargs["data"]["text"] = self.context["patient"].name', True),
        (CONTEXT + 'patient = kwargs["data"]["patient"]\n        kwargs["data"]["patient"] = int(patient)', True),
        (INIT + 'del self.fields["patient"]', False),
        (INIT + 'for n in ("patient",):\n            self.fields[n].queryset = practice.patient_set.all()', False),
        (INIT + 'for n in ("text",):\n            self.fields[n].queryset = practice.patient_set.all()', True),
        (INIT + "for f in self.fields.values():\n            f.queryset = f.queryset.filter(practice=practice)", False),
        (INIT + "for f in self.fields.values():\n            f.read_only = True", False),
        (INIT + "if locked:\n            for f in self.fields.values():\n                f.disabled = True", True),
        (INIT + 'self.fields["patient"].disabled = False', True),
        ('def validate_patient(self, patient):\n        return self.context["practice"].check(patient)', False),
        ("def validate_patient(self, patient):\n        return patient", True),
        ("def validate_text(self, text):\n        return self.practice.clean(text)", True),
        ('def create(self, data):\n        patient = data.pop("patient")\n        return Note(patient=patient)', True),
    ],
)
def test_what_narrows_a_relation(method: str, still_open: bool) -> None:
    example = Example("", API.format(method=method, view="ModelViewSet"))
    report = check_sources(project_of(example, PRELUDE), today=date(2026, 1, 1))
    assert any(f.code == "PL501" for f in report.findings) == still_open


def test_a_serializer_that_only_shows_rows_takes_none() -> None:
    example = Example("", API.format(method="pass", view="ReadOnlyModelViewSet"))
    assert check_sources(project_of(example, PRELUDE), today=date(2026, 1, 1)).findings == ()


MANAGER = """# file: clinic/models.py
from django.conf import settings
from django.db import models
from clinic.active import active_practice


class Practice(models.Model):
    name = models.CharField(max_length=80)


class Access(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)


class Scoping(models.Manager):
    def get_queryset(self):
        return super().get_queryset().filter(practice=active_practice())


class Patients(Scoping):
    def get_queryset(self):
        return {start}.get_queryset(){more}


class Patient(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
    objects = Patients()


class Note(models.Model):
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE)
    text = models.TextField()
# file: clinic/active.py
from contextvars import ContextVar

current = ContextVar("practice")


def active_practice():
    return current.get()
"""


@pytest.mark.parametrize(
    ("start", "more", "still_open"),
    [
        ("super()", "", False),
        ("super()", ".order_by('name')", False),
        ("models.Manager()", "", True),
        ("models.Manager.from_queryset(models.QuerySet)()", ".filter(active=True)", True),
    ],
)
def test_a_manager_that_leaves_it_to_the_one_above(start: str, more: str, still_open: bool) -> None:
    code = API.format(method="pass", view="ModelViewSet") + MANAGER.format(start=start, more=more)
    found = check_sources(project_of(Example("", code), PRELUDE), today=date(2026, 1, 1)).findings
    assert ("PL501" in {finding.code for finding in found}) == still_open


CHOSEN = """# file: clinic/api.py
from rest_framework import serializers, viewsets

from clinic.models import Access, Patient, Practice


class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["id", "name", "practice"]


class Patients(viewsets.ModelViewSet):
    serializer_class = PatientSerializer

    def get_queryset(self):
        rows = Patient.objects.filter(practice__access__user=self.request.user)
        chosen = self.request.query_params.get("practice")
        return rows.filter(practice_id=chosen) if chosen else rows

    {method}
"""
ASKED = """def {name}(self, *args, **kwargs):
        mine = Practice.objects.filter(access__user=self.request.user)
        if not mine.filter(pk=self.request.data["practice"]).exists():
            raise ValueError
        Patient.objects.filter(practice=self.request.data["practice"])
        return super().{name}(*args, **kwargs)"""


@pytest.mark.parametrize(
    ("method", "still_open"),
    [
        ("ordering = ('name',)", True),
        (ASKED.format(name="create"), False),
        (ASKED.format(name="list"), True),
    ],
)
def test_a_filter_of_the_list_narrows_nothing_that_is_written(method: str, still_open: bool) -> None:
    found = check_sources(project_of(Example("", CHOSEN.format(method=method)), PRELUDE), today=date(2026, 1, 1))
    assert ("PL503" in {finding.code for finding in found.findings}) == still_open


BY_ACTION = """# file: clinic/api.py
from rest_framework import serializers, viewsets
from rest_framework.decorators import action

from clinic.models import Patient


class Written(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["id", "name", "practice"]


class Plain(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["id", "name"]


class Patients(viewsets.ModelViewSet):
    def get_queryset(self):
        return Patient.objects.filter(practice__access__user=self.request.user)

    def get_serializer_class(self):
        {method}

    def perform_create(self, serializer):
        serializer.save(practice=self.request.practice)
    {more}
"""
ELSE = """if self.action == "create":
            return Plain
        elif self.action in ["update", "partial_update"]:
            return Plain
        return Written"""
CUSTOM = """
    @action(detail=True, methods=["post"])
    def move(self, request, pk):
        serializer = self.get_serializer(self.get_object(), data=request.data)
        serializer.is_valid(raise_exception=True)
        serializer.save()
"""


@pytest.mark.parametrize(
    ("method", "more", "still_open"),
    [
        ("return Written if self.request.GET else Plain", "", True),  # an update moves the row
        ('if self.action == "create":\n            return Written\n        return Plain', "", False),
        ('if self.request.method == "POST":\n            return Written\n        return Plain', "", False),
        ('if self.action == "update":\n            return Written\n        return Plain', "", True),
        ('if self.request.method in ("POST", "PUT"):\n            return Written\n        return Plain', "", True),
        ('if self.action == "create":\n            return Plain\n        return Written', "", True),
        (ELSE, "", False),
        (ELSE.replace('"partial_update"', '"retrieve"'), "", True),
        (ELSE, CUSTOM, True),
        (ELSE.replace("elif", "if"), "", False),
        (ELSE.replace("return Plain", "pass"), "", True),
    ],
)
def test_for_which_actions_a_serializer_is(method: str, more: str, still_open: bool) -> None:
    code = BY_ACTION.format(method=method, more=more)
    found = check_sources(project_of(Example("", code), PRELUDE), today=date(2026, 1, 1))
    assert ("PL503" in {finding.code for finding in found.findings}) == still_open


MADE = """# file: clinic/api.py
from rest_framework import serializers, views

from clinic.models import Note, Patient


class NoteSerializer(serializers.ModelSerializer):
    class Meta:
        model = Note
        fields = ["id", "patient", "text"]


class Notes(views.APIView):
    def post(self, request, pk):
        patient = request.practice.patient_set.first()
        serializer = NoteSerializer(data={data})
        serializer.is_valid(raise_exception=True)
        serializer.save()
"""


@pytest.mark.parametrize(
    ("data", "still_open"),
    [
        ('{"patient": patient.pk, "text": "seen"}', False),
        ('{"patient": patient.pk, "text": request.data["text"]}', False),
        ('{"patient": request.data["patient"], "text": ""}', True),
        ('{"text": "seen", **request.data}', True),
        ("request.data", True),
        ("body", True),
    ],
)
def test_data_of_the_programs_own(data: str, still_open: bool) -> None:
    report = check_sources(project_of(Example("", MADE.replace("{data}", data)), PRELUDE), today=date(2026, 1, 1))
    assert any(f.code == "PL501" for f in report.findings) is still_open


VALIDATED = """# file: clinic/api.py
from rest_framework import serializers, viewsets

from clinic.models import Access, Patient, Practice


class Validator:
    {asks}

    def __call__(self, practice, *field):
        user = {user}
        if not Access.objects.filter(practice=practice, user=user).exists():
            raise serializers.ValidationError("Another practice")


class NotEmpty:
    def __call__(self, practice):
        if not practice.name:
            raise serializers.ValidationError("No name")


class PatientSerializer(serializers.ModelSerializer):
    practice = serializers.PrimaryKeyRelatedField(queryset=Practice.objects.all(), validators=[{given}])

    class Meta:
        model = Patient
        fields = ["id", "name", "practice"]


class Patients(viewsets.ModelViewSet):
    serializer_class = PatientSerializer

    def get_queryset(self):
        return Patient.objects.filter(practice=self.request.practice)
"""


@pytest.mark.parametrize(
    ("asks", "user", "given", "still_open"),
    [
        ("requires_context = True", 'field[0].context["request"].user', "Validator()", False),
        (
            'def set_context(self, field):\n        self.asker = field.context["request"].user',
            "self.asker",
            "Validator()",
            False,
        ),
        ("requires_context = True", 'field[0].context["request"].user', "NotEmpty()", True),
        ("requires_context = True", 'field[0].context["request"].user', "", True),
    ],
)
def test_a_validator_of_the_field_that_knows_the_caller(asks: str, user: str, given: str, still_open: bool) -> None:
    code = VALIDATED.format(asks=asks, user=user, given=given)
    found = check_sources(project_of(Example("", code), PRELUDE), today=date(2026, 1, 1)).findings
    assert ("PL503" in {finding.code for finding in found}) == still_open
