"""A task runs in a worker that nobody told the schema, so it reads another practice's rows or the public ones.

The schema is set on the connection of the web process. A worker has its own, left in the schema of the task before or
in the public one, and the key that the task was sent exists in every schema. tenant-schemas-celery's application sends
the schema's name along and sets it before the task runs; a plain `Celery` does not.

What it sends along is the schema that is active when the task is sent. Celery's beat sends from the public one, so a
scheduled task runs there unless the scheduler goes through the practices (`TenantAwareScheduler`), and so does a task
that is sent inside `with schema_context("public")`.
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
    for sent in program.schema_tasks.sent:
        model = sent.model.rpartition(".")[2]
        if sent.how == "schedule":
            message = f"The schedule starts `{sent.task}` in the public schema, where it reads `{model}`."
            repair = 'Set beat_scheduler = "tenant_schemas_celery.scheduler:TenantAwareScheduler".'
            why = "Beat sends tasks from the public schema, and the task opens none."
        else:
            message = f"`{sent.task}` is sent inside the public schema and runs there, where it reads `{model}`."
            repair = "Send it outside the block, where the practice's schema is active."
            why = "A task carries the schema that is active when it is sent."
        place = (sent.module, sent.symbol, sent.span)
        yield at_statement(CODE, "error", "medium", program, place, f"{sent.how} {sent.task}", (message, repair, why))


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
        "without opening a schema. Beside an application that carries the schema, `shared_task` is taken to run there. "
        "Schedules are read from settings, `beat_schedule` and `add_periodic_task`; those kept in a table are not seen."
    ),
    bad=(
        Example(
            "scheduled, and sent, in the public schema",
            """# file: records/models.py
from django.db import models


class Letter(models.Model):
    text = models.TextField()
# file: clinic/celery.py
from tenant_schemas_celery.app import CeleryApp

from records.tasks import count

app = CeleryApp("clinic")
app.conf.beat_schedule = {"purge": {"task": "records.tasks.purge", "schedule": 3600}}  # PL615


@app.on_after_configure.connect
def periodic(sender, **kwargs):
    sender.add_periodic_task(60, count.s())  # PL615
# file: records/tasks.py
from celery import shared_task

from records.models import Letter


@shared_task
def purge():
    Letter.objects.filter(text="").delete()


@shared_task
def count():
    return Letter.objects.count()
# file: records/services.py
from django_tenants.utils import get_public_schema_name, schema_context

from records.tasks import purge


def tidy():
    with schema_context(get_public_schema_name()):
        purge.delay()  # PL615
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
""",
        ),
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
            "a schedule that goes through the practices, a task that does",
            """# file: records/models.py
from django.db import models


class Letter(models.Model):
    text = models.TextField()
# file: clinic/celery.py
from tenant_schemas_celery.app import CeleryApp

app = CeleryApp("clinic")
app.conf.beat_scheduler = "tenant_schemas_celery.scheduler:TenantAwareScheduler"
app.conf.beat_schedule = {"purge": {"task": "records.tasks.purge", "schedule": 3600}}
# file: records/tasks.py
from celery import shared_task
from django_tenants.utils import schema_context

from clinic.models import Practice
from records.models import Letter


@shared_task
def purge():
    Letter.objects.filter(text="").delete()


@shared_task
def purge_all():
    for practice in Practice.objects.all():
        with schema_context(practice.slug):
            purge.delay()
# file: records/services.py
from django_tenants.utils import schema_context

from records.tasks import purge_all


def tidy():
    with schema_context("public"):
        purge_all.delay()
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
""",
        ),
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
