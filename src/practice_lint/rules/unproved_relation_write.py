"""A row is written with a related key that the request chose and nobody proved.

`Note.objects.create(patient_id=request.POST["patient"])` attaches the caller's note to any practice's patient, or moves
a row there.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import leak, name
from practice_lint.scope.program import Program

CODE = "PL114"


def check(program: Program) -> Iterator[Finding]:
    for site in program.leaks("relation"):
        message = (
            f"`{name(site)}` is written with a related key that the request chooses and nothing checks ({site.reason})."
        )
        repair = "Fetch the related row within the practice first and pass the row."
        yield leak(CODE, "error", site, message, repair)


RULE = Rule(
    code=CODE,
    name="unproved-relation-write",
    family="rows",
    level="error",
    security_severity="8.6",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Fetch the related row within the practice first and pass the row.",
    limits="Keys inside `**validated_data` are judged by the serializer's own fields (PL501), not here.",
    bad=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.http import HttpResponse

from clinic.models import Note


def add(request):
    Note.objects.create(patient_id=request.POST["patient"], text=request.POST["text"])  # PL114
    return HttpResponse()
""",
        ),
    ),
    good=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from clinic.models import Note, Patient


def add(request):
    patient = get_object_or_404(Patient, pk=request.POST["patient"], practice=request.practice)
    Note.objects.create(patient=patient, text=request.POST["text"])
    return HttpResponse()
""",
        ),
    ),
    check=check,
)
