"""The database engine knows no schemas, so every query of every practice runs in the public one.

The library's engine sets the search path before each query. With Django's own PostgreSQL engine `set_tenant` is
missing or without effect: all practices then read and write one set of tables. Look at production's settings first: a
copy of DATABASES that names the plain engine passes every test on a developer's machine.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_setting
from practice_lint.scope.program import Program

CODE = "PL602"

PLAIN = (
    "django.db.backends.",
    "django.contrib.gis.db.backends.",
    "django_prometheus.db.backends.",
    "psqlextra.backend",
)
ALIASES = ("TENANT_DB_ALIAS", "TENANT_SCHEMAS_DATABASE")


def check(program: Program) -> Iterator[Finding]:
    for module, setting in program.schemas.each("DATABASES"):
        alias = next((module.settings[name].value for name in ALIASES if name in module.settings), "default")
        database = setting.value.get(alias) if isinstance(setting.value, dict) and isinstance(alias, str) else None
        engine = database.get("ENGINE") if isinstance(database, dict) else None
        if not isinstance(engine, str) or not engine.startswith(PLAIN):
            continue
        message = f"The engine of `{alias}`, `{engine}`, knows no schemas: all practices share the public one."
        repair = 'Set ENGINE to "django_tenants.postgresql_backend" (its ORIGINAL_BACKEND may stay the present one).'
        why = f"`{module.module}` keeps a schema per practice, and only the library's engine sets the search path."
        yield at_setting(CODE, "error", "high", program, setting, alias, (message, repair, why))


RULE = Rule(
    code=CODE,
    name="wrong-database-engine",
    family="schema",
    level="error",
    security_severity="8.6",
    tags=("security", "external/cwe/cwe-668"),
    doc=__doc__,
    repair='Set ENGINE to the library\'s, "django_tenants.postgresql_backend".',
    limits=(
        "Only the database that holds the schemas is judged (`TENANT_DB_ALIAS`, else `default`), only in the modules "
        "that production runs, and only where ENGINE can be told from the text and is one of the plain engines."
    ),
    bad=(
        Example(
            "Django's own engine",
            """# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "clinic"}}  # PL602
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
""",
        ),
    ),
    good=(
        Example(
            "the library's engine; another database beside it",
            """# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
DATABASES = {
    "default": {"ENGINE": "django_tenants.postgresql_backend", "NAME": "clinic"},
    "catalogue": {"ENGINE": "django.db.backends.postgresql", "NAME": "catalogue"},
}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
""",
        ),
    ),
    check=check,
)
