"""Addresses where middleware lets only other servers on, and look-alikes that keep nobody out."""

from __future__ import annotations

import pytest
from verdicts import HEADER, MODELS, program_of

VIEWS = """
def sync(request, pk):
    return shown(request, get_object_or_404(Patient, pk=pk))
def page(request, pk):
    return shown(request, get_object_or_404(Patient, pk=pk))
"""
URLS = """
from django.urls import include, path, re_path
from clinic import views
internal = [path("patients/<int:pk>/", views.sync)]
urlpatterns = [path("internal/", include(internal)), path("patients/<int:pk>/", views.page)]
"""
TOP = """
from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.utils.deprecation import MiddlewareMixin
"""


def verdicts(layer: str) -> tuple[str, str]:
    """Of the view under `internal/` and of the other one."""
    files = {
        "clinic/__init__.py": "",
        "clinic/models.py": MODELS,
        "clinic/middleware.py": TOP + layer,
        "clinic/views.py": HEADER.strip() + VIEWS,
        "clinic/urls.py": URLS,
        "clinic/settings.py": """
MIDDLEWARE = ["clinic.middleware.layer"]
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "rest_framework", "clinic"]
ROOT_URLCONF = "clinic.urls"
""",
    }
    found = {site.symbol: site.kind for site in program_of(files).sites if site.path == "clinic/views.py"}
    return found["sync"], found["page"]


CALLING = """
def layer(get_response):
    def middleware(request):
        if request.path.startswith("/internal/") and request.headers.get("X-Key") != settings.SERVICE_KEY:
            return HttpResponse(status=401)
        return get_response(request)
    return middleware
"""
HOOK = """
class layer(MiddlewareMixin):
    def process_request(self, request):
        if not request.path_info.startswith("/internal/"):
            return None
        result = self.authenticate(request)
        if result["error"]:
            return JsonResponse({"error": result["message"]}, status=401)
        request.service = True
        return None
    def authenticate(self, request):
        sent = request.META.get("HTTP_AUTHORIZATION", "")
        if not sent.startswith("Bearer "):
            return {"error": True, "message": "no key"}
        key = getattr(settings, "SERVICE_KEY", None)
        if not key:
            return {"error": True, "message": "not set up"}
        if sent[7:] != key:
            return {"error": True, "message": "wrong key"}
        return {"error": False, "message": ""}
"""
NESTED = """
class layer:
    def __init__(self, get_response):
        self.get_response = get_response
    def __call__(self, request):
        if request.path.startswith(("/internal/", "/hooks/")):
            if request.headers["X-Key"] != settings.SERVICE_KEY:
                return HttpResponse(status=401)
        return self.get_response(request)
    def process_view(self, request, view, args, kwargs):
        return None
"""


@pytest.mark.parametrize("layer", [CALLING, HOOK, NESTED])
def test_kept_for_servers(layer: str) -> None:
    assert verdicts(layer) == ("exempt", "leak")


@pytest.mark.parametrize(
    "layer",
    [
        CALLING.replace('"/internal/"', '"/internal/patients/9"'),  # a part of what the route stands for
        CALLING.replace('"/internal/"', '"/hooks/"'),
        CALLING.replace("settings.SERVICE_KEY", "request.COOKIES['key']"),
        CALLING.replace("return HttpResponse(status=401)", "request.wrong = True"),
        HOOK.replace('if result["error"]:', 'if result["message"] == "wrong key":'),
        HOOK.replace("if sent[7:] != key:", "if not sent:"),
        HOOK.replace('{"error": True, "message": "no key"}', '{"error": False, "message": "a guest"}'),
        HOOK.replace("return JsonResponse(", "self.log("),
        NESTED.replace('request.headers["X-Key"] !=', 'request.GET.get("dev") != "1" and "" !='),
    ],
)
def test_kept_from_nobody(layer: str) -> None:
    assert verdicts(layer) == ("leak", "leak")


def test_every_page() -> None:
    layer = CALLING.replace('request.path.startswith("/internal/") and ', "")
    assert verdicts(layer) == ("exempt", "exempt")
