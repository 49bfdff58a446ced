"""The active practice is switched to one that the request names, and nobody checks that the user belongs to it.

The session (a cookie, the user's profile) says on every later request which practice is active. Written from a slug
or a key of the request alone, it puts the user into any practice; whatever scopes by it then scopes to the wrong one.
A check in the middleware that reads it may still stand between: then the switch fails late, and the day the check
moves it does not.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import at_statement
from practice_lint.scope.program import Program

CODE = "PL404"


def check(program: Program) -> Iterator[Finding]:
    switches = program.switches
    for choice in switches.choices:
        if choice.kind in ("request", "returned"):
            continue
        sites = program.within(choice.function)
        source = next((site for site in sites if choice.stands_at(site.span)), None)
        tenants = switches.tenants
        if source is not None:
            if source.model not in tenants or not (source.kind == "leak" or source.cause == "stays-inside"):
                continue
        elif not switches.asked(choice):
            continue
        if any(site.kind == "proved" and site.model in tenants for site in sites):
            continue
        message = f"{choice.said} is set to a practice that the request names; nobody checks the user's membership."
        repair = "Fetch the practice through the user's memberships, so that a foreign one answers 404."
        why = "No query in this function ties the practice to the user."
        place = (choice.module, choice.function, choice.span)
        yield at_statement(CODE, "error", "high", program, place, choice.holder, (message, repair, why))


RULE = Rule(
    code=CODE,
    name="unchecked-practice-switch",
    family="active practice",
    level="error",
    security_severity="8.1",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Fetch the practice through the user's memberships, so that a foreign one answers 404.",
    limits=(
        "A check in a helper that the function calls with the practice counts only where its query can be followed. "
        "Any query of the function that ties a practice or membership to the user counts as the check."
    ),
    bad=(
        Example(
            "a link that opens a practice",
            """# file: clinic/views.py
from django.shortcuts import get_object_or_404, redirect

from clinic.models import Practice


def open_practice(request, slug):
    practice = get_object_or_404(Practice, slug=slug)
    request.session["active_practice"] = practice.pk  # PL404
    return redirect("patients")


def switch(request):
    request.session["active_practice"] = request.POST["practice"]  # PL404
    return redirect("patients")
""",
        ),
    ),
    good=(
        Example(
            "through the membership",
            """# file: clinic/views.py
from django.shortcuts import get_object_or_404, redirect

from clinic.models import Access, Practice


def open_practice(request, slug):
    practice = get_object_or_404(Practice, slug=slug, access__user=request.user)
    request.session["active_practice"] = practice.pk
    return redirect("patients")


def switch(request):
    access = get_object_or_404(Access, user=request.user, practice_id=request.POST["practice"])
    request.session["active_practice"] = access.practice_id
    return redirect("patients")
""",
        ),
    ),
    check=check,
)
