# ruff: noqa: E501  (a row of a table is a project on one line)
"""Every way into a project is found, with the route that leads to it and the handlers behind it."""

from __future__ import annotations

import pytest
from linked import entries_of

from practice_lint.project.entries import Entry

SETTINGS = """
# file: config/settings.py
ROOT_URLCONF = "config.urls"
INSTALLED_APPS = ["clinic"]
"""
VIEWS = """
# file: clinic/views.py
from django.views import View
from django.views.generic import DetailView
from rest_framework.decorators import action, api_view
from rest_framework.viewsets import ModelViewSet, ReadOnlyModelViewSet, ViewSet
from clinic.guards import gate
def patient(request, pk): ...
def patients(request): ...
class Patients(View):
    def get(self, request): ...
class Detail(DetailView): ...
detail = gate(Detail.as_view())
class PatientViewSet(ModelViewSet):
    lookup_field = "slug"
    @action(detail=True, methods=["post"], url_path="close-file")
    def close(self, request, slug): ...
    @close.mapping.delete
    def reopen(self, request, slug): ...
    @action(detail=False)
    def recent(self, request): ...
class NoteViewSet(ReadOnlyModelViewSet): ...
class BareViewSet(ViewSet):
    def list(self, request): ...
# file: clinic/guards.py
def gate(view): ...
def role(name):
    def decorator(view): ...
    return decorator
"""
URLS = """
# file: config/urls.py
from django.contrib import admin
from django.urls import include, path, re_path
from django.conf.urls import url
from functools import partial
from rest_framework.routers import DefaultRouter, SimpleRouter
from rest_framework_nested.routers import NestedSimpleRouter
from clinic import views
from clinic.guards import gate, role
"""

Seen = tuple[str, str | None]


def routed(entries: tuple[Entry, ...]) -> set[Seen]:
    return {(each.target.removeprefix("clinic.views."), each.route) for each in entries if each.route is not None}


def of_kind(entries: tuple[Entry, ...], kind: str) -> list[str]:
    return [each.target for each in entries if each.kind == kind]


# What follows the imports of config/urls.py, and the (view, route) pairs that it makes.
ROUTES: tuple[tuple[str, set[Seen]], ...] = (
    ('urlpatterns = [path("p/<int:pk>/", views.patient, name="patient")]', {("patient", "p/<int:pk>/")}),
    ('urlpatterns = [re_path(r"^p/(?P<pk>[0-9]+)/$", views.patient)]', {("patient", "^p/(?P<pk>[0-9]+)/$")}),
    ('urlpatterns = [url(r"^p/$", views.Patients.as_view())]', {("Patients", "^p/$")}),
    ('urlpatterns = [url(r"^p/$", "clinic.views.patients")]', {("patients", "^p/$")}),
    ('urlpatterns = (path("p/", views.patients),)', {("patients", "p/")}),
    ('urlpatterns = [path("a/", include([path("p/", views.patients)]))]', {("patients", "a/p/")}),
    ('urlpatterns = [path("a/", include(([path("p/", views.patients)], "app")))]', {("patients", "a/p/")}),
    ('urlpatterns = [url(r"^a/", include([url(r"^p/$", views.patients)]))]', {("patients", "^a/p/$")}),
    ('more = [path("p/", views.patients)]\nurlpatterns = [path("a/", include(more))]', {("patients", "a/p/")}),
    ('more = [path("p/", views.patients)]\nurlpatterns = [*more]', {("patients", "p/")}),
    ('more = [path("p/", views.patients)]\nurlpatterns = [] + more', {("patients", "p/")}),
    ('urlpatterns = []\nurlpatterns += [path("p/", views.patients)]', {("patients", "p/")}),
    ('urlpatterns = []\nurlpatterns.append(path("p/", views.patients))', {("patients", "p/")}),
    ('urlpatterns = []\nif DEBUG:\n    urlpatterns += [path("p/", views.patients)]', {("patients", "p/")}),
    ('from django.conf.urls.i18n import i18n_patterns\nurlpatterns = i18n_patterns(path("p/", views.patients))', {("patients", "p/")}),
    ('from rest_framework.urlpatterns import format_suffix_patterns\nurlpatterns = format_suffix_patterns([path("p/", views.patients)])', {("patients", "p/")}),
    ('for name in ["a", "b"]:\n    pass\nurlpatterns = [path(f"{each}/", views.patients) for each in ("a", "b")]', {("patients", "a/"), ("patients", "b/")}),
    ('urlpatterns = []\nfor text, view in [("a/", views.patients), ("b/", views.patient)]:\n    urlpatterns.append(path(text, view))', {("patients", "a/"), ("patient", "b/")}),
    ('def made(prefix, module):\n    found = [path(f"{prefix}/p/", module.patients)]\n    return found\nurlpatterns = made("a", views)', {("patients", "a/p/")}),
    ('def made(name):\n    return path("p/", getattr(views, name + "s"))\nurlpatterns = [made("patient")]', {("patients", "p/")}),
    ('urlpatterns = [path("p/" + unknown(), views.patients)]', {("patients", "p/…")}),
    ('urlpatterns = [path("p/", partial(views.patient, pk=1))]', {("patient", "p/")}),
    ('urlpatterns = [path("admin/", admin.site.urls), path("p/", lambda request: None)]', set()),
    ('class Site:\n    def get_urls(self):\n        return [path("p/", views.patients)]\nsite = Site()\nurlpatterns = [path("a/", site.urls)]', {("patients", "a/p/")}),
    ('class Views:\n    @classmethod\n    def get_urls(cls, base):\n        return [path(base, views.patients)]\nurlpatterns = [*Views.get_urls("p/")]', {("patients", "p/")}),
)  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), ROUTES, ids=[source for source, _ in ROUTES])
def test_routes(source: str, expected: set[Seen]) -> None:
    assert routed(entries_of(SETTINGS + VIEWS + URLS + source)) == expected


