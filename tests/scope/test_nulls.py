"""Where the practice may be None and so may the rows': which queries `null-matches-null` is told of, and which not."""

from __future__ import annotations

import pytest

from practice_lint.config import Settings
from practice_lint.project.link import link
from practice_lint.scope.infer import analyse
from practice_lint.scope.program import Program
from practice_lint.source.lower import lower

MODELS = """
from django.contrib.auth.models import AbstractUser
from django.db import models
class Practice(models.Model):
    name = models.CharField(max_length=80)
class User(AbstractUser):
    practice = models.ForeignKey(Practice, models.CASCADE, null=True)
    invited_by = models.ForeignKey("self", models.CASCADE, null=True)
class Access(models.Model):
    user = models.ForeignKey(User, models.CASCADE)
    practice = models.ForeignKey(Practice, models.CASCADE, related_name="accesses")
class Patient(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE)
    name = models.CharField(max_length=80)
class Letter(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE, null=True)
    patient = models.ForeignKey(Patient, models.CASCADE, null=True, related_name="letters")
    author = models.ForeignKey(User, models.CASCADE)
    text = models.TextField()
class Folder(models.Model):
    # practice-scope: shared — without a practice it is everybody's
    practice = models.ForeignKey(Practice, models.CASCADE, null=True)
"""
SETTINGS = """
AUTH_USER_MODEL = "clinic.User"
INSTALLED_APPS = ["clinic"]
ROOT_URLCONF = "clinic.urls"
MIDDLEWARE = ["clinic.middleware.layer"]
"""
LAYER = """
from django.shortcuts import redirect
def layer(get_response):
    def middleware(request):
        return get_response(request)
    return middleware
"""
HEADER = """
from functools import wraps
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from clinic.models import Access, Folder, Letter, Patient, Practice, User
def shown(request, value):
    return render(request, "page.html", {"value": value})
"""


def program(view: str, layer: str = LAYER) -> Program:
    files = {
        "clinic/__init__.py": "",
        "clinic/models.py": MODELS,
        "clinic/settings.py": SETTINGS,
        "clinic/middleware.py": layer,
        "clinic/views.py": HEADER + view,
        "clinic/urls.py": """
from django.urls import path
from clinic.views import view
urlpatterns = [path("letters/", view)]
""",
    }
    facts = {path: lower(text.encode()) for path, text in files.items()}
    return analyse(link(facts, Settings(practice_model="clinic.Practice")))


def sources(view: str, layer: str = LAYER) -> list[tuple[str, str]]:
    """(column of the rows, source of the practice) of every query that may compare None with None."""
    found = program(view, layer).sites
    return [(f"{each.model}.{each.path}", each.source) for site in found for each in site.nulls]


DIRECT = ("clinic.Letter.practice", "User.practice")


@pytest.mark.parametrize(
    "query",
    [
        "Letter.objects.filter(practice=request.user.practice)",
        "Letter.objects.filter(practice_id=request.user.practice_id).order_by('pk')",
        "get_object_or_404(Letter, practice=request.user.practice, pk=request.GET['pk'])",
        "Letter.objects.filter(Q(practice=request.user.practice) & Q(text=''))",
        "Letter.objects.filter(practice=getattr(request.user, 'practice', None))",
        "Letter.objects.exclude(text='').get(practice=request.user.practice, pk=1)",
    ],
)
def test_none_finds_rows_of_none(query: str) -> None:
    view = f"def view(request):\n    return shown(request, {query})\n"
    assert [column.removesuffix("_id") for column, _ in sources(view)] == [DIRECT[0]]


def test_over_a_nullable_parent() -> None:
    query = "Letter.objects.filter(patient__practice=request.user.practice)"
    assert sources(f"def view(request):\n    return shown(request, {query})\n") == [
        ("clinic.Letter.patient__practice", "User.practice")
    ]


def test_first_may_find_none() -> None:
    view = """
def view(request):
    practice = Practice.objects.filter(accesses__user=request.user).first()
    return shown(request, Letter.objects.filter(practice=practice))
"""
    assert sources(view) == [("clinic.Letter.practice", "Practice.objects.filter(accesses__user=request.user).first()")]


