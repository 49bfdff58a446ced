"""Rows of practices lie in the public schema, where one table serves all of them and no schema parts them.

`public` is on every search path, so nothing fails: a model of a shared app is simply one table. Three ways lead there.
The tenant's own model listed in TENANT_APPS (or not in SHARED_APPS) is looked up in a schema before any schema is
known. A model of a shared app that belongs to a user but not to a practice is read by all. A public URLconf that
includes a tenant app's URLs runs its views on the public tables.

TENANT_BASE_SCHEMA is the way back: with TENANT_CREATION_FAKES_MIGRATIONS a new practice is a copy of that schema, rows
included unless `clone_mode = "NODATA"`. A schema that somebody works in hands its rows to every new practice.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.facts import Constant
from practice_lint.findings.finding import Finding
from practice_lint.project.ownership import is_audit
from practice_lint.project.schema import Field
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.models import at_model, word
from practice_lint.rules.places import at_setting, at_statement
from practice_lint.scope.program import Program

CODE = "PL605"

# Words of the name of a schema that is there to be copied.
TEMPLATES = frozenset({"template", "base", "blank", "empty", "clone", "skeleton", "seed", "default", "sample", "model"})


def check(program: Program) -> Iterator[Finding]:
    yield from _misplaced(program)
    yield from _of_users(program)
    yield from _public_views(program)
    yield from _cloned(program)


def _misplaced(program: Program) -> Iterator[Finding]:
    schemas, models = program.schemas, program.project.models
    seen = set()
    for module in schemas.served:
        tenant, shared = schemas.apps(module, "tenant"), schemas.apps(module, "shared")
        for name in ("TENANT_MODEL", "TENANT_DOMAIN_MODEL"):
            label = module.settings.get(name)
            found = models.find(label.value) if label is not None and isinstance(label.value, str) else ()
            if tenant is None or shared is None or len(found) != 1 or found[0].library:
                continue
            inside, outside = schemas.lists_app(tenant, found[0]), not schemas.lists_app(shared, found[0])
            place = module.settings.get("TENANT_APPS" if inside else "SHARED_APPS") or schemas.mark(module)
            app = found[0].label.partition(".")[0]
            if (inside or outside) and (app, place.path, place.span.line) not in seen:
                seen.add((app, place.path, place.span.line))
                said = "is in TENANT_APPS" if inside else "is not in SHARED_APPS"
                message = f"The app of `{found[0].label}` {said}: every schema may have a list of practices of its own."
                repair = "List the app in SHARED_APPS only."
                why = "The practice is looked up before any schema is set, so its table belongs in the public one."
                yield at_setting(CODE, "error", "high", program, place, app, (message, repair, why))


def _of_users(program: Program) -> Iterator[Finding]:
    schemas, tenancy, models = program.schemas, program.project.tenancy, program.project.models
    for name in sorted(schemas.shared_models - schemas.tenants):
        model, scope = models.by_name[name], tenancy.scopes.get(name)
        if (
            scope is None
            or scope.kind != "undeclared"
            or name == models.user
            or model.proxy
            or name in tenancy.memberships
        ):
            continue
        owners = [
            field
            for field in model.fields.values()
            if field.target == models.user and field.relation == "fk" and not _notes(field)
        ]
        if not owners or models.user is None or any(schemas.in_tenant(field.target) for field in model.fields.values()):
            continue
        message = f"`{word(model)}` is in SHARED_APPS without a path to the practice: all practices share its rows."
        repair = "Move it to an app of TENANT_APPS, or declare `# practice-scope: global — why` on the class."
        why = f"Its `{owners[0].name}` is a user, so its rows are somebody's, and one table holds them for all schemas."
        yield at_model(CODE, "warning", "medium", program, model, (message, repair, why))


def _cloned(program: Program) -> Iterator[Finding]:
    schemas, names = program.schemas, program.project.names
    modes = [names.attribute(name, "clone_mode") for name in sorted(schemas.tenants)]
    if any(mode is not None and mode[1] == Constant("NODATA") for mode in modes):
        return
    for module, setting in schemas.each("TENANT_BASE_SCHEMA"):
        faked = module.settings.get("TENANT_CREATION_FAKES_MIGRATIONS")
        if faked is None or faked.value is not True or not isinstance(setting.value, str):
            continue
        if not TEMPLATES & set(setting.value.lower().replace("-", "_").split("_")):
            message = f"Every new practice starts as a copy of `{setting.value}`, with its rows."
            repair = 'Clone a schema that holds no practice\'s rows, or set `clone_mode = "NODATA"` on the tenant.'
            why = "TENANT_CREATION_FAKES_MIGRATIONS clones TENANT_BASE_SCHEMA, and nothing in its name says template."
            yield at_setting(CODE, "warning", "medium", program, setting, "clone", (message, repair, why))


def _notes(field: Field) -> bool:
    """A column that only notes who did something: the row outlives its user."""
    return is_audit(field.name) or field.on_delete == "SET_NULL"


def _public_views(program: Program) -> Iterator[Finding]:
    for included in program.schemas.public_includes:
        message = f"The public URLconf includes `{included.urlconf}`: views of a tenant app run on public tables."
        repair = "Include it in the practices' URLconf only."
        why = (
            f"`{included.app}` is in TENANT_APPS; a request to the public schema has none of its tables, or stray ones."
        )
        place = (included.module, included.module, included.span)
        yield at_statement(CODE, "error", "medium", program, place, included.urlconf, (message, repair, why))


RULE = Rule(
    code=CODE,
    name="tenant-data-in-public",
    family="schema",
    level="error",
    security_severity="6.5",
    tags=("security", "external/cwe/cwe-668"),
    doc=__doc__,
    repair="List apps with rows of practices in TENANT_APPS only, the tenant's own app in SHARED_APPS only.",
    limits=(
        "A shared model counts where it has a foreign key to the user and no path to the practice; columns that only "
        "note who did something do not count. In the public URLconf only `include()` of a module by name is seen."
    ),
    bad=(
        Example(
            "new practices are copies of one",
            """# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
