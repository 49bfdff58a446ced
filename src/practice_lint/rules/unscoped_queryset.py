"""A queryset of a practice's rows reaches a client with nothing that ties it to the caller's practice.

`objects.all()`, a filter on status or date, a count or an export over such rows shows every practice's data to
whoever may open the page. A role check or a login does not change that: it says who the caller is, not whose the rows
are.

A queryset counts as tied when it is filtered by the active practice (by any path that leads to it), by a row or key
that is known to be the caller's, or by the caller; when a manager, mixin, filter backend or helper does so; or when
the rows are checked before they leave. A class-level queryset of a view is PL201's.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import keyword, leak, name, narrowed, sunk
from practice_lint.scope.program import Program

CODE = "PL101"


def check(program: Program) -> Iterator[Finding]:
    for site in program.leaks("rows"):
        if site.ends == "count":
            message = f"`{name(site)}` rows of every practice are counted; the number is {sunk(site)}."
        else:
            message = f"`{name(site)}` rows of every practice are {sunk(site)}: nothing ties them to the caller's."
        text = narrowed(program, site)
        repair = f"Write `{text}`." if text is not None else f"Filter by `{keyword(program, site)}`."
        yield leak(CODE, "error", site, message, repair)


RULE = Rule(
    code=CODE,
    name="unscoped-queryset",
    family="rows",
    level="error",
    security_severity="8.6",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Filter by the active practice, or read through a manager, mixin or helper that does.",
    limits=(
        "A queryset that is handed to code which is not part of the project is reported with medium confidence, one "
        "in a function that nothing known calls with low. Rows that only decide something on the server (a lock, a "
        "check) are no finding. Tasks and commands may read all practices."
    ),
    bad=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.http import JsonResponse
from django.shortcuts import render

from clinic.models import Note, Patient


def patients(request):
    return render(request, "patients.html", {"patients": Patient.objects.filter(active=True)})  # PL101


def figures(request):
    return JsonResponse({"notes": Note.objects.count()})  # PL101
""",
        ),
        Example(
            "Django REST framework",
            """# file: clinic/api.py
from rest_framework import serializers, viewsets
from rest_framework.response import Response
from rest_framework.views import APIView

from clinic.models import Patient


class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["id", "name"]


class Patients(viewsets.ReadOnlyModelViewSet):
    serializer_class = PatientSerializer

    def get_queryset(self):
        return Patient.objects.filter(active=True)  # PL101


class Export(APIView):
    def get(self, request):
        rows = Patient.objects.order_by("name")  # PL101
        return Response(PatientSerializer(rows, many=True).data)
""",
        ),
        Example(
            "django-ninja",
            """# file: clinic/api.py
from ninja import NinjaAPI

from clinic.models import Patient

api = NinjaAPI()


@api.get("/patients")
def patients(request):
    return list(Patient.objects.values("id", "name"))  # PL101
""",
        ),
    ),
    good=(
        Example(
            "plain Django: a filter, a related manager, a manager's own method",
            """# file: clinic/selectors.py
from clinic.models import Note


def notes_of(practice):
    return Note.objects.filter(patient__practice=practice)
# file: clinic/views.py
from django.http import JsonResponse
from django.shortcuts import render

from clinic.models import Patient
from clinic.selectors import notes_of


def patients(request):
    rows = Patient.objects.filter(practice=request.practice, active=True)
    return render(request, "patients.html", {"patients": rows})


def archive(request):
    return render(request, "patients.html", {"patients": request.practice.patient_set.filter(active=False)})


def figures(request):
    return JsonResponse({"notes": notes_of(request.practice).count()})
""",
        ),
        Example(
            "Django REST framework",
            """# file: clinic/api.py
from rest_framework import serializers, viewsets

from clinic.models import Patient


class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["id", "name"]


class Patients(viewsets.ReadOnlyModelViewSet):
    serializer_class = PatientSerializer

    def get_queryset(self):
        return Patient.objects.filter(practice=self.request.practice, active=True)
""",
        ),
        Example(
            "django-ninja",
            """# file: clinic/api.py
from ninja import NinjaAPI

from clinic.models import Patient

api = NinjaAPI()


@api.get("/patients")
def patients(request):
    return list(Patient.objects.filter(practice=request.practice).values("id", "name"))
""",
        ),
    ),
    check=check,
)
