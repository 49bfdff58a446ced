"""A task runs in a worker that nobody told the schema, so it reads another practice's rows or the public ones.

The schema is set on the connection of the web process. A worker has its own, left in the schema of the task before or
in the public one, and the key that the task was sent exists in every schema. tenant-schemas-celery's application sends
the schema's name along and sets it before the task runs; a plain `Celery` does not.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_statement
from practice_lint.scope.program import Program

CODE = "PL615"


def check(program: Program) -> Iterator[Finding]:
    for app in program.schema_processes.plain_apps:
        model = app.model.rpartition(".")[2]
        message = f"Tasks of this `Celery` run without a schema: `{app.what}` reads `{model}` of whichever comes."
        repair = "Use `tenant_schemas_celery.app.CeleryApp`, or pass the schema and open it with `schema_context`."
        why = f"A plain Celery application does not carry the schema, and `{app.what}` does not set it."
        yield at_statement(
            CODE, "error", "high", program, (app.module, app.symbol, app.span), "Celery", (message, repair, why)
        )


RULE = Rule(
    code=CODE,
    name="task-loses-schema",
    family="schema",
    level="error",
    security_severity="7.5",
    tags=("security", "external/cwe/cwe-668"),
    doc=__doc__,
    repair="Use `tenant_schemas_celery.app.CeleryApp`, or pass the schema and open it with `schema_context`.",
    limits=(
        "Only Celery applications at module level, and only where a task of theirs reads a model of TENANT_APPS "
        "without opening a schema. Beside an application that carries the schema, `shared_task` is taken to run there."
    ),
    bad=(
        Example(
            "a plain application",
            """# file: records/models.py
from django.db import models


class Letter(models.Model):
    text = models.TextField()
# file: clinic/celery.py
from celery import Celery

app = Celery("clinic")  # PL615
# file: records/tasks.py
from celery import shared_task

from records.models import Letter


@shared_task
def purge():
    Letter.objects.filter(text="").delete()
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
""",
        ),
    ),
    good=(
        Example(
            "one that carries the schema",
            """# file: records/models.py
from django.db import models


class Letter(models.Model):
    text = models.TextField()
# file: clinic/celery.py
from tenant_schemas_celery.app import CeleryApp

app = CeleryApp("clinic")
# file: records/tasks.py
from celery import shared_task

from records.models import Letter


@shared_task
def purge():
    Letter.objects.filter(text="").delete()
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
