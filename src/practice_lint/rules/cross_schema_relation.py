"""A shared table points to a row by its key, and that key means another row in every schema.

The row in the public schema holds a number. Read in practice A it is A's row 7, read in practice B it is B's. Without a
practice's schema on the search path the table is missing altogether, or a stray copy in the public schema answers. The
database can keep no such constraint for all schemas.

A generic foreign key of a shared table is one of these wherever it may name a model of a schema, and where every schema
has content types of its own the model it names is another one too.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_statement
from practice_lint.scope.program import Program

CODE = "PL618"


def check(program: Program) -> Iterator[Finding]:
    schemas, project = program.schemas, program.project
    seen = set()
    types = any("django.contrib.contenttypes" in (schemas.apps(each, "tenant") or ()) for each in schemas.served)
    for model in sorted(schemas.shared_models):
        for field in project.models.by_name[model].fields.values():
            if field.relation == "generic" and (field.model, field.name) not in seen and types:
                seen.add((field.model, field.name))
                owner = field.model.rpartition(".")[2]
                message = (
                    f"The shared `{owner}.{field.name}` names a row by content type and key: both differ by schema."
                )
                repair = (
                    f"Move `{owner}` to TENANT_APPS, or store the schema's name and the model's label beside the key."
                )
                why = (
                    "`django.contrib.contenttypes` is in TENANT_APPS, so every schema numbers its content types itself."
                )
                place = (field.module, f"{field.model}.{field.name}", field.span)
                yield at_statement(CODE, "error", "medium", program, place, field.name, (message, repair, why))
            if field.relation not in ("fk", "o2o", "m2m") or field.target not in schemas.tenant_only_models:
                continue
            if (field.model, field.name) in seen or project.names.modules[field.module].stub or field.target is None:
                continue
            seen.add((field.model, field.name))
            owner, target = field.model.rpartition(".")[2], field.target.rpartition(".")[2]
            message = (
                f"The shared `{owner}.{field.name}` holds a key of `{target}`, which is another row in every schema."
            )
            repair = f"Move `{owner}` to TENANT_APPS, or store the schema's name beside a plain key and resolve both."
            why = f"`{owner}` has one table for all; `{target}` has one in each practice's schema."
            place = (field.module, f"{field.model}.{field.name}", field.span)
            yield at_statement(CODE, "error", "high", program, place, field.name, (message, repair, why))


RULE = Rule(
    code=CODE,
    name="cross-schema-relation",
    family="schema",
    level="error",
    security_severity="6.5",
    tags=("security", "external/cwe/cwe-668"),
    doc=__doc__,
    repair="Move the model to TENANT_APPS, or store the schema's name beside a plain key and resolve both.",
    limits=(
        "Generic foreign keys count where content types are in TENANT_APPS; what they really name is not followed. A "
        "many-to-many between two shared models, whose rows every practice sees, is left to the row rules. A target on "
        "both lists is PL604's."
    ),
    bad=(
        Example(
            "by content type, and many to many",
            """# file: records/models.py
from django.db import models


class Letter(models.Model):
    text = models.TextField()
# file: clinic/outbox.py
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from clinic.models import Practice


class Sending(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE)
    object_id = models.PositiveIntegerField()
    sent = GenericForeignKey("content_type", "object_id")  # PL618
    letters = models.ManyToManyField("records.Letter")  # PL618
# file: clinic/settings.py
TENANT_MODEL = "clinic.Practice"
SHARED_APPS = ["django_tenants", "django.contrib.contenttypes", "clinic"]
TENANT_APPS = ["django.contrib.contenttypes", "records"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
""",
        ),
        Example(
            "a shared table points into a schema",
            """# file: records/models.py
from django.db import models


class Letter(models.Model):
    text = models.TextField()
# file: clinic/outbox.py
from django.db import models

from clinic.models import Practice


class Sending(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    letter = models.ForeignKey("records.Letter", on_delete=models.CASCADE)  # PL618
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
            "from a schema to a shared table",
            """# file: records/models.py
from django.conf import settings
from django.db import models


class Letter(models.Model):
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    text = models.TextField()
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
