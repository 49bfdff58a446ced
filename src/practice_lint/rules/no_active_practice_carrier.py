"""Views read the active practice from the request, but nothing that is installed puts it there.

`request.practice` is set by a middleware class that no `MIDDLEWARE` setting names, or by nobody. Every view that
reads it fails, or, behind `getattr(request, "practice", None)`, quietly goes on without a practice.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_statement
from practice_lint.scope.program import Program

CODE = "PL403"


def check(program: Program) -> Iterator[Finding]:
    for reading, setter in program.carriers.unset:
        by = f"only `{setter}` sets it, which MIDDLEWARE does not name" if setter else "nothing in the project sets it"
        message = f"`{reading.words}` is read as the active practice, but {by}."
        repair = f"Add `{setter}` to MIDDLEWARE." if setter else "Set it in middleware, after a membership check."
        why = "No installed middleware, authentication or permission class and no decorator assigns it."
        place = (reading.module, reading.function, reading.span)
        yield at_statement(CODE, "error", "medium", program, place, reading.words, (message, repair, why))


RULE = Rule(
    code=CODE,
    name="no-active-practice-carrier",
    family="active practice",
    level="error",
    security_severity="5.3",
    tags=("security", "external/cwe/cwe-665"),
    doc=__doc__,
    repair="Add the middleware to MIDDLEWARE, or set the active practice in one after a membership check.",
    limits=(
        "One finding per attribute, at its first reading, and only for attributes directly on the request. Silent "
        "where MIDDLEWARE could not be evaluated, where it names a class of an unknown package (that may set it) and "
        "where `active-practice` names the carrier."
    ),
    bad=(
        Example(
            "a middleware that is not installed",
            """# file: clinic/settings.py
INSTALLED_APPS = ["clinic"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "clinic.urls"
# file: clinic/middleware.py
class ActivePractice:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.practice = request.user.access_set.get(pk=request.session["access"]).practice
        return self.get_response(request)
# file: clinic/views.py
from django.shortcuts import render

from clinic.models import Patient


def patients(request):
    rows = Patient.objects.filter(practice=request.practice)  # PL403
    return render(request, "patients.html", {"patients": rows})
""",
        ),
    ),
    good=(
        Example(
            "installed",
            """# file: clinic/views.py
from django.shortcuts import render

from clinic.models import Patient


def patients(request):
    rows = Patient.objects.filter(practice=request.practice)
    return render(request, "patients.html", {"patients": rows})
""",
        ),
        Example(
            "set by the package's middleware that the project's inherits",
            """# file: clinic/settings.py
INSTALLED_APPS = ["clinic"]
MIDDLEWARE = ["clinic.middleware.OpenPractice"]
ROOT_URLCONF = "clinic.urls"
# file: clinic/middleware.py
from django.http import JsonResponse
from practices_by_host.middleware import PracticeMiddleware


class OpenPractice(PracticeMiddleware):
    def process_request(self, request):
        super().process_request(request)
        if not request.practice.is_open:
            return JsonResponse({"error": "closed"}, status=403)
""",
        ),
    ),
    check=check,
)
