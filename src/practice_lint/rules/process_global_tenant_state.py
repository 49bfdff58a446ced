"""The process remembers one practice's rows and answers the next practice's requests with them.

A process serves all schemas. What `lru_cache`, a dictionary of the module or a value made at import keeps was read in
one schema, and its key does not say in which: whoever asks second gets the first one's answer. At import it is the
public schema.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_statement
from practice_lint.scope.program import Program

CODE = "PL617"


def check(program: Program) -> Iterator[Finding]:
    for memory in program.schema_processes.memories:
        model = memory.model.rpartition(".")[2]
        message = f"`{memory.what}` keeps `{model}` rows of one schema for all requests of the process."
        repair = "Use Django's cache with a schema in its keys, or make the schema's name part of the key."
        why = "A process serves all schemas, and nothing in the key says which one the rows came from."
        place = (memory.module, memory.symbol, memory.span)
        yield at_statement(CODE, "error", "high", program, place, memory.what, (message, repair, why))


RULE = Rule(
    code=CODE,
    name="process-global-tenant-state",
    family="schema",
    level="error",
    security_severity="7.5",
    tags=("security", "external/cwe/cwe-524"),
    doc=__doc__,
    repair="Use Django's cache with a schema in its keys, or make the schema's name part of the key.",
    limits=(
        "A parameter or key with `schema` or `tenant` in its name tells practices apart, and so does a function that "
        "asks for the schema. A method is remembered per instance: only models, whose instances are equal across "
        "schemas, count. Attributes of classes and singletons are not followed."
    ),
    bad=(
        Example(
            "a remembered answer, a table of the module",
            """# file: records/models.py
from django.db import models


class Letter(models.Model):
    text = models.TextField()
# file: records/lookups.py
from functools import lru_cache

from records.models import Letter

_texts = {}


@lru_cache(maxsize=None)
def letter_count():  # PL617
    return Letter.objects.count()


def text_of(pk):
    if pk not in _texts:
        _texts[pk] = Letter.objects.get(pk=pk).text  # PL617
    return _texts[pk]
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
            "the schema is in the key",
            """# file: records/models.py
from django.db import models


class Letter(models.Model):
    text = models.TextField()
# file: records/lookups.py
from functools import lru_cache

from django.db import connection

from records.models import Letter

_texts = {}


@lru_cache(maxsize=None)
def letter_count(schema_name):
    return Letter.objects.count()


def text_of(pk):
    key = (connection.schema_name, pk)
    if key not in _texts:
        _texts[key] = Letter.objects.get(pk=pk).text
    return _texts[key]
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
