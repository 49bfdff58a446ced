"""A row is fetched or created by a natural key that leaves the practice out.

`update_or_create(code=code, defaults={"practice": …})` finds another practice's row by its code and changes it, or
moves it to the caller; `get_or_create` hands it over.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import leak, lookup, name
from practice_lint.scope.program import Program

CODE = "PL113"


def check(program: Program) -> Iterator[Finding]:
    for site in program.leaks("upsert"):
        message = f"The upsert finds `{name(site)}` rows of any practice: the practice is no part of its key."
        repair = f"Put `{lookup(site)}` among the keys, not among the defaults."
        yield leak(CODE, "error", site, message, repair)


RULE = Rule(
    code=CODE,
    name="unscoped-upsert",
    family="rows",
    level="error",
    security_severity="9.1",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Put the practice among the keys, not among the defaults.",
    limits="An upsert keyed by a proved parent counts as scoped.",
    bad=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.http import HttpResponse

from clinic.models import Patient


def save(request):
    Patient.objects.update_or_create(  # PL113
        name=request.POST["name"], defaults={"practice": request.practice}
    )
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


def save(request):
    Patient.objects.update_or_create(name=request.POST["name"], practice=request.practice)
    return HttpResponse()
""",
        ),
    ),
    check=check,
)