def test_included_modules_bring_their_prefixes() -> None:
    entries = entries_of(
        SETTINGS + VIEWS + URLS + 'urlpatterns = [path("c/<slug:slug>/", include("clinic.urls"))]\n'
        "# file: clinic/urls.py\n"
        "from django.urls import include, path\n"
        "from clinic import views, more\n"
        'urlpatterns = [path("p/<int:pk>/", views.patient, name="one"), path("m/", include(more))]\n'
        "# file: clinic/more.py\n"
        "from django.urls import path\n"
        "from clinic.views import detail\n"
        'urlpatterns = [path("d/", detail)]\n'
    )
    assert routed(entries) == {("patient", "c/<slug:slug>/p/<int:pk>/"), ("Detail", "c/<slug:slug>/m/d/")}
    one = next(each for each in entries if each.name == "one")
    assert (one.params, one.module, one.span.line) == (("slug", "pk"), "clinic.urls", 3)
    assert next(each for each in entries if each.target.endswith("Detail")).wrappers == ("clinic.guards.gate",)


def test_include_cycles_end() -> None:
    source = (
        SETTINGS + VIEWS + URLS + 'urlpatterns = [path("a/", include("config.urls")), path("p/", views.patients)]\n'
    )
    assert ("patients", "p/") in routed(entries_of(source))


def test_a_list_added_to_itself_is_walked_once() -> None:
    again = 'if settings.DEBUG:\n    urlpatterns = [path("d/", views.patient)] + urlpatterns\nurlpatterns = urlpatterns + []\n'
    entries = entries_of(
        SETTINGS
        + VIEWS
        + URLS
        + 'from django.conf import settings\nurlpatterns = [path("p/", views.patients)]\n'
        + again * 8
    )
    assert sorted((each.route, each.debug) for each in entries if each.route) == [*[("d/", True)] * 8, ("p/", False)]


def test_wrappers_outermost_first() -> None:
    source = 'urlpatterns = [path("p/", gate(role("nurse")(views.Patients.as_view())))]'
    (entry,) = (each for each in entries_of(SETTINGS + VIEWS + URLS + source) if each.route)
    assert entry.wrappers == ("clinic.guards.gate", "clinic.guards.role()")


