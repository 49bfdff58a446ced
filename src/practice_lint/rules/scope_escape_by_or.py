"""One arm of an OR reaches outside the practice: it is keyed by request data, or the rows are written.

`Q(practice=…) | Q(email=request.GET["q"])` finds rows of any practice by their e-mail. A shared or public arm is fine
to read (`Q(practice=…) | Q(practice__isnull=True)`), not to update or delete.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import leak, name
from practice_lint.scope.program import Program

CODE = "PL109"


def check(program: Program) -> Iterator[Finding]:
    for site in program.leaks("or"):
        message = (
            f"An OR arm beside the practice lets `{name(site)}` rows of any practice through ({site.sink or 'used'})."
        )
        repair = "Put the practice outside the OR: `Q(practice=…) & (… | …)`."
        yield leak(CODE, "error", site, message, repair)


RULE = Rule(
    code=CODE,
    name="scope-escape-by-or",
    family="rows",
    level="error",
    security_severity="8.6",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Put the practice outside the OR: `Q(practice=…) & (… | …)`.",
    limits="Reads through an arm that the request has no part in are taken to be shared on purpose.",
    bad=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.db.models import Q
from django.shortcuts import render

from clinic.models import Patient


def search(request):
    found = Patient.objects.filter(Q(practice=request.practice) | Q(pk=request.GET["q"]))  # PL109
    return render(request, "patients.html", {"patients": found})
""",
        ),
    ),
    good=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.db.models import Q
from django.shortcuts import render

from clinic.models import Patient


def search(request):
    text = request.GET["q"]
    found = Patient.objects.filter(Q(practice=request.practice) & (Q(name=text) | Q(pk=text)))
    return render(request, "patients.html", {"patients": found})
""",
        ),
    ),
    check=check,
)
