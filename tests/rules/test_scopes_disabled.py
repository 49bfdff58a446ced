"""`scopes_disabled()` is a bypass that only the auditor persona is shown."""

from __future__ import annotations

from datetime import date

from practice_lint.check import check_sources
from practice_lint.config import Settings
from practice_lint.rules.base import Example
from practice_lint.rules.examples import project_of
from practice_lint.rules.prelude import PRELUDE

SOURCE = """# file: clinic/models.py
from django.conf import settings
from django.db import models
from django_scopes import ScopedManager


class Practice(models.Model):
    name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)


class Access(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)


class Patient(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)

    objects = ScopedManager(practice="practice")
# file: clinic/api.py
from django_scopes import scopes_disabled
from rest_framework.response import Response
from rest_framework.views import APIView

from clinic.models import Patient


class Names(APIView):
    def get(self, request):
        with scopes_disabled():
            names = list(Patient.objects.values_list("name", flat=True))
        return Response(names)
"""


def test_only_the_auditor_is_shown_it() -> None:
    files = project_of(Example("", SOURCE), PRELUDE)
    auditor = check_sources(files, Settings(persona="auditor"), today=date(2026, 1, 1))
    assert [(f.code, f.path, f.confidence) for f in auditor.findings if f.code == "PL110"] == [
        ("PL110", "clinic/api.py", "low")
    ]
    assert check_sources(files, today=date(2026, 1, 1)).findings == ()
