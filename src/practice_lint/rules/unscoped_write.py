"""Rows are changed or deleted that nothing ties to the caller's practice.

`update`, `delete`, `bulk_update`, `save` over rows that the request names by their keys alone lets one practice change
another's records; so does a write over the raw ids beside a scoped check of the same ids.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import leak, lookup, name
from practice_lint.scope.program import Program

CODE = "PL103"


def check(program: Program) -> Iterator[Finding]:
    for site in program.leaks("write"):
        message = f"`{name(site)}` rows are written ({site.sink or 'changed'}) and nothing ties them to the caller's practice."
        repair = f"Narrow the rows by `{lookup(site)}` before they are written."
        yield leak(CODE, "error", site, message, repair)


RULE = Rule(
    code=CODE,
    name="unscoped-write",
    family="rows",
    level="error",
    security_severity="9.1",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Narrow the rows by the practice before they are written.",
    limits="A check that comes after the write does not count.",
    bad=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.http import HttpResponse

from clinic.models import Patient


def archive(request):
    Patient.objects.filter(pk__in=request.POST.getlist("ids")).update(active=False)  # PL103
    return HttpResponse()
""",
        ),
    ),
    good=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.http import HttpResponse

from clinic.models import Patient


def archive(request):
    ids = request.POST.getlist("ids")
    Patient.objects.filter(pk__in=ids, practice=request.practice).update(active=False)
    return HttpResponse()
""",
        ),
    ),
    check=check,
)
