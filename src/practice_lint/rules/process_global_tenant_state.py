"""The process remembers one practice's rows and answers the next practice's requests with them.

A process serves all schemas. What `lru_cache`, a dictionary of the module or a value made at import keeps was read in
one schema, and its key does not say in which: whoever asks second gets the first one's answer. At import it is the
public schema.

Django's cached template loader is such a memory: where practices have templates of their own
(MULTITENANT_TEMPLATE_DIRS), the first practice's template is everybody's. django-tenants has a cached loader that keeps
them apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_setting, at_statement
from practice_lint.scope.program import Program

CODE = "PL617"

LOADERS = ("django_tenants.template.loaders.", "django_tenants.template_loaders.", "tenant_schemas.template_loaders.")


def check(program: Program) -> Iterator[Finding]:
    for memory in program.schema_processes.memories:
        model = memory.model.rpartition(".")[2]
        message = f"`{memory.what}` keeps `{model}` rows of one schema for all requests of the process."
        repair = "Use Django's cache with a schema in its keys, or make the schema's name part of the key."
        why = "A process serves all schemas, and nothing in the key says which one the rows came from."
        place = (memory.module, memory.symbol, memory.span)
        yield at_statement(CODE, "error", "high", program, place, memory.what, (message, repair, why))
    for _, setting in program.schemas.each("TEMPLATES"):
        if _caches_templates(setting.value):
            message = "Django's cached loader keeps the first practice's template for all."
            repair = "Use `django_tenants.template.loaders.cached.Loader` around the library's loaders."
            why = "Its key is the template's name, which practices share; the library's loader adds the schema."
            yield at_setting(CODE, "error", "high", program, setting, "loaders", (message, repair, why))


def _caches_templates(templates: Any) -> bool:
    """Whether an engine has Django's cached loader around a loader of the library."""
    for engine in templates if isinstance(templates, tuple) else ():
        options = engine.get("OPTIONS") if isinstance(engine, dict) else None
        loaders = options.get("loaders") if isinstance(options, dict) else None
        for loader in loaders if isinstance(loaders, tuple) else ():
            match loader:
                case ("django.template.loaders.cached.Loader", tuple(inner)):
                    if any(isinstance(each, str) and each.startswith(LOADERS) for each in inner):
                        return True
    return False


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
            "templates of the first practice",
            """# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
MULTITENANT_TEMPLATE_DIRS = ["/srv/practices/%s/templates"]
TEMPLATES = [  # PL617
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_tenants.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                ),
            ],
        },
    },
]
""",
        ),
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
            "the library's cached loader",
            """# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "clinic"]
TENANT_APPS = ["records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
MULTITENANT_TEMPLATE_DIRS = ["/srv/practices/%s/templates"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django_tenants.template.loaders.cached.Loader",
                    ["django_tenants.template.loaders.filesystem.Loader"],
                ),
            ],
        },
    },
]
""",
        ),
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
