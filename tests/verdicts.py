"""Many small cases in one project, and the verdicts of their query sites by line.

A table is one text: `# case: title` begins a case, which becomes a module of the clinic below. A comment at a line's
end says what is expected of the query there: `# proved: cause`, `# exempt: cause`, `# undecided: cause`,
`# leak: shape`; what is not commented must not be a site. Functions that take `request` are routed (their other
parameters come from the URL), and so are classes named …View or …ViewSet, unless the case has `urlpatterns` itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from textwrap import dedent, indent

import pytest

from practice_lint.config import Settings
from practice_lint.project.link import link
from practice_lint.scope.infer import analyse
from practice_lint.scope.program import Program
from practice_lint.source.lower import lower

MODELS = """
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models
class Practice(models.Model):
    name = models.CharField(max_length=80)
    slug = models.SlugField(unique=True)
class Access(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="accesses")
    practice = models.ForeignKey(Practice, models.CASCADE, related_name="accesses")
    role = models.CharField(max_length=20)
class Currency(models.Model):
    code = models.CharField(max_length=3, unique=True)
class Attachment(models.Model):
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveIntegerField()
    target = GenericForeignKey("content_type", "object_id")
    file = models.FileField()
class Tag(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE)
    name = models.CharField(max_length=20)
class Patient(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE, related_name="patients")
    name = models.CharField(max_length=80)
    number = models.CharField(max_length=20)
    active = models.BooleanField(default=True)
    is_public = models.BooleanField(default=False)
    share_token = models.CharField(max_length=40)
    doctor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="patients")
    currency = models.ForeignKey(Currency, models.CASCADE)
    tags = models.ManyToManyField(Tag)
    attachments = GenericRelation(Attachment)
class Visit(models.Model):
    patient = models.ForeignKey(Patient, models.CASCADE, related_name="visits")
    reason = models.TextField()
class Note(models.Model):
    visit = models.ForeignKey(Visit, models.CASCADE)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    text = models.TextField()
class Letter(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE, null=True)
    title = models.CharField(max_length=80)
    is_default = models.BooleanField(default=False)
class Invitation(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE)
    email = models.EmailField()
    token = models.CharField(max_length=64, unique=True)
class Holiday(models.Model):
    practice = models.OneToOneField(Practice, models.CASCADE)
    days = models.IntegerField()
"""
HEADER = """
from functools import wraps
from django import forms
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required, user_passes_test
from django.contrib.auth.mixins import LoginRequiredMixin, UserPassesTestMixin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery
from django.forms import BaseModelFormSet, inlineformset_factory, modelformset_factory
from django.http import Http404, HttpResponse, HttpResponseForbidden, JsonResponse
from django.shortcuts import get_list_or_404, get_object_or_404, redirect, render
from django.urls import include, path
from django.views import View
from django.views.generic import CreateView, DeleteView, DetailView, FormView, ListView, TemplateView, UpdateView
from rest_framework import filters, generics, permissions, serializers, viewsets
from rest_framework.decorators import action, api_view, permission_classes
from rest_framework.response import Response
from rest_framework.views import APIView
from clinic.models import Access, Attachment, Currency, Holiday, Invitation, Letter, Note, Patient, Practice, Tag, Visit
def shown(request, value):
    return render(request, "page.html", {"value": value})
"""
PROJECT = {
    "clinic/__init__.py": "",
    "clinic/models.py": MODELS,
    "clinic/middleware.py": """
from clinic.models import Practice
def active_practice(get_response):
    def middleware(request):
        mine = Practice.objects.filter(accesses__user=request.user)
        request.practice = mine.filter(pk=request.session.get("practice")).first()
        return get_response(request)
    return middleware
""",
    "clinic/settings.py": """
