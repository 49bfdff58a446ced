"""When a practice is deleted, its rows stay behind without it, or with another practice's key.

`SET_NULL` turns them into rows of nobody: where null means "shared with all", a deleted practice's data is handed to
everybody. `SET_DEFAULT` gives them to whichever practice is the default. `DO_NOTHING` without a constraint in the
database leaves keys that point nowhere, or, where keys are reused, at the next practice.

Use `CASCADE` where the data goes with the practice and `PROTECT` where it must be kept: then deletion stops until
somebody decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from practice_lint.findings.finding import Confidence, Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.models import at_column, practice_word, word
from practice_lint.scope.columns import is_ledger
from practice_lint.scope.program import Program

CODE = "PL305"

LEFT_BEHIND: Mapping[str, str] = {
    "SET_NULL": "belong to nobody",
    "SET_DEFAULT": "go to the default practice",
    "SET": "go to another practice",
    "DO_NOTHING": "point to a practice that is gone",
}


def check(program: Program) -> Iterator[Finding]:
    columns = program.columns
    for column in columns.to_practice:
        field = column.field
        fate = LEFT_BEHIND.get(field.on_delete or "")
        if fate is None or is_ledger(column.model) or columns.further(column) or columns.refuses(column):
            continue
        if field.on_delete == "SET_NULL" and columns.unowned(column) not in (None, "low"):
            continue  # that the column may be null at all says it (PL301)
        if field.null and column.scope.kind == "shared":
            fate = "become shared with all" if field.on_delete == "SET_NULL" else fate
        message = f"Delete `{practice_word(program)}` and its `{word(column.model)}` rows {fate} (`{field.on_delete}`)."
        repair = "Use `on_delete=models.CASCADE`, or `models.PROTECT` where the rows must be kept."
        why = f"`{field.name}` is declared with `on_delete={field.on_delete}`."
        sureness: Confidence = "low" if columns.practice_stays or columns.named_apart(column) else "high"
        yield at_column(CODE, "warning", sureness, program, column, (message, repair, why))


RULE = Rule(
    code=CODE,
    name="practice-set-null",
    family="models",
    level="warning",
    security_severity="3.1",
    tags=("security", "external/cwe/cwe-459"),
    doc=__doc__,
    repair="Use `on_delete=models.CASCADE`, or `models.PROTECT` where the rows must be kept.",
    limits=(
        "Pointers (`active_practice`), the user model and audit logs are left out, and so are a further practice "
        "(`referred_to_practice`) of a row that belongs by another way, `DO_NOTHING` with the database's constraint, "
        "which refuses the deletion, and `SET_NULL` where PL301 speaks of the column. Where `delete()` of the practice "
        "only marks it as deleted the confidence is low. An abstract base's column is reported once."
    ),
    bad=(
        Example(
            "book-keeping that outlives its practice",
            """# file: clinic/books.py
from django.db import models

from clinic.models import Practice


class Period(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.DO_NOTHING, db_constraint=False)  # PL305
    month = models.DateField()


class Template(models.Model):
    # practice-scope: shared — null practice means supplied to all practices
    practice = models.ForeignKey(Practice, on_delete=models.SET_NULL, null=True)  # PL305
    text = models.TextField()
""",
        ),
    ),
    good=(
        Example(
            "cascade, protect, or refused by the database",
            """# file: clinic/books.py
from django.db import models

from clinic.models import Practice


class Period(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT)
    month = models.DateField()
    paying_practice = models.ForeignKey(Practice, on_delete=models.SET_NULL, null=True, related_name="+")


class Rent(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.DO_NOTHING)
    month = models.DateField()


class Template(models.Model):
    # practice-scope: shared — null practice means supplied to all practices
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, null=True)
    text = models.TextField()


class AuditLog(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.SET_NULL, null=True)
    what = models.TextField()
""",
        ),
    ),
    check=check,
)
