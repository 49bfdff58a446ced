"""Middleware that reads rows runs before the schema is set, so it reads another practice's schema or the public one.

The tenant middleware sets the connection's search path. What reads rows before it works with the path that the previous
request left on the connection, or with the public one. A project without tenant middleware never sets the path at all.

`FetchFromCacheMiddleware` makes its key when the request comes in, so before the schema is known it asks with another
schema's key. (`UpdateCacheMiddleware` works on the response and may stand first.) Sessions and users are read when
somebody looks at them: as long as nothing before the tenant middleware does, they come from the right schema, and
their middleware in front of it is a warning rather than a leak. Once something does, the session of a visitor is looked
up in another schema, and a user with that key there stands for the caller until Django compares their passwords.
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
LAZY = {  # these put something on the request that reads its rows when somebody looks
    "SessionMiddleware": ("django.contrib.sessions", "session"),
    "AuthenticationMiddleware": ("django.contrib.auth", "user"),
}
READERS = {
    "RemoteUserMiddleware": ("django.contrib.auth", "the user"),
    "PersistentRemoteUserMiddleware": ("django.contrib.auth", "the user"),
    "CurrentSiteMiddleware": ("django.contrib.sites", "the site"),
    "FetchFromCacheMiddleware": (None, "cached pages"),
    "CacheMiddleware": (None, "cached pages"),
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
        early, lazy = _early(program, module, entries[:place])
        first = entries[place].path.rpartition(".")[2]
        repair = f"Move `{entries[place].path}` to the front of MIDDLEWARE."
        if early:
            message = f"{', '.join(early)} before `{first}` sets the schema: rows of another schema answer."
            why = "Until the schema is set, the connection has the search path of the request before."
            yield at_setting(CODE, "error", "high", program, setting, first, (message, repair, why))
        elif lazy:
            named = " and ".join(f"`{word}`" for word in lazy)
            plural = "s" if len(lazy) == 1 else ""
            message = f"{named} stand{plural} before `{first}`: who looks before it reads another schema's rows."
            why = "Nothing in front of it is known to look at them now, so this is one middleware away from a mistake."
            yield at_setting(CODE, "warning", "medium", program, setting, first, (message, repair, why))


def _early(program: Program, module: SettingsModule, entries: tuple[Middleware, ...]) -> tuple[list[str], list[str]]:
    """(what reads rows of a schema, in words; what only will when somebody looks, by class)."""
    schemas = program.schemas
    early: list[str] = []
    lazy: dict[str, str] = {}  # attribute of the request -> middleware that put it there
    for each in entries:
        word = each.path.rpartition(".")[2]
        label = schemas.touches(each.name) if each.own else None
        looked = next((name for name in lazy if each.own and schemas.looks_at(each.name, name)), None)
        if word in LAZY and _per_schema(program, module, LAZY[word][0]):
            lazy[LAZY[word][1]] = word
        elif word in READERS and _per_schema(program, module, READERS[word][0]):
            early.append(f"`{word}` reads {READERS[word][1]}")
        elif label is not None:
            early.append(f"`{word}` reads `{label.rpartition('.')[2]}`")
        elif looked is not None:
            early.append(f"`{word}` reads `request.{looked}`")
    return early, list(lazy.values())


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
            "somebody looks at the user, and cached pages",
            """# file: clinic/middleware.py
class Greeting:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.greeting = f"Hello {request.user}"
        return self.get_response(request)
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions", "records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
MIDDLEWARE = [  # PL601
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clinic.middleware.Greeting",
    "django.middleware.cache.FetchFromCacheMiddleware",
    "django_tenants.middleware.main.TenantMainMiddleware",
]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
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
    "django.middleware.cache.UpdateCacheMiddleware",
    "clinic.middleware.JsonTenantMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.cache.FetchFromCacheMiddleware",
]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
""",
        ),
    ),
    check=check,
)