MIDDLEWARE = ["clinic.middleware.active_practice"]
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "rest_framework", "clinic"]
ROOT_URLCONF = "clinic.urls"
""",
}
CASE = "# case: "
_EXPECTED = re.compile(r"# (proved|exempt|undecided|leak): ([\w -]+)$")
_VIEW = re.compile(r"^(?:async )?def (?!_)(\w+)\(request(?:: \w+)?(?:, )?([^)]*)\)", re.M)
_CLASS = re.compile(r"^class (\w+?(View|ViewSet))\(", re.M)


def cases_of(table: str) -> dict[str, str]:
    """Code by title."""
    found: dict[str, str] = {}
    for part in ("\n" + dedent(table)).split("\n" + CASE)[1:]:
        title, _, code = part.partition("\n")
        assert title not in found, title
        found[title] = code
    return found


def _routes(module: str, code: str) -> str:
    if "urlpatterns =" in code:
        return f'path("{module}/", include("clinic.{module}"))'
    found = []
    for name, parameters in _VIEW.findall(code):
        named = [p.split("=")[0].split(":")[0].strip() for p in parameters.split(",") if p.strip() and "*" not in p]
        found.append(f'path("{module}/{name}/{"".join(f"<int:{p}>/" for p in named)}", {module}.{name})')
    for name, kind in _CLASS.findall(code):
        if kind == "View":
            found.append(f'path("{module}/{name}/<int:pk>/", {module}.{name}.as_view())')
        else:
            found.append(f'path("{module}/{name}/", {module}.{name}.as_view({{"get": "list", "post": "create"}}))')
            detail = {"get": "retrieve", "put": "update", "delete": "destroy"}
            found.append(f'path("{module}/{name}/<int:pk>/", {module}.{name}.as_view({detail}))')
            for extra in re.findall(r"@action\(.*\)\n    def (\w+)", code):
                found.append(
                    f'path("{module}/{name}/<int:pk>/{extra}/", {module}.{name}.as_view({{"post": "{extra}"}}))'
                )
    return ", ".join(found)


def program_of(files: Mapping[str, str], settings: Settings | None = None) -> Program:
    return analyse(link({path: lower(text.encode()) for path, text in files.items()}, settings or Settings()))


Verdicts = dict[int, str]  # "kind: cause" by line; of a leak its shape, of several sites in a line all, sorted


class Board:
    """The cases of a table, analysed together when the first is asked for."""

    def __init__(self, table: str, header: str = HEADER, extra: Mapping[str, str] | None = None) -> None:
        self.cases, self.header, self.extra = cases_of(table), header.strip() + "\n", dict(extra or {})
        self._found: dict[str, Verdicts] | None = None

    def parameters(self) -> pytest.MarkDecorator:
        return pytest.mark.parametrize("title", list(self.cases), ids=[t.replace(" ", "_") for t in self.cases])

    def files(self) -> dict[str, str]:
        modules = {f"c{n}": code for n, code in enumerate(self.cases.values())}
        routes = [_routes(module, code) for module, code in modules.items()]
        urls = "from django.urls import include, path\nfrom clinic import {}\nurlpatterns = [\n{}\n]\n".format(
            ", ".join(modules), indent(",\n".join(r for r in routes if r), "    ")
        )
        texts = {f"clinic/{name}.py": self.header + code for name, code in modules.items()}
        return {**PROJECT, **texts, "clinic/urls.py": urls, **self.extra}

    def expected(self, title: str) -> Verdicts:
        found = {}
        for number, line in enumerate(self.cases[title].splitlines(), 1):
            if match := _EXPECTED.search(line):
                found[number] = f"{match[1]}: {match[2]}"
        return found

    def found(self, title: str) -> Verdicts:
        if self._found is None:
            self._found = {each: {} for each in self.cases}
            paths = {f"clinic/c{n}.py": each for n, each in enumerate(self.cases)}
            offset = self.header.count("\n")
            lines: dict[tuple[str, int], list[str]] = {}
            for site in program_of(self.files()).sites:
                asked = site.query.endswith(".exists()") and site.kind != "leak"  # a guard: what it proves is the case
                if site.path in paths and not asked:
                    word = site.shape if site.kind == "leak" else site.cause
                    lines.setdefault((site.path, site.span.line - offset), []).append(f"{site.kind}: {word}")
            for (path, line), verdicts in lines.items():
                self._found[paths[path]][line] = " + ".join(sorted(verdicts))
        return self._found[title]

    def check(self, title: str) -> None:
        found, expected = self.found(title), self.expected(title)
        code = self.cases[title].splitlines()
        told = [f"{code[n - 1].strip()}\n    is {found.get(n)}" for n in sorted({*found, *expected})
                if found.get(n) != expected.get(n)]  # fmt: skip
        assert not told, "\n".join(told)