def test_as_view_arguments() -> None:
    source = 'urlpatterns = [path("p/", views.NoteViewSet.as_view({"get": "list"}, detail=False))]'
    (entry,) = (each for each in entries_of(SETTINGS + VIEWS + URLS + source) if each.route)
    assert entry.actions == (("get", "list"),)
    assert [keyword.name for keyword in entry.initkwargs] == ["detail"]


STANDARD_DETAIL = (("get", "retrieve"), ("put", "update"), ("patch", "partial_update"), ("delete", "destroy"))


def test_routers() -> None:
    source = """
router = DefaultRouter()
router.register("patients", views.PatientViewSet, basename="patient")
other = SimpleRouter(trailing_slash=False)
other.register(r"notes", views.NoteViewSet)
other.register(r"bare", views.BareViewSet)
router.registry.extend(other.registry)
urlpatterns = [path("api/", include(router.urls)), path("v2/", include((other.urls, "two")))]
"""
    entries = entries_of(SETTINGS + VIEWS + URLS + source)
    found = [(each.target.rpartition(".")[2], each.route, each.actions) for each in entries if each.route]
    assert sorted(found) == [
        ("BareViewSet", "api/bare", (("get", "list"),)),
        ("BareViewSet", "v2/bare", (("get", "list"),)),
        ("NoteViewSet", "api/notes", (("get", "list"),)),
        ("NoteViewSet", "api/notes/<pk>", (("get", "retrieve"),)),
        ("NoteViewSet", "v2/notes", (("get", "list"),)),
        ("NoteViewSet", "v2/notes/<pk>", (("get", "retrieve"),)),
        ("PatientViewSet", "api/patients/", (("get", "list"), ("post", "create"))),
        ("PatientViewSet", "api/patients/<slug>/", STANDARD_DETAIL),
        ("PatientViewSet", "api/patients/<slug>/close-file/", (("delete", "reopen"),)),
        ("PatientViewSet", "api/patients/<slug>/close-file/", (("post", "close"),)),
        ("PatientViewSet", "api/patients/recent/", (("get", "recent"),)),
    ]
    assert {each.name for each in entries if each.route == "api/patients/"} == {"patient-list"}


def test_nested_routers() -> None:
    source = """
router = SimpleRouter()
router.register("patients", views.PatientViewSet)
notes = NestedSimpleRouter(router, "patients", lookup="patient")
notes.register("notes", views.NoteViewSet)
urlpatterns = [path("", include(notes.urls))]
"""
    entries = entries_of(SETTINGS + VIEWS + URLS + source)
    detail = next(each for each in entries if each.actions == (("get", "retrieve"),))
    assert (detail.route, detail.params) == ("patients/<patient_slug>/notes/<pk>/", ("patient_slug", "pk"))


def test_chained_registrations() -> None:
    source = """
router = ExtendedSimpleRouter()
patients = router.register("patients", views.PatientViewSet)
patients.register("notes", views.NoteViewSet, basename="n", parents_query_lookups=["patient"])
urlpatterns = router.urls
"""
    entries = entries_of(SETTINGS + VIEWS + URLS + source)
    assert ("NoteViewSet", "patients/<parent_lookup_patient>/notes/<pk>/") in routed(entries)


def test_viewset_without_a_route_has_every_handler() -> None:
    entries = [each for each in entries_of(SETTINGS + VIEWS) if each.target.endswith("PatientViewSet")]
    assert all(each.route is None for each in entries)
    assert {action for each in entries for _, action in each.actions} == {
        "list", "create", "retrieve", "update", "partial_update", "destroy", "close", "reopen", "recent",
    }  # fmt: skip


def test_what_looks_like_a_view() -> None:
    entries = entries_of(
        """
        # file: clinic/views.py
        from django.contrib.auth.decorators import login_required
        from elsewhere.views import View as Foreign
        from rest_framework.views import APIView
        def page(request): return helper(request)
        def helper(request): ...
        def other(value): ...
        class Base(APIView): ...
        class Leaf(Base): ...
        class Strange(Foreign): ...
        # file: clinic/logic.py
        from django.contrib.auth.decorators import login_required
        @login_required
        def gated(request): ...
        def page(request): ...
        """
    )
    assert {each.target for each in entries if each.kind == "view"} == {
        "clinic.views.page", "clinic.views.Leaf", "clinic.views.Strange", "clinic.logic.gated",
    }  # fmt: skip
    assert all(each.route is None for each in entries)


