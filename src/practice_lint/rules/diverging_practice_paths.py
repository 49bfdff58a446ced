"""Two paths lead from a row to a practice and nothing keeps them equal.

An appointment with a `patient` and a `room` is of the patient's practice by one path and of the room's by the other.
Once one row has both, a filter by either path shows it, and each query proves something else. A form or serializer
that takes one of the two keys from the request makes such rows.

Compare the two in `clean()` and call it from `save()`, derive the copy from the parent in `save()`, or hold them
together with a composite foreign key.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from practice_lint.findings.finding import Confidence, Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.models import at_model, word
from practice_lint.scope.program import Program

CODE = "PL304"


def check(program: Program) -> Iterator[Finding]:
    columns = program.columns
    for model, scope in columns.judged:
        if scope.kind not in ("direct", "via") or model.name in program.project.tenancy.memberships:
            continue
        for one, other in combinations(columns.ways(model, scope), 2):
            if columns.kept_equal(model, one.partition("__")[0], other.partition("__")[0]):
                continue
            message = f"`{word(model)}` has a practice by `{one}` and one by `{other}`; nothing keeps the two equal."
            repair = "Compare them in `clean()` and call it from `save()`, or derive one from the other there."
            why = "No method of the model that runs before a row is written speaks of both columns."
            sure: Confidence = "medium" if columns.declares else "low"
            yield at_model(CODE, "warning", sure, program, model, (message, repair, why), "paths")
            break


RULE = Rule(
    code=CODE,
    name="diverging-practice-paths",
    family="models",
    level="warning",
    security_severity="4.3",
    tags=("security", "external/cwe/cwe-1288"),
    doc=__doc__,
    repair="Compare the two practices in `clean()` and call it from `save()`, or derive one from the other there.",
    limits=(
        "What counts as keeping equal is a method `save`, `clean` or `__init__` of the model that speaks of both "
        "columns; a database trigger, a composite key or a service that all writers use is not seen. One finding per "
        "model. In a project that declares no scope anywhere the confidence is low: only the `auditor` persona shows "
        "it."
    ),
    bad=(
        Example(
            "nothing compares them",
            """# file: clinic/plan.py
from django.db import models

from clinic.models import Patient, Practice


class Room(models.Model):
    # practice-scope: via practice
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)


class Appointment(models.Model):  # PL304
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE)
    room = models.ForeignKey(Room, on_delete=models.CASCADE)
""",
        ),
    ),
    good=(
        Example(
            "compared before every write",
            """# file: clinic/plan.py
from django.core.exceptions import ValidationError
from django.db import models

from clinic.models import Patient, Practice


class Room(models.Model):
    # practice-scope: via practice
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)


class Appointment(models.Model):
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE)
    room = models.ForeignKey(Room, on_delete=models.CASCADE)

    def save(self, *args, **kwargs):
        if self.room.practice_id != self.patient.practice_id:
            raise ValidationError("The room belongs to another practice.")
        super().save(*args, **kwargs)
""",
        ),
    ),
    check=check,
)
