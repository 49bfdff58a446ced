"""A file's path tells its row where it holds what no other row has; what several rows may have tells nothing."""

from __future__ import annotations

from datetime import date

import pytest

from practice_lint.check import check_sources
from practice_lint.rules.base import Example
from practice_lint.rules.examples import project_of
from practice_lint.rules.prelude import PRELUDE

MODELS = """# file: clinic/papers.py
from django.db import models

from clinic.models import Practice


def letter_path(letter, filename):
    return f"{letter.practice_id}/{filename}"


def scan_path(scan, filename):
    return f"scans/{scan.{}}-{filename}"


class Letter(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    file = models.FileField(upload_to=letter_path)


class Scan(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    barcode = models.CharField(max_length=20, unique=True)
    room = models.CharField(max_length=20)
    image = models.ImageField(upload_to=scan_path)
"""


@pytest.mark.parametrize(("column", "told"), [("barcode", True), ("id", True), ("practice_id", True), ("room", False)])
def test_column_in_the_path(column: str, told: bool) -> None:
    example = Example("", MODELS.replace("{}", column))
    codes = {f.code for f in check_sources(project_of(example, PRELUDE), today=date(2026, 1, 1)).findings}
    assert ("PL509" in codes) is not told
