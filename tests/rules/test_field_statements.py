"""One statement that brings in several open fields is one finding; staff's forms, APIs' filters and users are apart."""

from __future__ import annotations

from datetime import date

import pytest

from practice_lint.check import check_sources
from practice_lint.rules.base import Example
from practice_lint.rules.examples import project_of
from practice_lint.rules.prelude import PRELUDE

MODELS = """# file: clinic/models.py
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models


class Practice(models.Model):
    name = models.CharField(max_length=80)


class User(AbstractUser):
    home_practice = models.ForeignKey(Practice, on_delete=models.CASCADE{null})


{access}
class Patient(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)


class Room(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)


class Visit(models.Model):
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE)
    room = models.ForeignKey(Room, on_delete=models.CASCADE)
    doctor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
# file: clinic/settings.py
INSTALLED_APPS = ["clinic"]
AUTH_USER_MODEL = "clinic.User"
"""
ACCESS = """class Access(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    role = models.CharField(max_length=20)


"""
API = """# file: clinic/api.py
import django_filters
from django import forms
from rest_framework import serializers, viewsets

from clinic.models import Patient, Room, Visit


class VisitSerializer(serializers.ModelSerializer):
    class Meta:
        model = Visit
        fields = [{fields}]


class Visits(viewsets.ModelViewSet):
    serializer_class = VisitSerializer

    def get_queryset(self):
        return Visit.objects.filter(patient__practice__access__user=self.request.user)
"""


def found(source: str, null: str = "", access: str = ACCESS) -> list[tuple[str, str]]:
    models = MODELS.replace("{null}", null).replace("{access}", access)
    report = check_sources(project_of(Example("", models + source), PRELUDE), today=date(2026, 1, 1))
    assert [p.message for p in report.problems if p.rule] == []
    return [(f.code, f.message) for f in report.findings if f.code.startswith("PL50")]


def test_fields_of_one_list_are_one_finding() -> None:
    ((code, message),) = found(API.replace("{fields}", '"patient", "room"'), null=", null=True")
    assert code == "PL501"
    assert "`VisitSerializer.patient`, `.room`" in message
    assert "`Patient`, `Room`" in message


def test_fields_that_are_declared_apart_are_two() -> None:
    declared = "".join(
        f"    {name} = serializers.PrimaryKeyRelatedField(queryset={name.title()}.objects.all())\n"
        for name in ("patient", "room")
    )
    source = API.replace("{fields}", '"patient", "room"').replace("    class Meta", f"{declared}\n    class Meta")
    assert [code for code, _ in found(source, null=", null=True")] == ["PL501", "PL501"]


@pytest.mark.parametrize(
    ("null", "access", "told"),
    [
        ("", ACCESS, True),  # each user is one practice's
        (", null=True", ACCESS, False),  # where a user sits; what he belongs to, memberships say
        (", null=True", "", True),  # null for staff alone
    ],
)
def test_whose_a_user_is(null: str, access: str, told: bool) -> None:
    source = API.replace("{fields}", '"doctor"').replace("practice__access__user", "practice__user")
    assert bool(found(source, null, access)) is told


FORM = """# file: clinic/staff.py
from django import forms
{imports}

from clinic.models import Patient, Visit


class MergeForm(forms.Form):
    duplicate = forms.ModelChoiceField(queryset=Patient.objects.all())


class VisitAdmin({base}):
    def merge(self, request):
        form = MergeForm(request.POST)
        return form.is_valid()
"""


@pytest.mark.parametrize(
    ("imports", "base", "told"),
    [
        ("from some_admin.options import SmartModelAdmin", "SmartModelAdmin", False),
        ("from django.views.generic import View", "View", True),
    ],
)
def test_an_admin_of_a_library_is_for_staff(imports: str, base: str, told: bool) -> None:
    assert bool(found(FORM.replace("{imports}", imports).replace("{base}", base))) is told


FILTER = """# file: clinic/filters.py
import django_filters
from django.views.generic import ListView
from rest_framework import viewsets

from clinic.models import Patient, Visit


class VisitFilter(django_filters.FilterSet):
    patient = django_filters.ModelChoiceFilter(queryset=Patient.objects.all())


class Visits({base}):
    filterset_class = VisitFilter

    def get_queryset(self):
        return Visit.objects.filter(patient__practice__access__user=self.request.user)
"""


@pytest.mark.parametrize(("base", "told"), [("viewsets.ReadOnlyModelViewSet", False), ("ListView", True)])
def test_the_filters_of_an_api_show_no_choices(base: str, told: bool) -> None:
    assert bool(found(FILTER.replace("{base}", base))) is told