def test_crudl() -> None:
    entries = entries_of(
        """
        # file: clinic/urls.py
        from clinic.views import PatientCRUDL
        urlpatterns = PatientCRUDL().as_urlpatterns()
        # file: clinic/views.py
        from smartmin.views import SmartCRUDL, SmartListView, SmartUpdateView
        class PatientCRUDL(SmartCRUDL):
            actions = ("list", "close_file")
            class List(SmartListView): ...
            class CloseFile(SmartUpdateView): ...
        """
    )
    assert [(each.target, each.route, each.params) for each in entries] == [
        ("clinic.views.PatientCRUDL.CloseFile", r"patient/close_file/(?P<pk>\d+)/", ("pk",)),
        ("clinic.views.PatientCRUDL.List", "patient/list/", ()),
    ]


def test_ninja() -> None:
    entries = entries_of(
        SETTINGS + URLS + 'from clinic.api import api\nurlpatterns = [path("api/", api.urls)]\n'
        """
# file: clinic/api.py
from ninja import NinjaAPI, Router
api = NinjaAPI()
router = Router()
@api.get("/patients/{pk}")
def patient(request, pk: int): ...
@router.post("")
def create(request): ...
api.add_router("/notes/", router)
api.add_router("more", "clinic.more.router")
# file: clinic/more.py
from ninja import Router
router = Router()
@router.delete("/{int:pk}")
def remove(request, pk: int): ...
"""
    )
    assert [(each.target, each.route, each.params) for each in entries if each.kind == "ninja"] == [
        ("clinic.api.patient", "api/patients/{pk}", ("pk",)),
        ("clinic.api.create", "api/notes/", ()),
        ("clinic.more.remove", "api/more/{int:pk}", ("pk",)),
    ]


