"""A thread has a database connection of its own, which starts in the public schema and not in the request's.

Connections belong to threads. A function that a request hands to a thread or a pool reads through a fresh connection in
the public schema, or, in a pool, through one that another practice's work left in its schema.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_statement
from practice_lint.scope.program import Program

CODE = "PL616"


def check(program: Program) -> Iterator[Finding]:
    for thread in program.schema_processes.threads:
        model = thread.model.rpartition(".")[2]
        message = f"`{thread.what}` runs in a thread without a schema and reads `{model}` there."
        repair = "Pass `connection.schema_name` and open it in the thread: `with schema_context(name):`."
        why = "A thread's connection starts in the public schema, or where the work before left it."
        place = (thread.module, thread.symbol, thread.span)
        yield at_statement(CODE, "error", "high", program, place, thread.what, (message, repair, why))


RULE = Rule(
    code=CODE,
    name="thread-loses-schema",
    family="schema",
    level="error",
    security_severity="7.5",
    tags=("security", "external/cwe/cwe-668"),
    doc=__doc__,
    repair="Pass `connection.schema_name` and open it in the thread: `with schema_context(name):`.",
    limits=(
        "Threads, timers, pools and executors by their usual names, functions named directly. `sync_to_async` runs in "
        "the request's own thread unless told otherwise and is left out."
    ),
    bad=(
        Example(
            "a thread per letter",
            """# file: records/models.py
from django.db import models


class Letter(models.Model):
    text = models.TextField()
# file: records/sending.py
from threading import Thread

from records.models import Letter


def deliver(pk):
    return Letter.objects.get(pk=pk).text


def send(letter):
    Thread(target=deliver, args=(letter.pk,)).start()  # PL616
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
            "the schema goes along",
            """# file: records/models.py
from django.db import models


class Letter(models.Model):
    text = models.TextField()
# file: records/sending.py
from threading import Thread

from django.db import connection
from django_tenants.utils import schema_context

from records.models import Letter


def deliver(schema, pk):
    with schema_context(schema):
        return Letter.objects.get(pk=pk).text


def send(letter):
    Thread(target=deliver, args=(connection.schema_name, letter.pk)).start()
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
