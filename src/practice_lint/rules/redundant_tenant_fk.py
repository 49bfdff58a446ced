"""A table that every schema has of its own also points to the practice, and the two may disagree.

The schema already says whose rows these are. A foreign key beside it is a second answer: rows whose key names another
practice are still shown to this one, code begins to filter by the key and trusts it, and a cascade from the practice's
row reaches only the schema that is active at that moment. Audits of such projects call the absence of these keys
correct.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_statement
from practice_lint.scope.program import Program

CODE = "PL622"


def check(program: Program) -> Iterator[Finding]:
    schemas, names = program.schemas, program.project.names
    tenants = schemas.tenants
    seen = set()
    for model in sorted(schemas.tenant_models - tenants):
        for field in program.project.models.by_name[model].fields.values():
            if field.target not in tenants or field.relation not in ("fk", "o2o") or (field.model, field.name) in seen:
                continue
            seen.add((field.model, field.name))
            if names.modules[field.module].stub:
                continue
            owner, tenant = field.model.rpartition(".")[2], field.target.rpartition(".")[2]
            message = f"`{owner}.{field.name}` names the `{tenant}` of a row that its schema already belongs to."
            repair = f"Drop `{field.name}`; where code needs the practice, ask `connection.tenant`."
            why = f"`{owner}` is in TENANT_APPS: its table lies in each practice's own schema."
            place = (field.module, f"{field.model}.{field.name}", field.span)
            yield at_statement(CODE, "note", "high", program, place, field.name, (message, repair, why))


RULE = Rule(
    code=CODE,
    name="redundant-tenant-fk",
    family="schema",
    level="note",
    security_severity="2.6",
    tags=("security", "external/cwe/cwe-710"),
    doc=__doc__,
    repair="Drop the foreign key; where code needs the practice, ask `connection.tenant`.",
    limits=(
        "An app on both lists counts as one of TENANT_APPS. A column that names another practice on purpose is "
        "suppressed, with its reason."
    ),
    bad=(
        Example(
            "a key beside the schema",
            """# file: records/models.py
from django.db import models


class Letter(models.Model):
    practice = models.ForeignKey("clinic.Practice", on_delete=models.CASCADE)  # PL622
    text = models.TextField()
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
            "the schema says it",
            """# file: records/models.py
from django.db import models


class Letter(models.Model):
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
