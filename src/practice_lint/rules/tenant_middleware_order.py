"""Middleware that reads rows runs before the schema is set, so it reads another practice's schema or the public one.

The tenant middleware sets the connection's search path. What runs before it works with the path that the previous
request left on the connection: sessions, users and cached pages then come from the wrong schema. A project without
tenant middleware never sets the path at all.

The same holds for `UpdateCacheMiddleware` and `FetchFromCacheMiddleware`: their key is made before the schema is known.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.project.settings import SettingsModule
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_setting
from practice_lint.scope.program import Program
from practice_lint.scope.schema_settings import Middleware

CODE = "PL601"

# The last word of a middleware's path -> the app whose rows it reads, and what it reads in words. What one table keeps
# for all schemas can be read before the schema is known.
READERS = {
    "SessionMiddleware": ("django.contrib.sessions", "the session"),
    "AuthenticationMiddleware": ("django.contrib.auth", "the user"),
    "RemoteUserMiddleware": ("django.contrib.auth", "the user"),
    "PersistentRemoteUserMiddleware": ("django.contrib.auth", "the user"),
    "CurrentSiteMiddleware": ("django.contrib.sites", "the site"),
    "FlatpageFallbackMiddleware": ("django.contrib.flatpages", "flat pages"),
    "RedirectFallbackMiddleware": ("django.contrib.redirects", "redirects"),
    "UpdateCacheMiddleware": (None, "cached pages"),
    "FetchFromCacheMiddleware": (None, "cached pages"),
}


def check(program: Program) -> Iterator[Finding]:
    schemas = program.schemas
    seen = set()
    for module in schemas.served:
        stack = schemas.middleware(module)
        if stack is None or (stack[0].path, stack[0].span.line) in seen:
            continue
        setting, entries, complete = stack
        seen.add((setting.path, setting.span.line))
        place = next((index for index, each in enumerate(entries) if each.tenant), None)
        if place is None:
            if complete and entries and not _foreign(entries):
                message = "No middleware sets the schema: every request reads the public one."
                repair = "Put `django_tenants.middleware.main.TenantMainMiddleware` first in MIDDLEWARE."
                why = "MIDDLEWARE holds no tenant middleware, neither a library's nor one of the project."
                yield at_setting(CODE, "error", "high", program, setting, "missing", (message, repair, why))
            continue
        early = []
        for each in entries[:place]:
            word = each.path.rpartition(".")[2]
            label = schemas.touches(each.name) if each.own else None
            if word in READERS and _per_schema(program, module, READERS[word][0]):
                early.append(f"`{word}` reads {READERS[word][1]}")
            elif label is not None:
                early.append(f"`{word}` reads `{label.rpartition('.')[2]}`")
        if early:
            first = entries[place].path.rpartition(".")[2]
            message = f"{', '.join(early)} before `{first}` sets the schema: rows of another schema answer."
            repair = f"Move `{entries[place].path}` to the front of MIDDLEWARE."
            why = "Until the schema is set, the connection has the search path of the request before."
            yield at_setting(CODE, "error", "high", program, setting, first, (message, repair, why))


def _per_schema(program: Program, module: SettingsModule, app: str | None) -> bool:
    if app == "django.contrib.auth":
        return program.schemas.users_per_schema(module) is True
    return app is None or app in (program.schemas.apps(module, "tenant") or ())


def _foreign(entries: tuple[Middleware, ...]) -> bool:
    """Whether a package that is not known may set the schema."""
    paths = [each.path for each in entries if not each.own]
    return any("tenant" in path.lower() or "schema" in path.lower() for path in paths)


RULE = Rule(
    code=CODE,
    name="tenant-middleware-order",
    family="schema",
    level="error",
    security_severity="7.5",
    tags=("security", "external/cwe/cwe-668"),
    doc=__doc__,
    repair="Put the tenant middleware first in MIDDLEWARE.",
    limits=(
        "A subclass of a library's tenant middleware counts as one, and so does middleware of the project that calls "
        "`set_tenant` or `set_schema`. Middleware that reads no rows (security, CORS, health checks), or only rows of "
        "shared apps, may stand before it. Middleware of packages counts only where its name is in the rule's table."
    ),
    bad=(
        Example(
            "sessions before the schema",
            """# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["django.contrib.sessions", "records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
MIDDLEWARE = [  # PL601
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django_tenants.middleware.main.TenantMainMiddleware",
]
""",
        ),
        Example(
            "no tenant middleware",
            """# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]  # PL601
""",
        ),
    ),
    good=(
        Example(
            "first, in a subclass of the project",
            """# file: clinic/middleware.py
from django.http import JsonResponse
from django_tenants.middleware.main import TenantMainMiddleware


class JsonTenantMiddleware(TenantMainMiddleware):
    def no_tenant_found(self, request, hostname):
        return JsonResponse({"error": "unknown practice"}, status=404)
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["django.contrib.sessions", "records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
MIDDLEWARE = [
    "corsheaders.middleware.CorsMiddleware",
    "clinic.middleware.JsonTenantMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
]
""",
        ),
    ),
    check=check,
)