TENANT_CREATION_FAKES_MIGRATIONS = True
TENANT_BASE_SCHEMA = "north"  # PL605
""",
        ),
        Example(
            "the tenant in its own schemas",
            """# file: houses/models.py
from django.db import models
from django_tenants.models import TenantMixin


class House(TenantMixin):
    name = models.CharField(max_length=80)
# file: clinic/settings.py
TENANT_MODEL = "houses.House"
SHARED_APPS = ["django_tenants"]
TENANT_APPS = ["houses", "records"]  # PL605
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
""",
        ),
        Example(
            "a user's rows in a shared app; a tenant app in the public URLconf",
            """# file: journal/models.py
from django.conf import settings
from django.db import models


class Entry(models.Model):  # PL605
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    text = models.TextField()
# file: records/urls.py
urlpatterns = []
# file: clinic/urls_public.py
from django.urls import include, path

urlpatterns = [
    path("records/", include("records.urls")),  # PL605
]
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic", "journal"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
PUBLIC_SCHEMA_URLCONF = "clinic.urls_public"
""",
        ),
    ),
    good=(
        Example(
            "new practices are copies of a template",
            """# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
TENANT_CREATION_FAKES_MIGRATIONS = True
TENANT_BASE_SCHEMA = "template_practice"
""",
        ),
        Example(
            "each in its place",
            """# file: journal/models.py
from django.conf import settings
from django.db import models


class Entry(models.Model):
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    text = models.TextField()
# file: clinic/urls_public.py
from django.urls import include, path

urlpatterns = [
    path("practices/", include("clinic.urls")),
]
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["journal"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
PUBLIC_SCHEMA_URLCONF = "clinic.urls_public"
""",
        ),
    ),
    check=check,
)
