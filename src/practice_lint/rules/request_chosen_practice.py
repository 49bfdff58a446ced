"""The practice in the query comes from the request, and nothing checks that the caller belongs to it.

A value of the body, a form or the query string names a practice. The filter is there, and a reviewer nods; but its
value is the sender's choice, so it scopes to somebody, not to the caller.

Where the URL or a header names the practice of a whole view and nothing asks whether the caller belongs to it, the gate
is missing, not a filter's value: that is PL207's. Behind a gate for one practice, a second one in the URL is told here.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import leak, name, practice_label
from practice_lint.scope.program import Program, QuerySite

CODE = "PL105"


def check(program: Program) -> Iterator[Finding]:
    groups: dict[tuple[str, str, str | None], list[QuerySite]] = {}
    for site in program.leaks("practice"):
        at = site.elsewhere or site
        looked_up = site.model == practice_label(program)  # the practice itself, by whichever value
        groups.setdefault((at.module, at.symbol, "" if looked_up else site.key), []).append(site)
    for site, *others in groups.values():
        chosen = site.key or "the request"
        more = f" (and in {len(others)} more of its queries)" if others else ""
        lost = f"`{name(site)}` is {'written to' if site.ends in ('create', 'write') else 'read from'} the practice"
        message = f"{lost} that {chosen} names{more}; nothing checks that the caller belongs to it."
        yield leak(CODE, "error", site, message, _repair(program, site))


def _repair(program: Program, site: QuerySite) -> str:
    carrier = program.carriers.written(site.module, site.symbol)
    if carrier is not None:
        return f"Use `{carrier}`, or check the caller's membership of the named practice first."
    if program.carriers.active is None:
        return "Look the practice up among those that the caller is a member of."
    return "Take the active practice that middleware set, or check the caller's membership of the named one first."


RULE = Rule(
    code=CODE,
    name="request-chosen-practice",
    family="rows",
    level="error",
    security_severity="8.6",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Take the active practice that middleware set, or check the caller's membership of the named one first.",
    limits=(
        "A membership check in a decorator, permission class, mixin or helper counts where its body can be followed. "
        "Practices whose rows are public by design need a declared exception."
    ),
    bad=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.shortcuts import render

from clinic.models import Patient


def patients(request):
    rows = Patient.objects.filter(practice__slug=request.GET["practice"])  # PL105
    return render(request, "patients.html", {"patients": rows})
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
        return Patient.objects.filter(practice_id=self.request.query_params["practice"])  # PL105
""",
        ),
    ),
    good=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.shortcuts import get_object_or_404, render

from clinic.models import Patient, Practice


def patients(request, slug):
    practice = get_object_or_404(Practice, slug=slug, access__user=request.user)
    rows = Patient.objects.filter(practice=practice)
    return render(request, "patients.html", {"patients": rows})
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
        chosen = self.request.query_params["practice"]
        return Patient.objects.filter(practice_id=chosen, practice__access__user=self.request.user)
""",
        ),
    ),
    check=check,
)
