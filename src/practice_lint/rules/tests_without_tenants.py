"""Tests use tables of a schema without having one, so they cannot see a leak between schemas.

A plain `TestCase` runs in the public schema. Either the tables are missing there, or a stray copy answers, which is
just what production must not have. `TenantTestCase` makes a schema and works in it.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_statement
from practice_lint.scope.program import Program

CODE = "PL623"


def check(program: Program) -> Iterator[Finding]:
    for found in program.schema_surfaces.tests:
        message = f"This test uses `{found.what}` in the public schema: it cannot see what crosses schemas."
        repair = "Inherit `django_tenants.test.cases.TenantTestCase` or `FastTenantTestCase`."
        why = "Neither the class nor its bases open a schema."
        place = (found.module, found.symbol, found.span)
        yield at_statement(CODE, "note", "medium", program, place, found.what, (message, repair, why))


RULE = Rule(
    code=CODE,
    name="tests-without-tenants",
    family="schema",
    level="note",
    security_severity="2.0",
    tags=("security", "external/cwe/cwe-1059"),
    doc=__doc__,
    repair="Inherit `django_tenants.test.cases.TenantTestCase` or `FastTenantTestCase`.",
    limits=(
        "Test files are read only with `--include-tests`. A class that opens a schema anywhere, or uses TenantClient, "
        "is left out; functions of pytest are not judged."
    ),
    bad=(
        Example(
            "a plain test case",
            """# file: records/checks.py
from django.test import TestCase

from records.models import Letter


class LetterTests(TestCase):  # PL623
    def test_letter(self):
        Letter.objects.create(text="a")
# file: records/models.py
from django.db import models


class Letter(models.Model):
    text = models.TextField()
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
ROOT_URLCONF = "clinic.urls"
""",
        ),
    ),
    good=(
        Example(
            "a tenant's",
            """# file: records/checks.py
from django_tenants.test.cases import TenantTestCase

from records.models import Letter


class LetterTests(TenantTestCase):
    def test_letter(self):
        Letter.objects.create(text="a")
# file: records/models.py
from django.db import models


class Letter(models.Model):
    text = models.TextField()
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
ROOT_URLCONF = "clinic.urls"
""",
        ),
    ),
    check=check,
)
