"""The app's tables exist in the public schema and in every practice's, and which one answers depends on the moment.

Inside a request the practice's own table answers; in a task, a shell or a signal that runs in the public schema the
public one does, without an error, and writes go there too. Rows seem to vanish, or rows that belong to nobody are
shown to everybody. Some of Django's own apps are meant for both lists; an app of the project hardly ever is.

`django.contrib.contenttypes` must be wherever `django.contrib.auth` is: permissions point to content types, and a
process remembers their keys whatever the schema.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Confidence, Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_setting
from practice_lint.scope.program import Program

CODE = "PL604"

# Apps that the libraries' own documentation puts on both lists, or that keep no rows.
BOTH = frozenset(
    {
        "django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions", "django.contrib.admin",
        "django.contrib.messages", "django.contrib.staticfiles", "django.contrib.sites", "django.contrib.humanize",
        "django.contrib.postgres", "django.contrib.gis", "tenant_users.permissions", "tenant_users", "django_tenants",
        "tenant_schemas", "rest_framework", "corsheaders", "django_extensions", "django_filters", "debug_toolbar",
    }
)  # fmt: skip
CONTENT_TYPES, AUTH = "django.contrib.contenttypes", "django.contrib.auth"
LISTED = 5  # apps named in the message


def check(program: Program) -> Iterator[Finding]:
    schemas = program.schemas
    seen = set()
    for module in schemas.served:
        setting = module.settings.get("TENANT_APPS") or schemas.mark(module)
        tenant, shared = schemas.apps(module, "tenant"), schemas.apps(module, "shared")
        if tenant is None or shared is None or (setting.path, setting.span.line) in seen:
            continue
        seen.add((setting.path, setting.span.line))
        twice = [each for each in tenant if each in shared and each not in BOTH and _keeps_rows(program, each)]
        twice = [each for each in twice if not _of_tenants(program, each)]
        own = [each for each in twice if _models(program, each)]
        if twice:
            sureness: Confidence = "medium" if own else "low"  # packages may be meant for the public site too
            named = ", ".join(f"`{each}`" for each in (own or twice)[:LISTED])
            more = f" and {len(twice) - LISTED} more" if len(own or twice) > LISTED else ""
            message = (
                f"{named}{more} on both lists: the public schema has tables of that name that answer outside requests."
            )
            repair = "Keep each app on one list: SHARED_APPS for what is everybody's, else TENANT_APPS."
            why = "`public` is on every search path, so a query in the public schema meets a table and does not fail."
            yield at_setting(
                CODE, "warning", sureness, program, setting, " ".join(sorted(twice)), (message, repair, why)
            )
        if AUTH in shared and CONTENT_TYPES not in shared and CONTENT_TYPES in tenant:
            message = (
                "`django.contrib.auth` is shared but content types are not: permissions point to rows of any schema."
            )
            repair = "List `django.contrib.contenttypes` in SHARED_APPS too."
            why = "A permission's content type is a key that means another model in another schema."
            yield at_setting(CODE, "warning", "medium", program, setting, CONTENT_TYPES, (message, repair, why))


def _of_tenants(program: Program, app: str) -> bool:
    """Whether the tenant's own model is in the app, whose place is another rule's."""
    schemas, models = program.schemas, program.project.models.by_name
    return any(schemas.lists_app((app,), models[name]) for name in schemas.tenants if name in models)


def _models(program: Program, app: str) -> bool:
    return any(
        f".{app}." in f".{model.module}." for model in program.project.models.by_name.values() if not model.library
    )


def _keeps_rows(program: Program, app: str) -> bool:
    """Whether the app has tables: one of the project without models has none; a package's may have."""
    inside = any(f".{app}." in f".{name}." for name, module in program.project.names.modules.items() if not module.stub)
    return not inside or _models(program, app)


RULE = Rule(
    code=CODE,
    name="app-in-both-schemas",
    family="schema",
    level="warning",
    security_severity="4.3",
    tags=("security", "external/cwe/cwe-668"),
    doc=__doc__,
    repair="Keep each app on one list: SHARED_APPS for what is everybody's, else TENANT_APPS.",
    limits=(
        "Apps that the libraries' documentation lists twice, apps without tables and an app of the project without "
        "models are left out, and so is the tenant's (PL605); where only packages are on both lists, it is shown to "
        "auditors only. An app in both lists on purpose is suppressed at the setting, with the reason."
    ),
    bad=(
        Example(
            "records on both lists",
            """# file: records/models.py
from django.db import models


class Letter(models.Model):
    text = models.TextField()
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "django.contrib.contenttypes", "clinic", "records"]
TENANT_APPS = ["django.contrib.contenttypes", "records"]  # PL604
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
""",
        ),
    ),
    good=(
        Example(
            "each on one list",
            """# file: records/models.py
from django.db import models


class Letter(models.Model):
    text = models.TextField()
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "django.contrib.contenttypes", "django.contrib.auth", "clinic"]
TENANT_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "records"]
INSTALLED_APPS = SHARED_APPS + [app for app in TENANT_APPS if app not in SHARED_APPS]
""",
        ),
    ),
    check=check,
)
