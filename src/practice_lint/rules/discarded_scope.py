"""The practice is put on a queryset, and the narrowed queryset is thrown away.

Querysets are immutable: `rows.filter(practice=request.practice)` as a statement changes nothing, and `rows` still holds
every practice's rows.

So is a check: `rows.filter(pk=pk, practice=request.practice).exists()` as a statement says yes or no to nobody, and
raises nothing. Whoever comes after it passes.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import leak, name
from practice_lint.scope.program import Program

CODE = "PL106"


def check(program: Program) -> Iterator[Finding]:
    for site in program.leaks("discarded"):
        if site.cause == "unheeded":
            message = f"The check is thrown away: nothing looks at whether the `{name(site)}` is the practice's."
            repair = f"Heed the answer: `if not {site.query}: raise Http404`, or return it."
        else:
            message = (
                f"The scoped queryset is thrown away: `{name(site)}` rows of every practice are {site.sink or 'used'}."
            )
            repair = "Bind the result: `rows = rows.filter(…)`."
        yield leak(CODE, "error", site, message, repair)


RULE = Rule(
    code=CODE,
    name="discarded-scope",
    family="rows",
    level="error",
    security_severity="8.6",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Bind the result: `rows = rows.filter(…)`.",
    limits="Only a refinement that would have scoped the rows is reported.",
    bad=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.shortcuts import render

from clinic.models import Patient


def patients(request):
    rows = Patient.objects.all()
    rows.filter(practice=request.practice)  # PL106
    return render(request, "patients.html", {"patients": rows})
""",
        ),
        Example(
            "a helper",
            """# file: clinic/views.py
from django.http import FileResponse, Http404

from clinic.models import Patient


def is_patient(practice, pk):
    try:
        Patient.objects.filter(pk=pk, practice=practice).exists()  # PL106
        return True
    except Patient.DoesNotExist:
        return False


def scan(request, pk):
    if not is_patient(request.practice, pk):
        raise Http404
    return FileResponse(open(f"/srv/scans/{pk}.png", "rb"))
""",
        ),
    ),
    good=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.shortcuts import render

from clinic.models import Patient


def patients(request):
    rows = Patient.objects.all()
    rows = rows.filter(practice=request.practice)
    return render(request, "patients.html", {"patients": rows})
""",
        ),
        Example(
            "a helper",
            """# file: clinic/views.py
from django.http import FileResponse, Http404

from clinic.models import Patient


def is_patient(practice, pk):
    return Patient.objects.filter(pk=pk, practice=practice).exists()


def scan(request, pk):
    if not is_patient(request.practice, pk):
        raise Http404
    return FileResponse(open(f"/srv/scans/{pk}.png", "rb"))
""",
        ),
    ),
    check=check,
)
