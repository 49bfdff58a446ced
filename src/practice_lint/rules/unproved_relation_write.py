"""A row is written with a related key that the request chose and nobody proved.

`Note.objects.create(patient_id=request.POST["patient"])` puts the caller's note into any practice's record, or moves
a row there; `group.members.set(ids)` makes other practices' patients members of the caller's group, which then shows
them. The row itself may be the caller's: what leaks is at the other end of the key.
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
        message = f"`{name(site)}` can be attached to any practice's row: {site.reason}."
        at = site.elsewhere or site
        carrier = program.carriers.written(at.module, at.symbol)
        within = f"`{carrier}`" if carrier is not None else "the active practice"
        repair = f"Fetch the related row within {within} first and pass the row, not the key."
        yield leak(CODE, "error", site, message, repair)


RULE = Rule(
    code=CODE,
    name="unproved-relation-write",
    family="rows",
    level="error",
    security_severity="8.6",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Fetch the related row within the practice first and pass the row, not the key.",
    limits=(
        "Keys inside `**validated_data` and `cleaned_data` are judged by the fields that let them in (PL501, PL502), "
        "not here. A key that an earlier scoped lookup proved counts as proved."
    ),
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
        Example(
            "Django REST framework",
            """# file: clinic/api.py
from rest_framework.response import Response
from rest_framework.views import APIView

from clinic.models import Note


class Notes(APIView):
    def post(self, request):
        note = Note.objects.create(patient_id=request.data["patient"], text=request.data["text"])  # PL114
        return Response({"id": note.pk})
""",
        ),
        Example(
            "django-ninja",
            """# file: clinic/api.py
from ninja import NinjaAPI, Schema

from clinic.models import Note

api = NinjaAPI()


class NoteIn(Schema):
    patient_id: int
    text: str


@api.post("/notes")
def add(request, payload: NoteIn):
    note = Note.objects.create(**payload.dict())  # PL114
    return {"id": note.pk}
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
        Example(
            "Django REST framework",
            """# file: clinic/api.py
from django.shortcuts import get_object_or_404
from rest_framework.response import Response
from rest_framework.views import APIView

from clinic.models import Note, Patient


class Notes(APIView):
    def post(self, request):
        patient = get_object_or_404(Patient, pk=request.data["patient"], practice=request.practice)
        note = Note.objects.create(patient=patient, text=request.data["text"])
        return Response({"id": note.pk})
""",
        ),
        Example(
            "django-ninja",
            """# file: clinic/api.py
from django.shortcuts import get_object_or_404
from ninja import NinjaAPI, Schema

from clinic.models import Note, Patient

api = NinjaAPI()


class NoteIn(Schema):
    patient_id: int
    text: str


@api.post("/notes")
def add(request, payload: NoteIn):
    sent = payload.dict()
    patient = get_object_or_404(Patient, pk=sent.pop("patient_id"), practice=request.practice)
    note = Note.objects.create(patient=patient, text=sent["text"])
    return {"id": note.pk}
""",
        ),
    ),
    check=check,
)
