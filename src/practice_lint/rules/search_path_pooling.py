"""Statements of one request may run on another request's connection, whose search path is another practice's.

The search path belongs to the database session. A pooler in transaction mode hands every transaction a server
connection that somebody else used before; what was set there stays. DISABLE_SERVER_SIDE_CURSORS beside a pooler's host
or port says that it is one of those. TENANT_LIMIT_SET_CALLS makes it worse: the library then trusts its memory of what
it set and does not set it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from practice_lint.findings.finding import Confidence, Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_setting
from practice_lint.scope.program import Program

CODE = "PL611"

POOLERS = ("pgbouncer", "pgpool", "pooler", ".proxy-", "supavisor")
PORTS = (6432, 6543)
LIMIT = "TENANT_LIMIT_SET_CALLS"


def check(program: Program) -> Iterator[Finding]:
    for module, setting in program.schemas.each("DATABASES"):
        for alias, database in setting.value.items() if isinstance(setting.value, dict) else ():
            engine = database.get("ENGINE") if isinstance(database, dict) else None
            if not isinstance(engine, str) or "postgres" not in engine or alias != "default":
                continue
            pooler = _pooler(database)
            unsure = database.get("DISABLE_SERVER_SIDE_CURSORS") is True
            limit = LIMIT in module.settings and module.settings[LIMIT].value is True
            if pooler is None and not unsure:
                continue
            said = [*([pooler] if pooler else []), *(["DISABLE_SERVER_SIDE_CURSORS"] if unsure else [])]
            sureness: Confidence = "high" if pooler and (unsure or limit) else "medium" if pooler or limit else "low"
            more = f" {LIMIT} keeps the library from setting it again." if limit else ""
            message = (
                f"`{alias}` goes through a pooler ({', '.join(said)}): a search path may outlive its request.{more}"
            )
            repair = "Pool by session, or connect directly; leave TENANT_LIMIT_SET_CALLS off."
            why = "A pooler in transaction mode shares server connections, and the search path belongs to them."
            yield at_setting(CODE, "warning", sureness, program, setting, str(alias), (message, repair, why))


def _pooler(database: Mapping[str, Any]) -> str | None:
    host, port = database.get("HOST"), database.get("PORT")
    if isinstance(host, str) and any(word in host.lower() for word in POOLERS):
        return f"HOST {host}"
    if str(port).isdigit() and int(str(port)) in PORTS:
        return f"PORT {port}"
    return None


RULE = Rule(
    code=CODE,
    name="search-path-pooling",
    family="schema",
    level="warning",
    security_severity="6.5",
    tags=("security", "external/cwe/cwe-668"),
    doc=__doc__,
    repair="Pool by session, or connect directly; leave TENANT_LIMIT_SET_CALLS off.",
    limits=(
        "Settings only hint at a pooler: its host's name, a usual port, DISABLE_SERVER_SIDE_CURSORS. The pooler's own "
        "configuration, which says how it pools, is not read. In session mode all is well: suppress with that reason."
    ),
    bad=(
        Example(
            "a pooler that shares connections",
            """# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
DATABASES = {  # PL611
    "default": {
        "ENGINE": "django_tenants.postgresql_backend",
        "NAME": "clinic",
        "HOST": "pgbouncer",
        "PORT": 6432,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    },
}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
TENANT_LIMIT_SET_CALLS = True
""",
        ),
    ),
    good=(
        Example(
            "a direct connection",
            """# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
DATABASES = {
    "default": {
        "ENGINE": "django_tenants.postgresql_backend",
        "NAME": "clinic",
        "HOST": "db",
        "CONN_MAX_AGE": 600,
    },
}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
""",
        ),
    ),
    check=check,
)
