"""A session or a login of one practice is good in another: one user's key means a different person there.

A session stores the user's key and whatever views put there. Where every schema has users of its own, key 5 is somebody
else in the next schema, and so is the pupil, basket or application that a view noted by its key: a session that is not
kept per schema opens those of strangers. Django compares a hash of the password when it reads the user, so the login
itself holds only between users with the same password hash (copied with a schema, or loaded from one fixture); what
views stored holds always. Where users are shared, a login is good on every
practice's host, unless some middleware or permission asks whether the user belongs to `request.tenant`. A cookie for
the whole domain (`SESSION_COOKIE_DOMAIN = ".example.com"`) takes the session from host to host.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_setting
from practice_lint.scope.program import Program

CODE = "PL606"

SESSIONS = "django.contrib.sessions"
DATABASE_ENGINES = ("django.contrib.sessions.backends.db",)
LOOSE_ENGINES = {  # where they keep the session -> in words; the cache's are PL607's where its keys have no schema
    "django.contrib.sessions.backends.signed_cookies": "in the cookie itself, with one key for all schemas",
    "django.contrib.sessions.backends.file": "in files of one directory",
}
KEYS = "A session holds keys of rows (the user's, and what views put there), and they mean others in the next schema."
SILENCE = "A login is good on every practice's host: no code of the project speaks of both the user and the tenant."


def check(program: Program) -> Iterator[Finding]:
    schemas = program.schemas
    seen = set()
    for module in schemas.served:
        own_users = schemas.users_per_schema(module)
        engine = module.settings.get("SESSION_ENGINE")
        place = module.settings.get("SHARED_APPS") or schemas.mark(module)
        if (
            own_users
            and (engine is None or engine.value in DATABASE_ENGINES)
            and (place.path, place.span.line) not in seen
        ):
            if SESSIONS in (schemas.apps(module, "shared") or ()) and SESSIONS not in (
                schemas.apps(module, "tenant") or ()
            ):
                seen.add((place.path, place.span.line))
                message = "Sessions are shared while users are not: the keys in one are other rows' in the next schema."
                repair = "List `django.contrib.sessions` where the users are, in TENANT_APPS."
                yield at_setting(CODE, "error", "high", program, place, SESSIONS, (message, repair, KEYS))
    for module, engine in schemas.each("SESSION_ENGINE"):
        words = LOOSE_ENGINES.get(engine.value) if isinstance(engine.value, str) else None
        if schemas.users_per_schema(module) and words is not None:
            message = f"Sessions are kept {words}, while every schema has users of its own."
            repair = "Keep sessions in the database, with `django.contrib.sessions` in TENANT_APPS."
            yield at_setting(CODE, "error", "medium", program, engine, engine.value, (message, repair, KEYS))
    if not _guarded(program):
        yield from _unasked(program)


def _guarded(program: Program) -> bool:
    stacks = (program.schemas.middleware(module) for module in program.schemas.served)
    named = [each.path for stack in stacks if stack is not None for each in stack[1]]
    return program.schemas.guards or any(path.endswith("TenantAccessMiddleware") for path in named)


def _unasked(program: Program) -> Iterator[Finding]:
    schemas = program.schemas
    wide = False
    for _, setting in schemas.each("SESSION_COOKIE_DOMAIN"):
        if isinstance(setting.value, str) and setting.value.startswith("."):
            wide = True
            message = (
                f'The session cookie goes to every host below "{setting.value}", and nobody asks who belongs where.'
            )
            repair = "Leave SESSION_COOKIE_DOMAIN unset, or compare `request.user` with `request.tenant` in middleware."
            yield at_setting(CODE, "error", "medium", program, setting, "cookie", (message, repair, SILENCE))
    for module in schemas.served[:1]:
        place = module.settings.get("AUTH_USER_MODEL") or module.settings.get("SHARED_APPS") or schemas.mark(module)
        if not wide and schemas.users_per_schema(module) is False:
            message = "Users are shared by all schemas, and nobody asks whether one belongs to `request.tenant`."
            repair = "Add middleware or a default permission that compares `request.user` with `request.tenant`."
            yield at_setting(CODE, "warning", "medium", program, place, "membership", (message, repair, SILENCE))


RULE = Rule(
    code=CODE,
    name="shared-session",
    family="schema",
    level="error",
    security_severity="8.1",
    tags=("security", "external/cwe/cwe-384"),
    doc=__doc__,
    repair="Keep sessions where the users are, and compare the user with the tenant where users are shared.",
    limits=(
        "Any function that speaks of both the user and the tenant counts as the check of membership, whatever it does "
        "with them. Sessions in a cache are judged by the cache's keys (PL607)."
    ),
    bad=(
        Example(
            "sessions in the public schema, users in each",
            """# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "django.contrib.contenttypes", "django.contrib.sessions", "clinic"]  # PL606
TENANT_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
""",
        ),
        Example(
            "a cookie for all hosts, shared users",
            """# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "django.contrib.contenttypes", "django.contrib.auth", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
SESSION_COOKIE_DOMAIN = ".clinic.example"  # PL606
""",
        ),
        Example(
            "shared users, and nobody asks",
            """# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "django.contrib.contenttypes", "django.contrib.auth", "clinic"]  # PL606
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
""",
        ),
    ),
    good=(
        Example(
            "shared users whose membership is asked for",
            """# file: clinic/permissions.py
from rest_framework.permissions import BasePermission


class BelongsHere(BasePermission):
    def has_permission(self, request, view):
        return request.user.access_set.filter(practice=request.tenant).exists()
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "django.contrib.contenttypes", "django.contrib.auth", "clinic"]
TENANT_APPS = ["django.contrib.sessions", "records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ["clinic.permissions.BelongsHere"]}
""",
        ),
        Example(
            "users and sessions in every schema",
            """# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "django.contrib.contenttypes", "clinic"]
TENANT_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions", "records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
""",
        ),
    ),
    check=check,
)
