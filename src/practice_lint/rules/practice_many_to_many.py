"""A row belongs to several practices at once, through a many-to-many.

That may well be meant: a doctor, a price list. But it changes what code may rely on: `row.practice ==
request.practice` after the fetch has no meaning, a row that is the caller's is another practice's too, and whoever
may edit it edits it for all. Reads must filter by membership (`practices=request.practice`), writes need a rule about
who owns the row.

A list of practices that a supplied row is meant for (a feature flag, a limit) looks the same; so only a project that
declares what its models belong to is told with high confidence, otherwise the `auditor` persona alone sees it.

Declare it to say that it is meant: `# practice-scope: shared — price lists are edited by the owning practice only`.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Confidence, Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.models import at_column, word
from practice_lint.scope.program import Program

CODE = "PL308"


def check(program: Program) -> Iterator[Finding]:
    tenancy, columns = program.project.tenancy, program.columns
    sureness: Confidence = "high" if columns.declares else "low"
    for column in columns.to_practice:
        model, field = column.model, column.field
        if field.relation != "m2m" or column.scope.declared is not None or model.name in tenancy.memberships:
            continue
        if columns.owned(column):
            continue
        message = f"`{word(model)}` rows belong to several practices through `{field.name}`."
        repair = f"Filter reads by `{field.name}=`, decide who may write, declare `# practice-scope: shared — why`."
        why = "A many-to-many leads to the practice: no comparison after the fetch proves whose the row is."
        yield at_column(CODE, "note", sureness, program, column, (message, repair, why))


RULE = Rule(
    code=CODE,
    name="practice-many-to-many",
    family="models",
    level="note",
    security_severity="",
    tags=("security",),
    doc=__doc__,
    repair="Filter reads by the many-to-many, decide who may write, and declare `# practice-scope: shared — why`.",
    limits=(
        "The user model and memberships are left out: there, several practices are the point; so are rows that belong "
        "to one practice by another way. In a project that declares no scope anywhere the confidence is low."
    ),
    bad=(
        Example(
            "a price list of several practices",
            """# file: clinic/prices.py
from django.db import models

from clinic.models import Practice


class PriceList(models.Model):
    practices = models.ManyToManyField(Practice)  # PL308
    name = models.CharField(max_length=80)


class Diagnosis(models.Model):
    # practice-scope: global — the code book
    code = models.CharField(max_length=10)
""",
        ),
    ),
    good=(
        Example(
            "declared",
            """# file: clinic/prices.py
from django.db import models

from clinic.models import Practice


class PriceList(models.Model):
    # practice-scope: shared — a chain's price list; only its first practice edits it
    practices = models.ManyToManyField(Practice)
    name = models.CharField(max_length=80)


class Offer(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    shown_to = models.ManyToManyField(Practice, related_name="+")
""",
        ),
    ),
    check=check,
)