# A file, the kind of the entries in it, and their targets with their handlers.
REGISTERED: tuple[tuple[str, str, str, dict[str, list[str]]], ...] = (
    ("tasks.py", "from celery import shared_task\n@shared_task\ndef a(): ...\n@shared_task(bind=True)\ndef b(self): ...", "task", {"a": [], "b": []}),
    ("tasks.py", "from .celery import app\n@app.task\ndef a(): ...\n# file: clinic/celery.py\nfrom celery import Celery\napp = Celery()", "task", {"a": []}),
    ("tasks.py", "from celery import Task\nclass A(Task):\n    def run(self, pk): ...", "task", {"A": ["run"]}),
    ("tasks.py", "from django_rq import job\n@job\ndef a(): ...", "task", {"a": []}),
    ("tasks.py", "import dramatiq\n@dramatiq.actor\ndef a(): ...", "task", {"a": []}),
    ("tasks.py", "from huey.contrib.djhuey import db_task\n@db_task()\ndef a(): ...", "task", {"a": []}),
    ("tasks.py", "from celery import shared_task\ndef ours(**options):\n    def inner(f):\n        return shared_task(**options)(f)\n    return inner\n@ours()\ndef a(): ...", "task", {"a": []}),
    ("tasks.py", "def a(job): ...\ndef b(job): ...\ndef c(job): ...\ndef later(queue):\n    queue.queue_task(action='clinic.tasks.a')\n    queue.say('clinic.tasks.b')\n    queue.queue_task('clinic.missing.c')", "task", {"a": []}),
    ("tasks.py", "from invoke import task\n@task\ndef a(c): ...", "task", {}),
    ("management/commands/tidy.py", "from django.core.management.base import BaseCommand\nclass Command(BaseCommand):\n    def handle(self, **options): ...", "command", {"Command": ["handle"]}),
    ("signals.py", "from django.dispatch import receiver\n@receiver(saved)\ndef a(sender, **kwargs): ...", "signal", {"a": []}),
    ("apps.py", "from django.apps import AppConfig\ndef a(**kwargs): ...\nclass Clinic(AppConfig):\n    def ready(self):\n        saved.connect(a)", "signal", {"a": []}),
    ("admin.py", "from django.contrib import admin\n@admin.register(Patient)\nclass A(admin.ModelAdmin): ...\nclass B(admin.TabularInline): ...", "admin", {"A": [], "B": []}),
    ("admin.py", "from django.contrib import admin\nclass Base(admin.ModelAdmin): ...\nclass A(Base): ...\nadmin.site.register(Patient, A)", "admin", {"A": []}),
    ("templatetags/tags.py", "from django import template\nregister = template.Library()\n@register.simple_tag\ndef a(): ...\n@register.filter\ndef b(v): ...\ndef c(v): ...\nregister.filter('c', c)", "template-tag", {"a": [], "b": [], "c": []}),
    ("consumers.py", "from channels.generic.websocket import AsyncJsonWebsocketConsumer\nclass A(AsyncJsonWebsocketConsumer):\n    async def connect(self): ...\n    async def receive_json(self, content): ...", "consumer", {"A": ["connect", "receive_json"]}),
    ("feeds.py", "from django.contrib.syndication.views import Feed\nclass A(Feed): ...", "feed", {"A": []}),
    ("schema.py", "import graphene\nclass Query(graphene.ObjectType):\n    def resolve_patients(self, info): ...\n    def helper(self): ...", "graphql", {"Query.resolve_patients": []}),
    ("schema.py", "import graphene\nclass Close(graphene.Mutation):\n    def mutate(self, info): ...", "graphql", {"Close.mutate": []}),
    ("schema.py", "import strawberry\n@strawberry.type\nclass Query:\n    @strawberry.field\n    def patients(self, info): ...", "graphql", {"Query.patients": []}),
    ("migrations/0001_initial.py", "from celery import shared_task\n@shared_task\ndef a(): ...", "task", {}),
)  # fmt: skip


@pytest.mark.parametrize(("path", "source", "kind", "expected"), REGISTERED, ids=[row[1] for row in REGISTERED])
def test_registered(path: str, source: str, kind: str, expected: dict[str, list[str]]) -> None:
    module = "clinic." + path.removesuffix(".py").replace("/", ".") + "."
    found = {
        each.target.removeprefix(module): [handler for _, handler in each.actions]
        for each in entries_of(f"# file: clinic/{path}\n{source}\n")
        if each.kind == kind
    }
    assert found == expected


def test_consumers_behind_websocket_routes() -> None:
    entries = entries_of(
        """
        # file: clinic/routing.py
        from django.urls import path
        from clinic.consumers import Room
        websocket_urlpatterns = [path("ws/<room>/", Room.as_asgi())]
        # file: clinic/consumers.py
        from channels.generic.websocket import WebsocketConsumer
        class Room(WebsocketConsumer):
            def connect(self): ...
        """
    )
    assert ("consumer", "ws/<room>/") in {(each.kind, each.route) for each in entries}


def test_dotted_names_of_settings() -> None:
    entries = entries_of(
        """
        # file: config/settings.py
        INSTALLED_APPS = []
        MIDDLEWARE = ["django.middleware.common.CommonMiddleware", "clinic.middleware.Active", "clinic.middleware.simple"]
        TEMPLATES = [{"OPTIONS": {"context_processors": ["clinic.context.practice"]}}]
        # file: clinic/middleware.py
        class Active: ...
        def simple(get_response): ...
        # file: clinic/context.py
        def practice(request): ...
        """
    )
    assert of_kind(entries, "middleware") == ["clinic.middleware.Active", "clinic.middleware.simple"]
    assert of_kind(entries, "context-processor") == ["clinic.context.practice"]


def test_order_is_that_of_paths_and_lines() -> None:
    source = SETTINGS + VIEWS + URLS + 'urlpatterns = [path("b/", views.patients), path("a/", views.patient)]'
    routes = [each.route for each in entries_of(source) if each.route]
    assert routes == ["b/", "a/"]
