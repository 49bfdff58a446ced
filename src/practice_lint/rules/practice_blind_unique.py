"""Something is unique over all practices although the rows belong to one.

One practice's invoice number, code or slug then blocks another's, and the error message tells that the value exists
over there: a form becomes an oracle for other practices' data. Make it unique within the practice.

Left out are columns that are meant to be unique everywhere: keys, UUIDs, tokens and hashes, identifiers that another
system gave (`external_id`, `stripe_customer_id`), host names, values that the server counts up until they are free (a
slug of `save()`, an `AutoSlugField`) and that nobody types in, and whatever stands beside a foreign key that leads to
one practice or one user.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from practice_lint.findings.finding import Confidence, Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.models import at_place, word
from practice_lint.scope.column_names import SECRET
from practice_lint.scope.program import Program
from practice_lint.scope.uniques import Unique

CODE = "PL303"

# Columns whose values are unique in the world, by their usual names.
WORLDWIDE = re.compile(
    r"(^|_)(uuid|guid|uid|ulid|key|code_hash|checksum|fingerprint|external|remote|stripe|sso|idp|oauth|provider|session|"
    r"claim|domain|subdomain|host|hostname|url|uri|s3|arn|iban|phone|webhook)(_|$)|_id$|^id_"
)
KEYS = frozenset({"UUIDField", "ShortUUIDField", "ULIDField", "HashidAutoField", "FileField", "ImageField", "URLField"})


def check(program: Program) -> Iterator[Finding]:
    for model, scope in program.columns.judged:
        if scope.kind not in ("direct", "via") or model.name in program.project.tenancy.memberships:
            continue
        for unique in program.uniques.of(model):
            if _practice_blind(program, unique) and not program.uniques.made(unique):
                said = (_message(unique), _repair(unique, scope.paths[0]), _why(unique, scope.paths[0]))
                about = f"{unique.how} {', '.join(unique.columns)}"
                sureness: Confidence = "medium" if program.uniques.chosen(unique) else "low"
                yield at_place(CODE, "warning", sureness, program, model, unique.module, unique.span, about, said)


def _practice_blind(program: Program, unique: Unique) -> bool:
    if any(program.uniques.reaches(unique.model, column) for column in (*unique.columns, *unique.nulls)):
        return False  # `nulls`: rows of no practice, and those alone
    for column in unique.columns:
        field = program.project.models.field(unique.model.name, column)
        if field is None or field.kind in KEYS or field.primary_key:
            return False
        if field.default and len(unique.columns) == 1:
            return False  # the server makes it up: a default that must be unique is a generated one
        if SECRET.search(column) or WORLDWIDE.search(column):
            return False
    return True


def _message(unique: Unique) -> str:
    columns = ", ".join(f"`{column}`" for column in unique.columns)
    return (
        f"{columns} of `{word(unique.model)}` is unique over all practices: one's value blocks and reveals another's."
    )


def _repair(unique: Unique, path: str) -> str:
    columns = ", ".join(f'"{column}"' for column in unique.columns)
    if "__" not in path:
        return f'Use `UniqueConstraint(fields=["{path}", {columns}], …)`.'
    return f"Store the practice of `{path}` on the row and make {columns} unique beside it."


def _why(unique: Unique, path: str) -> str:
    return f"`{unique.how}` names no column that leads to the practice, while the rows belong to one (`{path}`)."


RULE = Rule(
    code=CODE,
    name="practice-blind-unique",
    family="models",
    level="warning",
    security_severity="4.3",
    tags=("security", "external/cwe/cwe-203"),
    doc=__doc__,
    repair="Make the value unique within the practice: a `UniqueConstraint` whose fields begin with the practice.",
    limits=(
        "A model that reaches the practice over several foreign keys cannot name it in a constraint: store the "
        "practice on the row. Conditional constraints are judged by their fields alone. Where no form or serializer "
        "offers a column and all code that is seen to write it takes the value from elsewhere (another system's "
        "answer), nobody chooses it and the confidence is low."
    ),
    bad=(
        Example(
            "numbers given per practice",
            """# file: clinic/billing.py
from django.db import models

from clinic.models import Patient, Practice


class Invoice(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    number = models.CharField(max_length=20, unique=True)  # PL303


class Referral(models.Model):
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE)
    number = models.CharField(max_length=20)
    year = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number", "year"], name="referral_number"),  # PL303
        ]
""",
        ),
    ),
    good=(
        Example(
            "unique within the practice, or unguessable",
            """# file: clinic/billing.py
import uuid

from django.db import models

from clinic.models import Patient, Practice


class Invoice(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    number = models.CharField(max_length=20)
    public_id = models.UUIDField(unique=True, default=uuid.uuid4)
    pay_token = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "number"], name="invoice_number")]


class Referral(models.Model):
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE)
    number = models.CharField(max_length=20)

    class Meta:
        unique_together = [("patient", "number")]
""",
        ),
    ),
    check=check,
)
