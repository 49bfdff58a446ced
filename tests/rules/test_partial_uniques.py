"""A partial unique constraint on the rows of no practice is not blind to the practice; any other one is."""

from __future__ import annotations

from datetime import date

import pytest

from practice_lint.check import check_sources
from practice_lint.rules.base import Example
from practice_lint.rules.examples import project_of
from practice_lint.rules.prelude import PRELUDE

MODEL = """# file: clinic/billing.py
from django.db import models
from django.db.models import Q

from clinic.models import Practice


class Tariff(models.Model):
    practice = models.ForeignKey(Practice, null=True, on_delete=models.CASCADE)
    code = models.CharField(max_length=20)
    active = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code"], condition={}, name="supplied_tariff")]
"""


@pytest.mark.parametrize(
    ("condition", "blind"),
    [
        ("Q(practice__isnull=True)", False),
        ("Q(practice=None)", False),
        ("Q(active=True) & Q(practice__isnull=True)", False),
        ("Q(Q(practice__isnull=True), active=True)", False),
        ("Q(practice__isnull=False)", True),
        ("Q(active=True)", True),
        ("Q(practice__isnull=True) | Q(active=True)", True),
        ("~Q(practice__isnull=True)", True),
    ],
)
def test_condition(condition: str, blind: bool) -> None:
    example = Example("", MODEL.replace("{}", condition))
    codes = {f.code for f in check_sources(project_of(example, PRELUDE), today=date(2026, 1, 1)).findings}
    assert ("PL303" in codes) is blind
