"""No router keeps migrations apart: tables of practices are made in the public schema, where queries fall back to them.

`public` stays on the search path. A table that exists there by mistake answers every query that finds none of that
name in the practice's own schema, and nothing fails: the rows are simply those of everybody. The library's sync router
decides which app is migrated where; a router in front of it that answers True to everything takes the decision away.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_setting
from practice_lint.scope.program import Program

CODE = "PL603"

ROUTERS = (
    "django_tenants.routers.TenantSyncRouter",
    "tenant_schemas.routers.TenantSyncRouter",
    "django_pgschemas.routers.SyncRouter",
    "django_pgschemas.routers.TenantAppsRouter",
)
REPAIR = 'Set DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"], other routers behind it.'


def check(program: Program) -> Iterator[Finding]:
    schemas = program.schemas
    for module, mark in schemas.first_marks(("DATABASE_ROUTERS",)):
        database = module.settings.get("DATABASES")
        if database is not None and "TENANT_APPS" in module.settings:
            message = "DATABASE_ROUTERS is not set: tables of practices are migrated into the public schema."
            why = f"`{module.module}` has databases and TENANT_APPS, but no router that tells the two lists apart."
            yield at_setting(CODE, "error", "high", program, mark, "DATABASE_ROUTERS", (message, REPAIR, why))
    for _, setting in schemas.each("DATABASE_ROUTERS"):
        routers = setting.value if isinstance(setting.value, tuple) else None
        if routers is None:
            continue
        known = [each for each in routers if isinstance(each, str)]
        place = next(
            (index for index, each in enumerate(known) if set(schemas.lineage(setting.module, each)) & {*ROUTERS}), None
        )
        if place is None:
            if len(known) == len(routers) and not any(_may_sync(program, setting.module, each) for each in known):
                message = (
                    "DATABASE_ROUTERS has no sync router: tables of practices are migrated into the public schema."
                )
                why = "None of the routers is the library's or inherits it."
                yield at_setting(CODE, "error", "high", program, setting, "missing", (message, REPAIR, why))
            continue
        for each in known[:place]:
            symbol = schemas.named(setting.module, each)
            if symbol is not None and schemas.answers_always(symbol.name):
                word = each.rpartition(".")[2]
                message = f"`{word}` answers True to every migration before the sync router is asked."
                repair = f"Put the sync router before `{word}`, or let it return None for what it does not decide."
                why = "Django takes the first answer that is not None."
                yield at_setting(CODE, "error", "high", program, setting, word, (message, repair, why))


def _may_sync(program: Program, module: str, path: str) -> bool:
    """Whether a router of the project decides by schema itself, or cannot be seen."""
    symbol = program.schemas.named(module, path)
    if symbol is None or not program.schemas.own(symbol):
        return "." in path and ("tenant" in path.lower() or "schema" in path.lower())
    return program.schemas.speaks(symbol)


RULE = Rule(
    code=CODE,
    name="sync-router",
    family="schema",
    level="error",
    security_severity="6.5",
    tags=("security", "external/cwe/cwe-668"),
    doc=__doc__,
    repair="Put the library's sync router first in DATABASE_ROUTERS.",
    limits=(
        "A router of the project that inherits the library's, or that asks for the schema itself, counts. A missing "
        "setting is reported only beside DATABASES in the same settings."
    ),
    bad=(
        Example(
            "a router without schemas",
            """# file: clinic/routers.py
class Primary:
    def allow_migrate(self, db, app_label, model_name=None, **hints):
        return True
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
DATABASE_ROUTERS = ["clinic.routers.Primary"]  # PL603
""",
        ),
        Example(
            "a router in front that lets everything pass",
            """# file: clinic/routers.py
class Primary:
    def allow_migrate(self, db, app_label, model_name=None, **hints):
        return True
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
DATABASE_ROUTERS = ["clinic.routers.Primary", "django_tenants.routers.TenantSyncRouter"]  # PL603
""",
        ),
    ),
    good=(
        Example(
            "first, and one behind it",
            """# file: clinic/routers.py
class Reports:
    def db_for_read(self, model, **hints):
        return "reports" if model._meta.app_label == "reports" else None
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter", "clinic.routers.Reports"]
""",
        ),
    ),
    check=check,
)
