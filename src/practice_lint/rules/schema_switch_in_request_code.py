"""Code that serves one practice leaves its schema, and on an error or an early return stays in the other one.

`connection.set_schema(…)` holds until somebody sets it again. Without a `finally` an exception leaves the connection in
the other practice's schema, and the rest of the request, or the next task of the worker, reads and writes there. A loop
over all practices in a view reads across practices on purpose: say so where it is meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Confidence, Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_statement
from practice_lint.scope.program import Program
from practice_lint.scope.schema_switches import CONTEXTS

CODE = "PL614"


def check(program: Program) -> Iterator[Finding]:
    names = program.project.names
    seen = set()
    registry = program.admins.of(program.schemas.tenants)
    for switch in program.schema_switches.switches:
        record = names.functions[switch.function]
        if switch.function in seen or _may_switch(switch.function, record.owner):
            continue
        place = (switch.module, switch.function, switch.span)
        if switch.word == "set_schema_to_public":
            continue  # the schema that holds no practice's rows
        if not switch.kept:
            seen.add(switch.function)
            message = f"`{switch.word}` changes the schema, and an error before it is set back leaves it changed."
            repair = "Use `with schema_context(…):` or `with tenant_context(…):`, which restore it."
            why = "No `finally` of this function sets the schema back."
            sureness: Confidence = "high" if switch.request else "medium"
            if program.schema_processes.resets_tasks and _task_module(switch.module):
                sureness = "low"  # the library sets the schema before each task
            yield at_statement(CODE, "warning", sureness, program, place, switch.word, (message, repair, why))
        elif switch.word in CONTEXTS and switch.loops and switch.request and record.owner not in registry:
            seen.add(switch.function)
            message = "This view goes through the schemas of several practices and reads in each."
            repair = "Move it to a task or command, or suppress it with the reason why this view may."
            why = "Code that answers one practice's request opens other practices' schemas in a loop."
            yield at_statement(CODE, "warning", "medium", program, place, "loop", (message, repair, why))


def _task_module(module: str) -> bool:
    return "tasks" in module.rpartition(".")[2]


def _may_switch(function: str, owner: str | None) -> bool:
    """Middleware, context managers and what is named after the switch itself."""
    word, holder = function.rpartition(".")[2].lower(), (owner or "").rpartition(".")[2]
    if (
        holder.endswith(("Middleware", "Context", "ContextManager", "Storage", "Task"))
        or "middleware" in function.lower()
    ):
        return True
    return word in ("__enter__", "__exit__") or word.startswith("set_") or "context" in word


RULE = Rule(
    code=CODE,
    name="schema-switch-in-request-code",
    family="schema",
    level="warning",
    security_severity="5.9",
    tags=("security", "external/cwe/cwe-460"),
    doc=__doc__,
    repair="Use `with schema_context(…):` or `with tenant_context(…):`, which restore the schema.",
    limits=(
        "Middleware, commands, migrations, tests, context managers and functions named `set_…` may switch. Reported "
        "once per function; outside views with medium confidence. The admin of the tenant's own model is the "
        "platform's and may go through schemas."
    ),
    bad=(
        Example(
            "django-pgschemas",
            """# file: records/models.py
from django.db import models


class Letter(models.Model):
    text = models.TextField()
# file: records/views.py
from django.http import JsonResponse
from django.utils import translation
from django_pgschemas.schema import activate

from clinic.models import Practice
from records.models import Letter


def archive(request):
    translation.activate("en")
    activate(Practice.objects.get(slug="archive"))  # PL614
    return JsonResponse({"letters": Letter.objects.count()})
# file: clinic/settings.py
TENANTS = {
    "public": {"APPS": ["django_pgschemas", "clinic"], "TENANT_MODEL": "clinic.Practice"},
    "default": {"APPS": ["records"], "URLCONF": "clinic.urls"},
}
INSTALLED_APPS = ["django_pgschemas", "clinic", "records"]
# file: clinic/urls.py
from django.urls import path

from records.views import archive

urlpatterns = [path("archive/", archive)]
""",
        ),
        Example(
            "set, and not surely set back; a loop",
            """# file: records/models.py
from django.db import models


class Letter(models.Model):
    text = models.TextField()
# file: records/views.py
from django.db import connection
from django.http import JsonResponse
from django_tenants.utils import schema_context

from records.models import Letter


def archive(request):
    connection.set_schema("archive")  # PL614
    Letter.objects.all().delete()
    connection.set_tenant(request.tenant)
    return JsonResponse({})


def partners(request):
    found = {}
    for name in ("north", "south"):
        with schema_context(name):  # PL614
            found[name] = Letter.objects.count()
    return JsonResponse(found)
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
# file: clinic/urls.py
from django.urls import path

from records.views import archive, partners

urlpatterns = [path("archive/", archive), path("partners/", partners)]
""",
        ),
    ),
    good=(
        Example(
            "an action of the platform's admin",
            """# file: records/models.py
from django.db import models


class Letter(models.Model):
    text = models.TextField()
# file: clinic/admin.py
from django.contrib import admin
from django_tenants.utils import schema_context

from clinic.models import Practice
from records.models import Letter


@admin.register(Practice)
class PracticeAdmin(admin.ModelAdmin):
    actions = ["purge"]

    def purge(self, request, queryset):
        for practice in queryset:
            with schema_context(practice.slug):
                Letter.objects.filter(text="").delete()
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
""",
        ),
        Example(
            "restored",
            """# file: records/models.py
from django.db import models


class Letter(models.Model):
    text = models.TextField()
# file: records/views.py
from django.db import connection
from django.http import JsonResponse
from django_tenants.utils import get_public_schema_name, schema_context

from records.models import Letter


def shared_letters(request):
    with schema_context(get_public_schema_name()):
        return JsonResponse({"letters": list(Letter.objects.values("text"))})


def archive(request):
    connection.set_schema("archive")
    try:
        Letter.objects.all().delete()
    finally:
        connection.set_tenant(request.tenant)
    return JsonResponse({})
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
""",
        ),
    ),
    check=check,
)
