"""Which columns to the practice say whose a row is, and what a practice's deletion does to it."""

from __future__ import annotations

from datetime import date

import pytest

from practice_lint.check import check_sources
from practice_lint.rules.base import Example
from practice_lint.rules.examples import project_of
from practice_lint.rules.prelude import PRELUDE

MODELS = """# file: clinic/referrals.py
from django.conf import settings
from django.db import models

from clinic.models import Patient, Practice


class Referral(models.Model):
    {}
    text = models.TextField()
"""
OWN = "practice = models.ForeignKey(Practice, on_delete=models.PROTECT)"
OPTIONAL = "practice = models.ForeignKey(Practice, on_delete=models.PROTECT, null=True)"
FURTHER = 'referred_to = models.ForeignKey(Practice, on_delete=models.SET_NULL, null=True, related_name="+")'
LEFT = "practice = models.ForeignKey(Practice, on_delete=models.SET_NULL, null=True)"
MARKING = """
# file: clinic/models.py
from django.conf import settings
from django.db import models


class Kept(models.Model):
    deleted = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def delete(self, *args):
        {}


class Practice(Kept):
    name = models.CharField(max_length=80)

    def delete(self, *args):
        Patient.objects.filter(practice=self).update(active=False)
        return super().delete(*args)


class Access(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)


class Patient(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    active = models.BooleanField(default=True)
"""
SHARED = "# practice-scope: shared — of no practice: supplied\n    " + LEFT


def codes(*columns: str, more: str = "") -> set[str]:
    source = MODELS.replace("{}", "\n    ".join(columns)) + more.lstrip("\n")
    report = check_sources(project_of(Example("", source), PRELUDE), today=date(2026, 1, 1))
    assert [p.message for p in report.problems if p.rule] == []
    return {f.code for f in report.findings}


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ([OWN, FURTHER], set()),
        (["patient = models.ForeignKey(Patient, on_delete=models.CASCADE)", FURTHER], set()),
        (["patient = models.ForeignKey(Patient, on_delete=models.CASCADE, null=True)", FURTHER], set()),
        ([OPTIONAL, FURTHER], {"PL301"}),
        ([FURTHER], {"PL301"}),
        ([LEFT], {"PL301"}),  # once, although the row is left behind as well
        ([SHARED], {"PL305"}),
    ],
)
def test_a_further_practice_owns_nothing(columns: list[str], expected: set[str]) -> None:
    assert codes(*columns) == expected


def test_a_row_that_is_a_users_belongs_to_somebody() -> None:
    user = "{} = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE{})"
    assert codes(user.format("user", ""), OPTIONAL) == set()
    assert codes(user.format("user", ", null=True"), OPTIONAL) == {"PL301"}
    assert codes(user.format("created_by", ""), OPTIONAL) == {"PL301"}


def test_a_column_with_a_name_of_its_own_is_doubtful() -> None:
    more = "".join(f"\n\nclass Sheet{n}(models.Model):\n    {OWN}\n" for n in range(6))
    tag = "office = models.ForeignKey(Practice, on_delete=models.SET_NULL, null=True)"
    assert codes(tag, more=more) == set()
    assert codes(OPTIONAL, more=more) == {"PL301"}


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("practice = models.ForeignKey(Practice, on_delete=models.DO_NOTHING)", set()),
        ("practice = models.ForeignKey(Practice, on_delete=models.DO_NOTHING, db_constraint=False)", {"PL305"}),
    ],
)
def test_the_database_refuses_what_django_lets_pass(column: str, expected: set[str]) -> None:
    assert codes(column) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('self.deleted = True\n        self.save(update_fields=["deleted"])', set()),
        ("self.deleted = True\n        self.save()\n        return super().delete(*args)", {"PL305"}),
        ("return super().delete(*args)", {"PL305"}),
    ],
)
def test_a_practice_that_is_only_marked_as_deleted_leaves_nothing_behind(body: str, expected: set[str]) -> None:
    assert codes(SHARED, more=MARKING.replace("{}", body)) == expected


def test_a_list_of_practices_is_doubtful_where_nothing_is_declared() -> None:
    listed = "practices = models.ManyToManyField(Practice)"
    declared = (
        "\n\nclass Code(models.Model):\n    # practice-scope: global — the code book\n    code = models.TextField()\n"
    )
    assert codes(listed) == set()
    assert codes(listed, more=declared) == {"PL308"}
    excluded = 'hidden_from = models.ManyToManyField(Practice, related_name="+")'
    assert "PL308" not in codes(OWN, excluded, more=declared)


CONSTRAINED = """
    state = models.CharField(max_length=20)

    class Meta:
        constraints = [models.CheckConstraint(check={}, name="whose")]
"""
NULL_IS_SAID = 'models.Q(state="draft") | models.Q(practice__isnull=False)'
PAIRS = 'models.Q(("practice__isnull", True), ("state", "draft")) | models.Q(("practice__isnull", False))'
BY_PAGE = """

def referrals(request):
    return render(request, "x.html", {"found": Referral.objects.filter(practice=request.practice)})
"""
BY_JOB = "\n\n@shared_task\ndef swept():\n    Referral.objects.filter(text='').delete()\n"


@pytest.mark.parametrize(
    ("more", "sureness"),
    [
        ("", "medium"),
        (CONSTRAINED.format(NULL_IS_SAID), "low"),
        (CONSTRAINED.format(PAIRS), "low"),
        (CONSTRAINED.format('~models.Q(state="")'), "medium"),
        (CONSTRAINED.format("models.Q(practice_number__isnull=False)"), "medium"),
        (BY_PAGE, "medium"),
        (BY_JOB, "low"),
        (BY_PAGE + BY_JOB, "medium"),
    ],
)
def test_what_null_means(more: str, sureness: str) -> None:
    head = "from celery import shared_task\nfrom django.shortcuts import render\n"
    source = MODELS.format(OPTIONAL).replace("from django.conf", head + "from django.conf") + more
    report = check_sources(project_of(Example("", source), PRELUDE), today=date(2026, 1, 1))
    found = [f.confidence for f in report.findings if f.code == "PL301"]
    assert found == [] if sureness == "low" else found == [sureness]  # what is not sure is the auditor's
