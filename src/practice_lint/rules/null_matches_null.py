"""The practice that scopes a query may be None, and so may the rows': whoever has no practice sees every row of none.

Django reads `filter(practice=None)` as `practice IS NULL`. A user whose `practice` is empty (signed up and not yet
invited, removed from a practice, made by a script) is therefore given all rows without a practice: those that imports,
forms and deleted practices left behind, of whomever they were. The query looks scoped, and for everybody else it is.

Refuse such users before the query, in one place (middleware, a permission class), or make one of the two columns
required.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from practice_lint.findings.finding import Finding, Step
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.models import practice_word
from practice_lint.scope.program import NullMatch, Program, QuerySite

CODE = "PL116"
NAMED = 3  # columns of rows that a message names
SHOWN = 10  # queries that a trail names

MODELS = """# file: clinic/models.py
from django.contrib.auth.models import AbstractUser
from django.db import models


class Practice(models.Model):
    name = models.CharField(max_length=80)


class User(AbstractUser):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, null=True)


class Patient(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)


class Letter(models.Model):
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, null=True)
    text = models.TextField()
# file: clinic/settings.py
AUTH_USER_MODEL = "clinic.User"
INSTALLED_APPS = ["clinic"]
ROOT_URLCONF = "clinic.urls"
# file: clinic/middleware.py
"""


def check(program: Program) -> Iterator[Finding]:
    found: dict[str, list[tuple[QuerySite, NullMatch]]] = defaultdict(list)
    for site in program.sites:
        null = next((each for each in site.nulls if not program.columns.null_is_meant(each.field)), None)
        if null is not None:
            found[null.source].append((site, null))
    for matches in found.values():
        yield _finding(program, matches)


def _finding(program: Program, matches: list[tuple[QuerySite, NullMatch]]) -> Finding:
    """At the query; of several queries, where the key is declared that they read the practice from."""
    site, null = matches[0]
    columns = list(dict.fromkeys(f"`{match.model.rpartition('.')[2]}.{match.path}`" for _, match in matches))
    rows = " and ".join([*columns[:NAMED], *(["others"] if len(columns) > NAMED else [])])
    said = "this query finds" if len(matches) == 1 else f"{len(matches)} queries find"
    practice = practice_word(program)
    of_user = null.carrier is not None and null.carrier.model == program.project.models.user
    found = Finding(
        code=CODE,
        level="warning",
        confidence="medium" if of_user and site.confidence != "low" else "low",
        path=site.path,
        span=site.span,
        module=site.module,
        symbol=site.symbol,
        model=null.model,
        practice_path=site.practice_path,
        query=site.query,
        message=f"`{null.source}` may be None, and so may {rows}: with no `{practice}`, {said} all rows of none.",
        repair=f"Refuse whoever has no `{practice}` before the query runs, or make one of the columns required.",
        why="Django reads `filter(x=None)` as `x IS NULL`, and nothing on the way to the query refuses None.",
        trail=site.trail,
        entry=site.entry,
    )
    if len(matches) == 1:
        return found
    trail = tuple(Step(each.path, each.span, f"`{each.query}` is scoped by it") for each, _ in matches[:SHOWN])
    field = null.carrier
    if field is None or program.project.names.modules[field.module].stub:
        return replace(found, trail=trail)
    return replace(
        found,
        path=program.columns.path_of(field),
        span=field.span,
        module=field.module,
        symbol=program.columns.symbol_of(field),
        model=null.source,
        query=field.name,
        trail=trail,
        entry=None,
    )


RULE = Rule(
    code=CODE,
    name="null-matches-null",
    family="rows",
    level="warning",
    security_severity="5.3",
    tags=("security", "external/cwe/cwe-639", "external/cwe/cwe-476"),
    doc=__doc__,
    repair="Refuse whoever has no practice before the query runs, or make one of the columns required.",
    limits=(
        "Both sides have to be nullable: the practice is read from a nullable key of the caller's, or by a query that "
        "may find none, and the rows' own key (or one on the way to it) is nullable too. One finding for all queries "
        "by the same key. Silent where middleware, a permission class, a decorator or a test before the query refuses "
        "None, where the rows' model is declared shared or its app asks for rows of no practice, and of logs. Whether "
        "such users and rows exist, the code does not tell: where the practice is the user's own nullable key the "
        "confidence is medium, else the `auditor` persona alone sees it. `__in` matches no null."
    ),
    bad=(
        Example(
            "plain Django",
            MODELS
            + """# file: clinic/views.py
from django.shortcuts import render

from clinic.models import Letter


def letters(request):
    rows = Letter.objects.filter(patient__practice=request.user.practice)  # PL116
    return render(request, "letters.html", {"letters": rows})
""",
        ),
        Example(
            "Django REST framework: several queries, one cause",
            MODELS.replace("CASCADE, null=True)", "CASCADE, null=True)  # PL116", 1)
            + """# file: clinic/api.py
from rest_framework import serializers, viewsets
from rest_framework.permissions import IsAuthenticated

from clinic.models import Letter


class LetterSerializer(serializers.ModelSerializer):
    class Meta:
        model = Letter
        fields = ["id", "text"]


class Letters(viewsets.ModelViewSet):
    serializer_class = LetterSerializer
    permission_classes = [IsAuthenticated]

    def get_queryset(self):
        if self.action == "list":
            return Letter.objects.filter(patient__practice_id=self.request.user.practice_id).order_by("pk")
        return Letter.objects.filter(patient__practice=self.request.user.practice)
""",
        ),
    ),
    good=(
        Example(
            "refused before the query",
            MODELS
            + """# file: clinic/views.py
from django.core.exceptions import PermissionDenied
from django.shortcuts import render

from clinic.models import Letter


def letters(request):
    practice = request.user.practice
    if practice is None:
        raise PermissionDenied
    rows = Letter.objects.filter(patient__practice=practice)
    return render(request, "letters.html", {"letters": rows})


def letter(request, pk):
    rows = Letter.objects.filter(patient__practice=request.user.practice.pk, pk=pk)  # None has no `pk`
    return render(request, "letters.html", {"letters": rows})
""",
        ),
        Example(
            "refused by a permission class",
            MODELS
            + """# file: clinic/api.py
from rest_framework import serializers, viewsets
from rest_framework.permissions import BasePermission

from clinic.models import Letter


class HasPractice(BasePermission):
    def has_permission(self, request, view):
        return request.user.practice_id is not None


class LetterSerializer(serializers.ModelSerializer):
    class Meta:
        model = Letter
        fields = ["id", "text"]


class Letters(viewsets.ReadOnlyModelViewSet):
    serializer_class = LetterSerializer
    permission_classes = [HasPractice]

    def get_queryset(self):
        return Letter.objects.filter(patient__practice=self.request.user.practice)
""",
        ),
        Example(
            "refused by middleware",
            MODELS
            + """# file: clinic/middleware.py
from django.shortcuts import redirect


def practice_required(get_response):
    def middleware(request):
        if request.path.startswith("/welcome/"):
            return get_response(request)
        if request.user.practice is None:
            return redirect("/welcome/")
        return get_response(request)

    return middleware
# file: clinic/settings.py
AUTH_USER_MODEL = "clinic.User"
MIDDLEWARE = ["clinic.middleware.practice_required"]
INSTALLED_APPS = ["clinic"]
ROOT_URLCONF = "clinic.urls"
# file: clinic/views.py
from django.shortcuts import render

from clinic.models import Letter


def letters(request):
    rows = Letter.objects.filter(patient__practice=request.user.practice)
    return render(request, "letters.html", {"letters": rows})
""",
        ),
    ),
    check=check,
)
