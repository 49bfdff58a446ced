"""A row that every user has for himself is the user's, whatever optional column leads from it to a practice."""

from __future__ import annotations

from datetime import date

import pytest

from practice_lint.check import check_sources
from practice_lint.rules.base import Example
from practice_lint.rules.examples import project_of
from practice_lint.rules.prelude import PRELUDE

SOURCE = """# file: clinic/people.py
from django.contrib.auth.models import AbstractUser
from django.db import models

from clinic.models import Patient


class Person(AbstractUser):
    @property
    def preferences(self):
        return Preferences.objects.get_or_create({key})[0]


class Preferences(models.Model):
    user = models.ForeignKey(Person, on_delete=models.CASCADE{user})
    last_seen = models.ForeignKey(Patient, on_delete=models.SET_NULL{patient})
    language = models.CharField(max_length=3)
# file: clinic/settings.py
INSTALLED_APPS = ["clinic"]
AUTH_USER_MODEL = "clinic.Person"
# file: clinic/views.py
from django.shortcuts import get_object_or_404, render

from clinic.people import Person


def page(request, pk):
    person = get_object_or_404(Person, pk=pk)
    return render(request, "page.html", {"preferences": person.preferences})
"""


@pytest.mark.parametrize(
    ("key", "user", "patient", "told"),
    [
        ("user=self", "", ", null=True", False),
        ("user=self", ", null=True", ", null=True", True),  # rows of nobody may be anybody's
        ("user=self", "", "", True),  # the row is a patient's in any case
        ('language="de"', "", ", null=True", True),
    ],
)
def test_a_users_own_row(key: str, user: str, patient: str, told: bool) -> None:
    source = SOURCE.replace("{key}", key).replace("{user}", user).replace("{patient}", patient)
    report = check_sources(project_of(Example("", source), PRELUDE), today=date(2026, 1, 1))
    assert [p.message for p in report.problems if p.rule] == []
    assert bool([f for f in report.findings if f.model == "clinic.Preferences"]) is told


def test_the_way_of_users_to_the_practice() -> None:
    source = """# file: clinic/views.py
from django.contrib.auth import get_user_model
from django.shortcuts import render


def staff(request):
    return render(request, "staff.html", {"people": get_user_model().objects.all()})
"""
    report = check_sources(project_of(Example("", source), PRELUDE), today=date(2026, 1, 1))
    told = [f for f in report.findings if f.code == "PL101"]
    assert [f.practice_path for f in told] == ["access__practice"]
    assert "access__practice=" in told[0].repair
