"""One cause is one finding, and what nobody can count up, or the next number needs, tells nothing."""

from __future__ import annotations

from datetime import date

import pytest

from practice_lint.check import check_sources
from practice_lint.rules.base import Example
from practice_lint.rules.examples import project_of
from practice_lint.rules.prelude import PRELUDE

HEAD = """import uuid

from celery import shared_task
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Max, Sum
from django.shortcuts import get_object_or_404, render

from clinic.models import Note, Patient, Practice
"""
BILLS = """

class Bill(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE)
    code = models.UUIDField(default=uuid.uuid4, unique=True)
    number = models.CharField(max_length=20, unique=True, default=uuid.uuid4)
    job_id = models.CharField(max_length=20)
    paid = models.BooleanField(default=False)
    amount = models.IntegerField()

"""


def found(code: str) -> list[tuple[str, str]]:
    source = f"# file: clinic/views.py\n{HEAD}{BILLS}\n{code}"
    report = check_sources(project_of(Example("", source), PRELUDE), today=date(2026, 1, 1))
    assert [p.message for p in report.problems if p.rule] == []
    return [(f.code, f.query) for f in report.findings]


def codes(code: str) -> list[str]:
    return [each for each, _ in found(code)]


TWO_BRANCHES = """def page(request):
    if "name" in request.GET:
        practice = Practice.objects.filter(name=request.GET["name"]).first()
    else:
        practice = Practice.objects.filter(slug=request.GET["slug"]).first()
    return render(request, "page.html", {"practice": practice})
"""
TWO_QUERIES = """def page(request):
    patients = Patient.objects.filter(practice__slug=request.GET["practice"])
    bills = Bill.objects.filter(practice__slug=request.GET["practice"])
    return render(request, "page.html", {"patients": patients, "bills": bills})
"""
TWO_KEYS = """def page(request):
    patients = Patient.objects.filter(practice__slug=request.GET["practice"])
    bills = Bill.objects.filter(practice__slug=request.GET["payer"])
    return render(request, "page.html", {"patients": patients, "bills": bills})
"""


@pytest.mark.parametrize(("code", "expected"), [(TWO_BRANCHES, 1), (TWO_QUERIES, 1), (TWO_KEYS, 2)])
def test_one_choice_of_the_practice_is_one_finding(code: str, expected: int) -> None:
    assert codes(code) == ["PL105"] * expected


@pytest.mark.parametrize(("key", "expected"), [("code", []), ("pk", ["PL208"]), ("job_id", ["PL208"])])
def test_a_random_key_is_not_counted_up(key: str, expected: list[str]) -> None:
    code = f"""def page(request, key):
    bill = get_object_or_404(Bill, {key}=key)
    if bill.practice_id != request.practice.id:
        raise PermissionDenied
    return render(request, "page.html", {{"bill": bill}})
"""
    assert codes(code) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('filter(number__startswith="B-").aggregate(last=Max("amount"))', []),
        ('aggregate(Max("number"))', []),
        ('aggregate(Max("amount"))', ["PL101"]),
        ('filter(number__startswith="B-").aggregate(Sum("amount"))', ["PL101"]),
        ('aggregate(Max("number"), Sum("amount"))', ["PL101"]),
    ],
)
def test_the_last_number_of_a_column_unique_over_all(query: str, expected: list[str]) -> None:
    assert (
        codes(f'def page(request):\n    last = Bill.objects.{query}\n    return render(request, "p.html", last)\n')
        == expected
    )


@pytest.mark.parametrize(
    ("signature", "narrowed", "expected"),
    [
        ("pk, number", "number=number", []),
        ("pk, code", "code=code", []),
        ("pk, job_id", "job_id=job_id", []),
        ("pk", "paid=True", ["PL507"]),
        ("pk, paid", "paid=paid", ["PL507"]),
        ("pk=None", "paid=True", []),
    ],
)
def test_a_task_that_names_its_row(signature: str, narrowed: str, expected: list[str]) -> None:
    code = f"""@shared_task
def work({signature}):
    bill = Bill.objects.get(pk=pk)
    Bill.objects.filter({narrowed}).update(amount=bill.amount)
"""
    assert codes(code) == expected
