"""Where no practice is active, the rows of all practices come back instead of none.

A visitor who is not signed in, a user without a membership, a session that names a practice which is gone: the scope is
skipped, because it hangs on `if request.practice:`. Whoever gets into that state, often by doing nothing at all, reads
everything. A scope has to fail closed: no practice, no rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import WRITES, leak, lookup, name, sunk
from practice_lint.scope.program import Program

CODE = "PL108"


def check(program: Program) -> Iterator[Finding]:
    for site in program.leaks("fail-open"):
        done = WRITES.get(site.sink or "") if site.ends == "write" else None
        message = f"Where no practice is active, `{name(site)}` rows of every practice are {done or sunk(site)}."
        repair = f"Refuse, or return `.none()`, where no practice is active; else filter by `{lookup(site)}`."
        yield leak(CODE, "error", site, message, repair)


RULE = Rule(
    code=CODE,
    name="fail-open-scope",
    family="rows",
    level="error",
    security_severity="8.8",
    tags=("security", "external/cwe/cwe-636", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Refuse the request, or return `.none()`, where no practice is active.",
    limits=(
        "The test has to be one for the active practice or the caller's membership: present, None, true or false. "
        "Other branches are PL107's. A branch that only platform staff take does not count, nor does one that raises. "
        "A manager that fails open is PL307's."
    ),
    bad=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.shortcuts import render

from clinic.models import Note, Patient


def patients(request):
    rows = Patient.objects.filter(active=True)  # PL108
    if request.practice is not None:
        rows = rows.filter(practice=request.practice)
    return render(request, "patients.html", {"patients": rows})


def visible_notes(request):
    if not request.practice:
        return Note.objects.all()  # PL108
    return Note.objects.filter(patient__practice=request.practice)


def notes(request):
    return render(request, "notes.html", {"notes": visible_notes(request)})
""",
        ),
        Example(
            "Django REST framework",
            """# file: clinic/api.py
from rest_framework import serializers, viewsets

from clinic.models import Access, Patient


class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["id", "name"]


class Patients(viewsets.ReadOnlyModelViewSet):
    serializer_class = PatientSerializer

    def get_queryset(self):
        membership = Access.objects.filter(user=self.request.user).first()
        rows = Patient.objects.order_by("name")  # PL108
        return rows.filter(practice=membership.practice) if membership else rows
""",
        ),
    ),
    good=(
        Example(
            "plain Django: none, or a refusal",
            """# file: clinic/views.py
from django.core.exceptions import PermissionDenied
from django.shortcuts import render

from clinic.models import Note, Patient


def patients(request):
    rows = Patient.objects.none()
    if request.practice is not None:
        rows = Patient.objects.filter(practice=request.practice)
    return render(request, "patients.html", {"patients": rows})


def visible_notes(request):
    if not request.practice:
        raise PermissionDenied
    return Note.objects.filter(patient__practice=request.practice)


def notes(request):
    return render(request, "notes.html", {"notes": visible_notes(request)})
""",
        ),
        Example(
            "Django REST framework",
            """# file: clinic/api.py
from rest_framework import serializers, viewsets

from clinic.models import Access, Patient


class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["id", "name"]


class Patients(viewsets.ReadOnlyModelViewSet):
    serializer_class = PatientSerializer

    def get_queryset(self):
        membership = Access.objects.filter(user=self.request.user).first()
        rows = Patient.objects.order_by("name")
        return rows.filter(practice=membership.practice) if membership else rows.none()
""",
        ),
    ),
    check=check,
)
