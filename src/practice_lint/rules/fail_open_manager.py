"""A manager scopes by the active practice, and returns the rows of all practices when there is none.

Every view, helper and related manager that reads through it trusts it to scope. Where nothing set the practice (a
visitor without an account, a thread, an exception on the way) each of them reads everything, and nothing in their own
code shows it. A manager that scopes has to return no rows, or raise, when it does not know for whom.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_statement
from practice_lint.scope.program import Program

CODE = "PL307"
SHOWN = 3  # models that a message names


def check(program: Program) -> Iterator[Finding]:
    names = program.project.names
    for found in program.fail_open:
        record = names.functions[found.method]
        bare = [f"`{label.rpartition('.')[2]}`" for label in found.models]
        more = f" and {len(bare) - SHOWN} more" if len(bare) > SHOWN else ""
        manager = f"`{(record.owner or '').rpartition('.')[2]}`"
        message = (
            f"{manager} returns every practice's rows where no practice is active ({', '.join(bare[:SHOWN])}{more})."
        )
        repair = "Return `.none()`, or raise, where no practice is active; give jobs a manager of their own."
        why = "One way through its `get_queryset` filters by the practice, another returns the rows as they are."
        place = (record.module, record.name, record.facts.head)
        yield at_statement(CODE, "error", "high", program, place, record.facts.name, (message, repair, why))


HEADER = """# file: clinic/context.py
from contextvars import ContextVar

active = ContextVar("active", default=None)
# file: clinic/middleware.py
from clinic.context import active
from clinic.models import Practice


def active_practice(get_response):
    def middleware(request):
        chosen = request.session.get("practice")
        active.set(Practice.objects.filter(access__user=request.user, pk=chosen).first())
        return get_response(request)

    return middleware
# file: clinic/models.py
from django.conf import settings
from django.db import models

from clinic.context import active


class Practice(models.Model):
    name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)


class Access(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    role = models.CharField(max_length=20)


"""
MODELS = """

class Patient(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)

    objects = PracticeManager()
# file: clinic/views.py
from django.shortcuts import render

from clinic.models import Patient


def patients(request):
    return render(request, "patients.html", {"patients": Patient.objects.all()})
"""

RULE = Rule(
    code=CODE,
    name="fail-open-manager",
    family="models",
    level="error",
    security_severity="8.8",
    tags=("security", "external/cwe/cwe-636", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Return `.none()`, or raise, where no practice is active; give jobs a manager of their own.",
    limits=(
        "Looks at `get_queryset` of managers, also through helpers. Queries that read through such a manager are "
        "undecided in the ledger. A way that only platform staff take does not count."
    ),
    bad=(
        Example(
            "returns all rows",
            HEADER
            + """class PracticeManager(models.Manager):
    def get_queryset(self):  # PL307
        rows = super().get_queryset()
        practice = active.get()
        return rows if practice is None else rows.filter(practice=practice)
"""
            + MODELS,
        ),
        Example(
            "swallows the error",
            HEADER
            + """def current():
    practice = active.get()
    if practice is None:
        raise LookupError
    return practice


class PracticeManager(models.Manager):
    def get_queryset(self):  # PL307
        try:
            return super().get_queryset().filter(practice=current())
        except LookupError:
            return super().get_queryset()
"""
            + MODELS,
        ),
    ),
    good=(
        Example(
            "returns none",
            HEADER
            + """class PracticeManager(models.Manager):
    def get_queryset(self):
        rows = super().get_queryset()
        practice = active.get()
        return rows.none() if practice is None else rows.filter(practice=practice)
"""
            + MODELS,
        ),
        Example(
            "raises",
            HEADER
            + """class PracticeManager(models.Manager):
    def get_queryset(self):
        practice = active.get()
        if practice is None:
            raise LookupError("no practice is active")
        return super().get_queryset().filter(practice=practice)
"""
            + MODELS,
        ),
    ),
    check=check,
)
