"""Whether a row exists is asked over all practices, and the answer reaches the caller.

A guard such as `if Patient.objects.filter(number=number).exists(): raise …`, or a `first()` that is only tested for
None, or a `get_object_or_404(Patient, pk=pk)` whose row nothing uses, without the practice tells one practice what
another has, and lets rows of another pass the guard. A column that is unique over all practices is asked over all of
them by design and not reported.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Confidence, Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import leak, lookup, name
from practice_lint.scope.program import Program

CODE = "PL115"


def check(program: Program) -> Iterator[Finding]:
    for site in program.leaks("existence"):
        message = (
            f"Whether a `{name(site)}` exists is asked over all practices: the answer tells of another practice's rows."
        )
        sureness: Confidence = "low" if site.unguessable or site.confidence == "low" else "medium"
        yield leak(CODE, "warning", site, message, f"Ask within the practice: `{lookup(site)}`.", sureness)


RULE = Rule(
    code=CODE,
    name="uniqueness-oracle",
    family="rows",
    level="warning",
    security_severity="4.3",
    tags=("security", "external/cwe/cwe-203"),
    doc=__doc__,
    repair="Ask within the practice.",
    limits="Rows that are fetched and never used count as asked for; whether the answer is told is not followed.",
    bad=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.http import Http404, HttpResponse

from clinic.models import Patient


def taken(request, name):
    if Patient.objects.filter(name=name).exists():  # PL115
        raise Http404
    return HttpResponse()
""",
        ),
    ),
    good=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.http import Http404, HttpResponse

from clinic.models import Patient


def taken(request, name):
    if Patient.objects.filter(name=name, practice=request.practice).exists():
        raise Http404
    return HttpResponse()
""",
        ),
    ),
    check=check,
)
