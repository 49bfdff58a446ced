"""The foreign key to the practice may be null, and nothing says what a row without a practice means.

A row of nobody slips through every filter by the practice, or, once a view adds `| Q(practice__isnull=True)`, belongs
to everybody: then an update or delete by one practice reaches rows of all. Forms and imports that forget the practice
store such rows without an error, and `filter(practice=request.practice)` matches them when the active practice is
None.

If null is meant, say so: `# practice-scope: shared — null practice means supplied to all practices` on the class.
Otherwise fill the rows and drop `null=True`.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.models import at_column, practice_word, word
from practice_lint.scope.program import Program

CODE = "PL301"
JOBS = ("task ", "command ", "migration ")


def check(program: Program) -> Iterator[Finding]:
    columns, kept_by_jobs = program.columns, _of_jobs(program)
    for column in columns.to_practice:
        field, sureness = column.field, columns.unowned(column)
        if sureness is None:
            continue
        if column.model.label in kept_by_jobs:
            sureness = "low"
        more = f" (and of {column.others} more models)" if column.others else ""
        practice = practice_word(program)
        message = (
            f"`{word(column.model)}.{field.name}`{more} may be null: rows of no `{practice}` are nobody's or all's."
        )
        repair = "Remove `null=True` after filling the rows, or declare `# practice-scope: shared — what null means`."
        why = "A filter by the practice misses such rows or, with `isnull`, shows them to all; nothing says which."
        if field.on_delete == "SET_NULL":
            why += f" Deleting the `{practice}` makes more of them (`SET_NULL`)."
        yield at_column(CODE, "error", sureness, program, column, (message, repair, why))


def _of_jobs(program: Program) -> frozenset[str]:
    """Models of which only tasks, commands and migrations read and write rows: no page shows them."""
    entries: dict[str, list[str]] = {}
    for site in program.sites:
        entries.setdefault(site.model, []).append(site.entry or "")
    return frozenset(model for model, found in entries.items() if all(e.startswith(JOBS) for e in found))


RULE = Rule(
    code=CODE,
    name="nullable-practice-fk",
    family="models",
    level="error",
    security_severity="5.3",
    tags=("security", "external/cwe/cwe-668"),
    doc=__doc__,
    repair="Remove `null=True` after filling the rows, or declare on the class what null means.",
    limits=(
        "Pointers such as `active_practice` and the user model are left out, and so is a further practice of a row "
        "(`referred_to_practice`) that belongs by another way. In a project that declares no model's scope at all the "
        "confidence is medium: the `gate` persona does not show it; where a query of the model's app asks for rows of "
        "no practice, of tables that jobs alone use or whose check constraint speaks of the column, of audit logs, of "
        "rows that are a user's in any case and of columns that do not bear the project's usual name for the practice "
        "it is low: null means something there. An abstract base's column is reported once."
    ),
    bad=(
        Example(
            "a row without a practice",
            """# file: clinic/waiting.py
from django.db import models

from clinic.models import Practice


class WaitingListEntry(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, null=True, blank=True)  # PL301
    name = models.CharField(max_length=80)
""",
        ),
    ),
    good=(
        Example(
            "required, or declared",
            """# file: clinic/waiting.py
from django.db import models

from clinic.models import Practice


class WaitingListEntry(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
    referring_practice = models.ForeignKey(Practice, on_delete=models.SET_NULL, null=True, related_name="+")


class LetterTemplate(models.Model):
    # practice-scope: shared — null practice means supplied to all practices
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, null=True, blank=True)
    text = models.TextField()
""",
        ),
        Example(
            "null means supplied to all, and a query says so",
            """# file: clinic/models.py
from django.db import models


class Practice(models.Model):
    name = models.CharField(max_length=80)


class TemplateQuerySet(models.QuerySet):
    def usable(self, practice):
        return self.filter(models.Q(practice=practice) | models.Q(practice__isnull=True))


class LetterTemplate(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, null=True, blank=True)
    text = models.TextField()

    objects = TemplateQuerySet.as_manager()


class Patient(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
""",
        ),
    ),
    check=check,
)
