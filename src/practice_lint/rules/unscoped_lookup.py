"""A row of a practice's model is fetched by a key that the request chose, so any practice can read it.

`get(pk=pk)`, `get_object_or_404(Patient, pk=pk)`, `filter(pk__in=ids)` or `.first()` without the practice hands a
patient of another practice to whoever counts the key up. That the page links only to own rows protects nothing; nor
does a random-looking key that stands in URLs, mails and logs.

The commonest shape is the second key of a scoped view: the patient in the URL is fetched within the practice, the
`duplicate` in the query string is not.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import keyword, leak, name, narrowed, sunk
from practice_lint.scope.program import Program

CODE = "PL102"


def check(program: Program) -> Iterator[Finding]:
    for site in program.leaks("row"):
        chosen = site.key or "its key"
        message = f"Any practice's `{name(site)}` can be read: it is fetched by {chosen} alone and {sunk(site)}."
        text = narrowed(program, site)
        repair = f"Write `{text}`." if text is not None else f"Add `{keyword(program, site)}` to the lookup."
        yield leak(CODE, "error", site, message, repair)


RULE = Rule(
    code=CODE,
    name="unscoped-lookup",
    family="rows",
    level="error",
    security_severity="8.8",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Add the practice to the lookup, so that a foreign key answers 404 like one that does not exist.",
    limits=(
        "A row that is only compared, whose practice is compared before it leaves, or whose key was proved before is "
        "not reported. Columns that hold secrets (token, signature, invitation key) may choose a row on their own; a "
        "UUID key is not a secret."
    ),
    bad=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.shortcuts import get_object_or_404, render

from clinic.models import Patient


def patient(request, pk):
    row = get_object_or_404(Patient, pk=pk)  # PL102
    return render(request, "patient.html", {"patient": row})


def merge(request, pk):
    row = get_object_or_404(Patient, pk=pk, practice=request.practice)
    duplicate = Patient.objects.get(pk=request.GET["duplicate"])  # PL102
    return render(request, "merge.html", {"patient": row, "duplicate": duplicate})
""",
        ),
        Example(
            "Django REST framework",
            """# file: clinic/api.py
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from clinic.models import Patient


class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["id", "name"]


class PatientCard(APIView):
    def get(self, request, pk):
        patient = get_object_or_404(Patient, pk=pk)  # PL102
        return Response(PatientSerializer(patient).data)
""",
        ),
        Example(
            "django-ninja",
            """# file: clinic/api.py
from django.shortcuts import get_object_or_404
from ninja import NinjaAPI

from clinic.models import Patient

api = NinjaAPI()


@api.get("/patients/{pk}")
def patient(request, pk: int):
    row = get_object_or_404(Patient, pk=pk)  # PL102
    return {"name": row.name}
""",
        ),
    ),
    good=(
        Example(
            "plain Django: in the lookup, or compared before the row leaves",
            """# file: clinic/views.py
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from clinic.models import Note, Patient


def patient(request, pk):
    row = get_object_or_404(Patient, pk=pk, practice=request.practice)
    return render(request, "patient.html", {"patient": row})


def checked(request, pk):
    row = get_object_or_404(Patient, pk=pk)
    if row.practice_id != request.practice.id:
        raise Http404
    return render(request, "patient.html", {"patient": row})


def note(request, pk):
    row = get_object_or_404(Note, pk=pk, patient__practice=request.practice)
    return render(request, "note.html", {"note": row})
""",
        ),
        Example(
            "Django REST framework: in the lookup, or by an object permission",
            """# file: clinic/api.py
from django.shortcuts import get_object_or_404
from rest_framework import permissions, serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from clinic.models import Patient


class SamePractice(permissions.BasePermission):
    def has_object_permission(self, request, view, obj):
        return obj.practice_id == request.practice.id


class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["id", "name"]


class PatientCard(APIView):
    permission_classes = [SamePractice]

    def get(self, request, pk):
        patient = get_object_or_404(Patient, pk=pk)
        self.check_object_permissions(request, patient)
        return Response(PatientSerializer(patient).data)


class PatientName(APIView):
    def get(self, request, pk):
        patient = get_object_or_404(Patient, pk=pk, practice=request.practice)
        return Response({"name": patient.name})
""",
        ),
        Example(
            "django-ninja",
            """# file: clinic/api.py
from django.shortcuts import get_object_or_404
from ninja import NinjaAPI

from clinic.models import Patient

api = NinjaAPI()


@api.get("/patients/{pk}")
def patient(request, pk: int):
    row = get_object_or_404(Patient, pk=pk, practice=request.practice)
    return {"name": row.name}
""",
        ),
    ),
    check=check,
)
