"""A queryset is built for one schema and evaluated in another, so it returns the other practice's rows.

A queryset asks the database when somebody looks at its rows. Built inside `with schema_context(…)` and used after it,
it runs on whatever schema is active then: the caller's, or the public one. Nothing fails; the rows are simply those of
the wrong practice.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_statement
from practice_lint.scope.program import Program

CODE = "PL613"


def check(program: Program) -> Iterator[Finding]:
    for escape in program.schema_switches.escapes:
        model = escape.model.rpartition(".")[2]
        how = f"`{escape.name}` is used after the block" if escape.name else "the block returns it unevaluated"
        message = f"The queryset of `{model}` leaves `{escape.word}` ({how}): it runs in another schema."
        repair = "Evaluate it inside the block: `list(…)`, `.first()`, or move its use in."
        why = "A queryset asks the database when its rows are looked at, with the schema that is active then."
        place = (escape.module, escape.function, escape.span)
        yield at_statement(CODE, "error", "high", program, place, f"{model} {escape.name}", (message, repair, why))


RULE = Rule(
    code=CODE,
    name="lazy-queryset-escapes-schema",
    family="schema",
    level="error",
    security_severity="7.5",
    tags=("security", "external/cwe/cwe-668"),
    doc=__doc__,
    repair="Evaluate the queryset inside the block.",
    limits=(
        "Only querysets of models in TENANT_APPS that begin at a manager in the same function. One that was fetched "
        "inside the block (`list(rows)`, a loop) keeps its rows and is left out."
    ),
    bad=(
        Example(
            "returned, and used after the block",
            """# file: records/models.py
from django.db import models


class Letter(models.Model):
    text = models.TextField()
# file: records/exports.py
from django_tenants.utils import schema_context, tenant_context

from records.models import Letter


def letters_of(practice):
    with tenant_context(practice):
        return Letter.objects.order_by("pk")  # PL613


def texts_of(practice):
    with schema_context(practice.schema_name):
        letters = Letter.objects.all()  # PL613
    return [letter.text for letter in letters]
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
            "evaluated inside",
            """# file: records/models.py
from django.db import models


class Letter(models.Model):
    text = models.TextField()
# file: records/exports.py
from django_tenants.utils import schema_context, tenant_context

from records.models import Letter


def letters_of(practice):
    with tenant_context(practice):
        return list(Letter.objects.order_by("pk"))


def texts_of(practice):
    with schema_context(practice.schema_name):
        letters = Letter.objects.all()
        texts = [letter.text for letter in letters]
    return texts
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
