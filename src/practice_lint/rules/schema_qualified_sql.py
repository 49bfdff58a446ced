"""SQL names a schema itself, so it reads the same practice's rows whoever asks, or leaves the path changed.

An unqualified table is looked up on the search path, which the library sets. `FROM north.records_letter` is the north
practice's table for everybody. `SET search_path` in a statement of one's own is not known to the library: what runs
next on the connection runs there.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_statement
from practice_lint.scope.program import Program

CODE = "PL620"


def check(program: Program) -> Iterator[Finding]:
    for found in program.schema_surfaces.sql:
        message = f"This SQL {found.what}: the schema of the request does not decide."
        repair = "Leave tables unqualified, and change schemas with `schema_context` only."
        why = "The search path decides only about names without a schema."
        place = (found.module, found.symbol, found.span)
        yield at_statement(CODE, "warning", "medium", program, place, found.what, (message, repair, why))


RULE = Rule(
    code=CODE,
    name="schema-qualified-sql",
    family="schema",
    level="warning",
    security_severity="6.5",
    tags=("security", "external/cwe/cwe-668"),
    doc=__doc__,
    repair="Leave tables unqualified, and change schemas with `schema_context` only.",
    limits=(
        "Texts given to `execute`, `raw` and `RawSQL`, also through one name. System schemas and `public` are left "
        "out, and so are commands, migrations and tests. A schema that is put in by formatting is not seen."
    ),
    bad=(
        Example(
            "a named schema, a path of one's own",
            """# file: records/reports.py
from django.db import connection


def total():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM north.records_letter")  # PL620
        return cursor.fetchone()


def total_in(schema):
    with connection.cursor() as cursor:
        cursor.execute(f"SET search_path TO {schema}")  # PL620
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
            "unqualified",
            """# file: records/reports.py
from django.db import connection
from django_tenants.utils import schema_context


def total_in(schema):
    with schema_context(schema), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM records_letter")
        return cursor.fetchone()
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
