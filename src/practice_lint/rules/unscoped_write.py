"""Rows are changed or deleted that nothing ties to the caller's practice.

`update`, `delete`, `bulk_update`, `save` over rows that the request names by their keys alone lets one practice
change or destroy another's records, often without seeing them. So does a write over the raw ids beside a scoped check
of the same ids: `if not mine.filter(pk__in=ids).exists(): raise` is satisfied by one own id, and the update then
takes them all.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import WRITES, keyword, leak, name, narrowed
from practice_lint.scope.program import Program

CODE = "PL103"


def check(program: Program) -> Iterator[Finding]:
    for site in program.leaks("write"):
        done = "deleted" if ".delete(" in site.query else WRITES.get(site.sink or "", "changed")
        chosen = f", chosen by {site.key}," if site.key else ""
        message = f"Any practice's `{name(site)}` rows{chosen} can be {done}: nothing ties them to the caller."
        text = narrowed(program, site)
        repair = f"Write `{text}`." if text is not None else f"Narrow the rows by `{keyword(program, site)}` first."
        yield leak(CODE, "error", site, message, repair)


RULE = Rule(
    code=CODE,
    name="unscoped-write",
    family="rows",
    level="error",
    security_severity="9.1",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Narrow the rows by the practice before they are written; write the narrowed rows, not the ids.",
    limits=(
        "A check that comes after the write does not count. Tasks and commands may write over all practices; what a "
        "task is handed by a request is PL507's."
    ),
    bad=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from clinic.models import Patient


def archive(request):
    Patient.objects.filter(pk__in=request.POST.getlist("ids")).update(active=False)  # PL103
    return HttpResponse()


def validated_set_raw_ids_used(request):
    ids = request.POST.getlist("ids")
    if not Patient.objects.filter(pk__in=ids, practice=request.practice).exists():
        raise Http404
    Patient.objects.filter(pk__in=ids).delete()  # PL103
    return HttpResponse()


def rename(request, pk):
    patient = get_object_or_404(Patient, pk=pk)  # PL103
    patient.name = request.POST["name"]
    patient.save()
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
    def delete(self, request, pk):
        Note.objects.filter(pk=pk).delete()  # PL103
        return Response(status=204)
""",
        ),
    ),
    good=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from clinic.models import Patient


def archive(request):
    ids = request.POST.getlist("ids")
    Patient.objects.filter(pk__in=ids, practice=request.practice).update(active=False)
    return HttpResponse()


def rename(request, pk):
    patient = get_object_or_404(Patient, pk=pk, practice=request.practice)
    patient.name = request.POST["name"]
    patient.save()
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
    def delete(self, request, pk):
        Note.objects.filter(pk=pk, patient__practice=request.practice).delete()
        return Response(status=204)
""",
        ),
    ),
    check=check,
)
