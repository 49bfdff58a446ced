"""A query goes round the manager or context that would have scoped it.

The model's default manager (or django-scopes) filters by the active practice, so that nobody can forget to. This query
uses the way round it: `_base_manager`, a plain second manager, a method that asks for the unfiltered rows,
`scopes_disabled()`, or what the configuration lists under `bypasses`. In code that a request reaches, and without a
filter of its own, it reads or changes every practice's rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import WRITES, keyword, leak, name, sunk
from practice_lint.scope.program import Program

CODE = "PL110"
SWITCHED_OFF = "`scopes_disabled()`"  # mostly stands where another check replaces the scope


def check(program: Program) -> Iterator[Finding]:
    for site in program.leaks("bypass"):
        way = site.reason.removesuffix(" goes round the scope")
        done = WRITES.get(site.sink or "") if site.ends == "write" else None
        message = f"{way} goes round the scope: `{name(site)}` rows of every practice are {done or sunk(site)}."
        repair = f"Read through the scoping manager, or filter by `{keyword(program, site)}` here."
        confidence = "low" if way == SWITCHED_OFF else site.confidence
        yield leak(CODE, "warning", site, message, repair, confidence)


CONTEXT = """# file: clinic/context.py
from contextvars import ContextVar

active = ContextVar("active", default=None)
# file: clinic/middleware.py
from clinic.context import active
from clinic.models import Practice


def active_practice(get_response):
    def middleware(request):
        chosen = request.session.get("practice")
        request.practice = Practice.objects.filter(access__user=request.user, pk=chosen).first()
        active.set(request.practice)
        return get_response(request)

    return middleware
# file: clinic/models.py
from django.conf import settings
from django.db import models

from clinic.context import active


class Practice(models.Model):
    name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)


class Access(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    role = models.CharField(max_length=20)


class PracticeManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().filter(practice=active.get())

    def everywhere(self):
        return super().get_queryset()


class Patient(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)

    objects = PracticeManager()
    all_objects = models.Manager()
"""

RULE = Rule(
    code=CODE,
    name="bypassed-manager",
    family="rows",
    level="warning",
    security_severity="8.2",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Read through the scoping manager, or filter by the active practice where the bypass is used.",
    limits=(
        "A second manager counts as a bypass only where the model's default manager scopes; a manager that is named in "
        "`bypasses` always does. Rows that are filtered by the practice afterwards, checked before they leave, or read "
        "by a task, command or migration are no finding. `scopes_disabled()` is shown to the auditor persona only: in "
        "the field it stands mostly beside a check of another kind, such as an object permission or a share link."
    ),
    bad=(
        Example(
            "plain Django: a second manager, Django's own, a method of the manager",
            CONTEXT
            + """# file: clinic/views.py
from django.shortcuts import get_object_or_404, render

from clinic.models import Patient


def patients(request):
    return render(request, "patients.html", {"patients": Patient.all_objects.all()})  # PL110


def patient(request, pk):
    return render(request, "patient.html", {"patient": get_object_or_404(Patient._base_manager, pk=pk)})  # PL110


def names(request):
    return render(request, "patients.html", {"patients": Patient.objects.everywhere().order_by("name")})  # PL110


def rename(request, pk):
    Patient.all_objects.filter(pk=pk).update(name=request.POST["name"])  # PL110
    return render(request, "done.html")
""",
        ),
        Example(
            "Django REST framework",
            CONTEXT
            + """# file: clinic/api.py
from rest_framework.response import Response
from rest_framework.views import APIView

from clinic.models import Patient


class Names(APIView):
    def get(self, request):
        return Response(list(Patient.all_objects.values_list("name", flat=True)))  # PL110
""",
        ),
    ),
    good=(
        Example(
            "plain Django: the scoping manager, a filter of its own, a task",
            CONTEXT
            + """# file: clinic/views.py
from django.shortcuts import get_object_or_404, render

from clinic.models import Patient


def patients(request):
    return render(request, "patients.html", {"patients": Patient.objects.all()})


def archive(request):
    rows = Patient.all_objects.filter(practice=request.practice)
    return render(request, "patients.html", {"patients": rows})


def patient(request, pk):
    row = get_object_or_404(Patient._base_manager, pk=pk, practice=request.practice)
    return render(request, "patient.html", {"patient": row})
# file: clinic/tasks.py
from celery import shared_task

from clinic.models import Patient


@shared_task
def tidy():
    Patient.all_objects.filter(name="").delete()
""",
        ),
        Example(
            "Django REST framework with django-scopes",
            """# file: clinic/models.py
from django.conf import settings
from django.db import models
from django_scopes import ScopedManager


class Practice(models.Model):
    name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)


class Access(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)


class Patient(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)

    objects = ScopedManager(practice="practice")
# file: clinic/api.py
from django_scopes import scope, scopes_disabled
from rest_framework.response import Response
from rest_framework.views import APIView

from clinic.models import Patient


class Names(APIView):
    def get(self, request):
        with scope(practice=request.practice):
            names = list(Patient.objects.values_list("name", flat=True))
        return Response(names)


class Others(APIView):
    def get(self, request):
        with scopes_disabled():
            names = list(Patient.objects.filter(practice=request.practice).values_list("name", flat=True))
        return Response(names)
""",
        ),
    ),
    check=check,
)
