"""A token that the header of credentials finds is the caller's, and so are the practices it was issued for."""

from __future__ import annotations

from datetime import date

import pytest

from practice_lint.check import check_sources
from practice_lint.rules.base import Example
from practice_lint.rules.examples import project_of
from practice_lint.rules.prelude import PRELUDE

API = """# file: clinic/tokens.py
from django.conf import settings
from django.db import models

from clinic.models import Practice


class Access(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    key = models.CharField(max_length=40, unique=True)
    valid_for = models.ManyToManyField(Practice)
# file: clinic/api.py
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from rest_framework import exceptions
from rest_framework.authentication import TokenAuthentication
from rest_framework.response import Response
from rest_framework.views import APIView

from clinic.models import Patient, Practice
from clinic.tokens import Access


class Credentials(TokenAuthentication):
    def authenticate_credentials(self, key):
        try:
            token = Access.objects.select_related("user").get(key=key)
        except Access.DoesNotExist:
            raise exceptions.AuthenticationFailed("unknown")
        return (token.user, token)


class Patients(APIView):
    authentication_classes = [Credentials]

    @cached_property
    def selected(self):
        return {selected}

    def get(self, request, practice):
        return Response(list(Patient.objects.filter(practice=self.selected).values()))
# file: clinic/urls.py
from django.urls import path

from clinic import api

urlpatterns = [path("<slug:practice>/patients/", api.Patients.as_view())]
"""


@pytest.mark.parametrize(
    ("selected", "expected"),
    [
        ('self.request.auth.valid_for.all().get(slug=self.kwargs["practice"])', []),
        ('self.request.auth.valid_for.get(slug=self.kwargs.get("practice", None))', []),
        ('get_object_or_404(Practice, slug=self.kwargs["practice"])', ["PL207"]),
        ('Practice.objects.filter(access__key=self.kwargs["practice"]).first()', ["PL101"]),
    ],
)
def test_whose_the_practice_is(selected: str, expected: list[str]) -> None:
    report = check_sources(
        project_of(Example("", API.replace("{selected}", selected)), PRELUDE), today=date(2026, 1, 1)
    )
    assert [p.message for p in report.problems if p.rule] == []
    assert [f.code for f in report.findings] == expected
