"""A model neither leads to the practice nor says that it is global.

Whoever queries it cannot know whether rows must be narrowed, and no tool can: a table of one practice's referrers
looks like a table of ISO countries. Every model should have a foreign key to the practice, a chain of them, or a
declaration with its reason: `# practice-scope: global — ISO reference data`.

In a project that declares scope (at least one comment, class attribute or `global-models` entry) a model without it
is an omission and is reported as an error. In a project that does not, the finding has low confidence and only the
`auditor` persona shows it: 300 at once help nobody. Declare the first model and the rule is on.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.models import at_model, practice_word, word
from practice_lint.scope.program import Program

CODE = "PL302"


def check(program: Program) -> Iterator[Finding]:
    columns = program.columns
    if program.project.tenancy.practice is None:
        return
    for model, scope in columns.judged:
        if scope.kind != "undeclared" or scope.problem or model.name in program.project.tenancy.memberships:
            continue
        practice = practice_word(program)
        message = f"`{word(model)}` has no path to `{practice}` and does not say that its rows are everybody's."
        repair = f"Add a foreign key to `{practice}`, or declare `# practice-scope: global — why` on the class."
        why = "Queries on a model of unknown scope cannot be judged, by a reviewer or by this tool."
        yield at_model(CODE, "error", "high" if columns.declares else "low", program, model, (message, repair, why))


RULE = Rule(
    code=CODE,
    name="undeclared-scope",
    family="models",
    level="error",
    security_severity="4.3",
    tags=("security", "external/cwe/cwe-1059"),
    doc=__doc__,
    repair="Add a foreign key to the practice, or declare `# practice-scope: global — why` on the class.",
    limits=(
        "The practice itself, the user model, memberships, abstract, proxy and unmanaged models and models of "
        "packages need no declaration. A model that reaches the practice only through a generic foreign key has no "
        "path: declare it."
    ),
    bad=(
        Example(
            "reference data beside it is declared",
            """# file: clinic/reference.py
from django.db import models


class Country(models.Model):
    # practice-scope: global — ISO reference data, identical for every practice
    name = models.CharField(max_length=80)


class ReferralSource(models.Model):  # PL302
    name = models.CharField(max_length=80)
    contact = models.CharField(max_length=80)
""",
        ),
    ),
    good=(
        Example(
            "declared, or led to the practice",
            """# file: clinic/reference.py
from django.db import models

from clinic.models import Practice


class Country(models.Model):
    # practice-scope: global — ISO reference data, identical for every practice
    name = models.CharField(max_length=80)


class ReferralSource(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
    contact = models.CharField(max_length=80)
""",
        ),
    ),
    check=check,
)
