"""A row of another practice is answered 403 where a row that does not exist is answered 404.

The caller counts keys up and learns from the answer which exist: how many patients another practice has, which
invoice number is taken. Answer both alike: fetch within the practice, or raise `Http404` from the comparison.

`out-of-scope-status = 403` in the configuration says that the project prefers the other answer; then this rule is
silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_statement
from practice_lint.scope.program import Program

CODE = "PL208"


def check(program: Program) -> Iterator[Finding]:
    if program.project.config.out_of_scope_status != 404:
        return
    for refusal in program.refusals.forbidding:
        before = [s for s in program.within(refusal.function) if s.span.line <= refusal.span.line]
        site = next((s for s in reversed(before) if s.cause == "checked"), None)
        if site is None or site.unguessable:  # who has no key to try learns nothing
            continue
        model = site.model.rpartition(".")[2]
        message = f"A `{model}` of another practice is answered {refusal.words}, one that does not exist 404."
        repair = "Raise `Http404` here, or fetch the row within the practice."
        why = "The row is fetched by its key over all practices and compared with the caller's practice afterwards."
        place = (refusal.module, refusal.function, refusal.span)
        yield at_statement(CODE, "warning", "high", program, place, refusal.words, (message, repair, why))


RULE = Rule(
    code=CODE,
    name="existence-oracle",
    family="views",
    level="warning",
    security_severity="4.3",
    tags=("security", "external/cwe/cwe-204"),
    doc=__doc__,
    repair="Raise `Http404` from the comparison, or fetch the row within the practice.",
    limits=(
        "Comparisons in the function that fetches the row. A permission class answers 403 by its nature: fetch within "
        "the practice in front of it. Of a row that is found by a random key, which nobody counts up, the confidence "
        "is low."
    ),
    bad=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render

from clinic.models import Patient


def patient(request, pk):
    row = get_object_or_404(Patient, pk=pk)
    if row.practice_id != request.practice.id:
        raise PermissionDenied  # PL208
    return render(request, "patient.html", {"patient": row})
""",
        ),
        Example(
            "Django REST framework",
            """# file: clinic/api.py
from django.shortcuts import get_object_or_404
from rest_framework.response import Response
from rest_framework.views import APIView

from clinic.models import Patient


class PatientCard(APIView):
    def get(self, request, pk):
        patient = get_object_or_404(Patient, pk=pk)
        if patient.practice_id != request.practice.id:
            return Response(status=403)  # PL208
        return Response({"name": patient.name})
""",
        ),
    ),
    good=(
        Example(
            "plain Django: a refusal of a row that was fetched within the practice",
            """# file: clinic/views.py
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from clinic.models import Note, Patient


def own(request, pk):
    return get_object_or_404(Patient, pk=pk, practice=request.practice)


def patient(request, pk, note_pk):
    row = own(request, pk)
    if row.practice_id != request.practice.id:
        raise PermissionDenied
    note = get_object_or_404(Note, pk=note_pk)
    if note.patient.practice_id != request.practice.id:
        raise Http404
    return render(request, "patient.html", {"patient": row, "note": note})
""",
        ),
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from clinic.models import Patient


def patient(request, pk):
    row = get_object_or_404(Patient, pk=pk)
    if row.practice_id != request.practice.id:
        raise Http404
    return render(request, "patient.html", {"patient": row})
""",
        ),
        Example(
            "plain Django: a key that nobody can guess",
            """# file: clinic/models.py
import uuid

from django.conf import settings
from django.db import models


class Practice(models.Model):
    name = models.CharField(max_length=80)


class Access(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    practice = models.ForeignKey(Practice, models.CASCADE)


class Patient(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE)
    code = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
# file: clinic/views.py
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render

from clinic.models import Patient


def patient(request, code):
    row = get_object_or_404(Patient, code=code)
    if row.practice_id != request.practice.id:
        raise PermissionDenied
    return render(request, "patient.html", {"patient": row})
""",
        ),
    ),
    check=check,
)
