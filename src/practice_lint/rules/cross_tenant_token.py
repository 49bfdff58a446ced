"""A signed text does not say for which schema it was signed, so it holds in every practice.

One SECRET_KEY signs for all schemas, and keys are the same in each: a link for pupil 5 of one practice, followed on
another's host, is a link for their pupil 5. Sign the schema's name too and compare it when the text is read.

This is advice by reasoning: no public incident is known.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_statement
from practice_lint.scope.program import Program

CODE = "PL624"


def check(program: Program) -> Iterator[Finding]:
    for found in program.schema_surfaces.tokens:
        message = "What is signed here does not name the schema: it is good in every practice."
        repair = "Sign `connection.schema_name` too, as part of the value or the salt, and compare it."
        why = "All schemas share one key, and the function says nothing of schema or tenant."
        place = (found.module, found.symbol, found.span)
        yield at_statement(CODE, "note", "medium", program, place, found.what, (message, repair, why))


RULE = Rule(
    code=CODE,
    name="cross-tenant-token",
    family="schema",
    level="note",
    security_severity="3.7",
    tags=("security", "external/cwe/cwe-345"),
    doc=__doc__,
    repair="Sign `connection.schema_name` too, as part of the value or the salt, and compare it.",
    limits=(
        "Only `django.core.signing.dumps`. A function that speaks of the schema or the tenant is left out. Tokens of "
        "packages (JWT, password reset) are not judged."
    ),
    bad=(
        Example(
            "a key alone",
            """# file: records/links.py
from django.core import signing


def link(pk):
    return signing.dumps({"letter": pk})  # PL624
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
            "the schema is signed too",
            """# file: records/links.py
from django.core import signing
from django.db import connection


def link(pk):
    return signing.dumps({"letter": pk}, salt=f"letter:{connection.schema_name}")
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
