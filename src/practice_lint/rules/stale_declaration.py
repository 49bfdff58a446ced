"""A declaration of scope does not hold: what it says and what the model is differ.

"global" on a model that has a foreign key to the practice switches every check on its rows off; a path that does not
exist, or that ends elsewhere, proves nothing; a declaration without a reason cannot be reviewed. Such a declaration
is worse than none, for readers believe it.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.models import at_place, word
from practice_lint.scope.program import Program

CODE = "PL306"


def check(program: Program) -> Iterator[Finding]:
    for name, scope in sorted(program.project.tenancy.scopes.items()):
        model = program.project.models.by_name.get(name)
        if scope.problem is None or model is None:
            continue
        module, span = program.columns.declared_at(model, scope)
        problem = scope.problem[0].lower() + scope.problem[1:].rstrip(".")
        message = f"The scope declared for `{word(model)}` does not hold: {problem}."
        paths = ", ".join(f"`via {path}`" for path in scope.paths[:2])
        repair = f"Declare {paths} or remove the declaration." if paths else "Correct the declaration or remove it."
        why = f"It stands in {scope.declared}."
        yield at_place(CODE, "error", "high", program, model, module, span, "declaration", (message, repair, why))


RULE = Rule(
    code=CODE,
    name="stale-declaration",
    family="models",
    level="error",
    security_severity="5.3",
    tags=("security", "external/cwe/cwe-1059"),
    doc=__doc__,
    repair=(
        "Correct the declaration: `global — why`, `shared — why`, or `via path` with a path that ends at the practice."
    ),
    limits=(
        "Whether a reason is a good one is for the reader to judge. A base's declaration is held against each model."
    ),
    bad=(
        Example(
            "global with a path, a path that is not there",
            """# file: clinic/letters.py
from django.db import models

from clinic.models import Patient, Practice


class Letter(models.Model):
    # practice-scope: global — letters are for everybody # PL306
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)


class Stamp(models.Model):
    # practice-scope: via patient__clinic — whoever treats the patient # PL306
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE)

""",
        ),
    ),
    good=(
        Example(
            "declarations that hold",
            """# file: clinic/letters.py
from django.db import models

from clinic.models import Patient, Practice


class Letter(models.Model):
    # practice-scope: via practice
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)


class Stamp(models.Model):
    # practice-scope: via patient__practice
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE)


class Country(models.Model):
    # practice-scope: global — ISO reference data, identical for every practice
    name = models.CharField(max_length=80)
""",
        ),
    ),
    check=check,
)
