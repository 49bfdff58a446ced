"""SQL names a schema itself, so it reads the same practice's rows whoever asks, or leaves the path changed.

An unqualified table is looked up on the search path, which the library sets. `FROM north.records_letter` is the north
practice's table for everybody. `SET search_path` in a statement of one's own is not known to the library: what runs
next on the connection runs there.

`using("north")` names a database, not a schema: with a schema's name it fails, or, where a database happens to have
that alias, reads whatever schema is active there.
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
    for found in program.schema_surfaces.aliases:
        message = f"`using({found.what})` is given a schema, but names a database: no practice's rows are chosen by it."
        repair = "Open the schema around the query: `with schema_context(…):`."
        why = "DATABASES has no such alias; schemas are chosen by the search path of the connection."
        place = (found.module, found.symbol, found.span)
        yield at_statement(CODE, "warning", "medium", program, place, f"using {found.what}", (message, repair, why))


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
            "a schema given as a database",
            """# file: records/models.py
from django.db import models


class Letter(models.Model):
    text = models.TextField()
# file: records/reports.py
from records.models import Letter


def north():
    return list(Letter.objects.using("north").values("text"))  # PL620


def of(practice):
    return list(Letter.objects.filter(text="").using(practice.schema_name))  # PL620


def archive():
    return list(Letter.objects.using("replica"))
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
DATABASES = {
    "default": {"ENGINE": "django_tenants.postgresql_backend", "NAME": "clinic"},
    "replica": {"ENGINE": "django_tenants.postgresql_backend", "NAME": "clinic", "HOST": "replica"},
}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
""",
        ),
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
