"""A value that must be unique is an oracle where somebody can choose it, not where another system gives it."""

from __future__ import annotations

from datetime import date

import pytest

from practice_lint.check import check_sources
from practice_lint.rules.base import Example
from practice_lint.rules.examples import project_of
from practice_lint.rules.prelude import PRELUDE

MODEL = """# file: clinic/inbox.py
from django.db import models

from clinic.models import Practice


class Letter(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    number = models.CharField(max_length=20, unique=True)
    text = models.TextField()
# file: clinic/work.py
import requests
from django import forms
from django.http import HttpResponse
from rest_framework import serializers, viewsets

from clinic.inbox import Letter


"""
GIVEN = """def receive(request):
    answer = requests.post("https://post.example/letters").json()
    Letter.objects.create(practice=request.practice, number=answer["number"], text="")
    return HttpResponse()


"""
SERIALIZED = """class LetterSerializer(serializers.ModelSerializer):
    class Meta:
        model = Letter
        fields = [{}]


class Letters(viewsets.ModelViewSet):
    serializer_class = LetterSerializer

    def get_queryset(self):
        return Letter.objects.filter(practice=self.request.practice)
"""
SENT = """def write(request):
    letter = Letter(practice=request.practice, text="")
    letter.number = request.POST["number"]
    letter.save()
    return HttpResponse()
"""
COUNTED = """def write(request):
    number = Letter.objects.filter(practice=request.practice).count() + 1
    Letter.objects.create(practice=request.practice, number=f"L-{number}", text="")
    return HttpResponse()
"""
FORM = """class LetterForm(forms.ModelForm):
    class Meta:
        model = Letter
        fields = ["number"]


def write(request):
    form = LetterForm(request.POST)
    form.instance.practice = request.practice
    form.save()
    return HttpResponse()
"""


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("", True),  # nothing says who fills it
        (GIVEN, False),
        (GIVEN + SERIALIZED.replace("{}", '"text"'), False),
        (GIVEN + SERIALIZED.replace("{}", '"number", "text"'), True),
        (GIVEN + SERIALIZED.replace("{}", '"number", "text"') + '        read_only_fields = ["number"]\n', True),
        (GIVEN + SERIALIZED.replace("{}]", '"number", "text"]\n        read_only_fields = ["number"]'), False),
        (GIVEN + SENT, True),
        (COUNTED, True),
        (GIVEN + FORM, True),
    ],
)
def test_who_chooses(code: str, told: bool) -> None:
    report = check_sources(project_of(Example("", MODEL + code), PRELUDE), today=date(2026, 1, 1))
    assert [p.message for p in report.problems if p.rule] == []
    assert ("PL303" in {f.code for f in report.findings}) is told