@pytest.mark.parametrize(
    "query",
    [
        "Patient.objects.filter(practice=request.user.practice)",  # no patient is without one
        "Folder.objects.filter(practice=request.user.practice)",  # null has a meaning
        "Letter.objects.filter(practice=request.user.practice.pk)",  # None has no pk
        "Letter.objects.filter(practice__in=[request.user.practice])",  # IN () finds no null
        "Letter.objects.filter(practice=request.user.practice, author=request.user)",  # the caller's own
        "Letter.objects.filter(practice=Access.objects.get(user=request.user).practice)",  # never null
        "request.user.practice.letter_set.all()",
    ],
)
def test_none_finds_nothing(query: str) -> None:
    assert sources(f"def view(request):\n    return shown(request, {query})\n") == []


QUERY = "    return shown(request, Letter.objects.filter(practice=request.user.practice))\n"


@pytest.mark.parametrize(
    "test",
    [
        "if request.user.practice is None:\n        raise PermissionDenied",
        "if not request.user.practice:\n        return redirect('/')",
        "if not request.user.practice_id:\n        return redirect('/')",
        "if request.user.practice_id is None or request.GET.get('x'):\n        return redirect('/')",
        "if request.user.practice != Practice.objects.get(pk=request.GET['p']):\n        raise PermissionDenied",
    ],
)
def test_refused_before_the_query(test: str) -> None:
    assert sources(f"def view(request):\n    {test}\n{QUERY}") == []


def test_refused_by_a_decorator() -> None:
    view = """
def practice_required(function):
    @wraps(function)
    def wrapper(request, *args, **kwargs):
        if request.user.practice is None:
            return redirect("/welcome/")
        return function(request, *args, **kwargs)
    return wrapper
@practice_required
def view(request):
"""
    assert sources(view + QUERY) == []


def test_a_test_of_something_else_refuses_nothing() -> None:
    view = f"def view(request):\n    if request.user.invited_by is None:\n        raise PermissionDenied\n{QUERY}"
    assert sources(view) == [DIRECT]


REFUSING = LAYER.replace(
    "        return get_response(request)",
    """        if request.path.startswith("/welcome/"):
            return get_response(request)
        if request.user.practice is None:
            return redirect("/welcome/")
        return get_response(request)""",
)
NOTING = LAYER.replace(
    "        return get_response(request)",
    """        if request.user.practice:
            request.named = True
            return get_response(request)
        return get_response(request)""",
)


def test_refused_by_middleware() -> None:
    assert sources(f"def view(request):\n{QUERY}", REFUSING) == []


def test_middleware_that_lets_through_without_one() -> None:
    assert sources(f"def view(request):\n{QUERY}", NOTING) == [DIRECT]


def test_a_branch_on_a_nullable_key_has_two_ways() -> None:
    view = """
def view(request):
    rows = Patient.objects.all()
    if request.user.practice:
        rows = rows.filter(practice=request.user.practice)
    return shown(request, rows)
"""
    shapes = {site.model: site.shape for site in program(view).sites if site.kind == "leak"}
    assert shapes == {"clinic.Patient": "fail-open"}


def test_what_was_asked_once_is_known() -> None:
    view = """
def view(request):
    if not request.user.practice:
        raise PermissionDenied
    rows = Patient.objects.all()
    if request.user.practice:
        rows = rows.filter(practice=request.user.practice)
    return shown(request, rows)
"""
    assert {site.kind for site in program(view).sites if site.model == "clinic.Patient"} == {"proved"}


def test_one_of_several_ways_to_a_practice() -> None:
    view = """
def chosen(request):
    if request.user.is_anonymous:
        return None
    return Practice.objects.filter(accesses__user=request.user).first()
def view(request):
    practice, rows = chosen(request), []
    if practice:
        rows = Letter.objects.filter(Q(pk=practice.pk) | Q(practice=practice))
    return shown(request, rows)
"""
    assert sources(view) == []
