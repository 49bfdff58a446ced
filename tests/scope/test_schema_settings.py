# ruff: noqa: E501  (a row of a table is a settings module on one line)
"""What the schema rules make of settings as people write them: put together, imported, read from the environment.

A setting that cannot be told says nothing: no rule reports on it.
"""

from __future__ import annotations

from datetime import date

import pytest

from practice_lint.check import check_sources

MODELS = {
    "houses/__init__.py": "",
    "houses/models.py": "from django.db import models\nfrom django_tenants.models import DomainMixin, TenantMixin\n\n\nclass House(TenantMixin):\n    name = models.CharField(max_length=80)\n\n\nclass Domain(DomainMixin):\n    pass\n",
    "letters/__init__.py": "",
    "letters/models.py": "from django.db import models\n\n\nclass Letter(models.Model):\n    text = models.TextField()\n",
    "letters/views.py": "from django.core.cache import cache\nfrom letters.models import Letter\n\n\ndef newest():\n    return cache.get_or_set('newest', Letter.objects.last)\n",
}
RIGHT = """
import os

TENANT_MODEL = "houses.House"
TENANT_DOMAIN_MODEL = "houses.Domain"
SHARED_APPS = ["django_tenants", "django.contrib.contenttypes", "houses"]
TENANT_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions", "letters"]
INSTALLED_APPS = SHARED_APPS + [app for app in TENANT_APPS if app not in SHARED_APPS]
MIDDLEWARE = ["django_tenants.middleware.main.TenantMainMiddleware", "django.contrib.sessions.middleware.SessionMiddleware"]
DATABASES = {"default": {"ENGINE": "django_tenants.postgresql_backend", "NAME": "houses"}}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "KEY_FUNCTION": "django_tenants.cache.make_key"}}
"""


def codes(files: dict[str, str]) -> list[str]:
    report = check_sources({**MODELS, **files}, today=date(2026, 1, 1))
    assert [problem.message for problem in report.problems if problem.rule] == []
    return sorted(finding.code for finding in report.findings if finding.code.startswith("PL6"))


# What follows the right settings in one module, and what is reported then.
ONE_MODULE: tuple[tuple[str, list[str]], ...] = (
    ("", []),
    # put together
    ('TENANT_APPS = TENANT_APPS + ["houses"]', ["PL605"]),
    ('TENANT_APPS = tuple(TENANT_APPS) + ("houses",)', ["PL605"]),
    ('TENANT_APPS += ["houses"]', ["PL605"]),
    ('TENANT_APPS = [*SHARED_APPS, *TENANT_APPS]', ["PL605"]),
    ('TENANT_APPS = [app for app in SHARED_APPS if app != "django_tenants"] + TENANT_APPS', ["PL605"]),
    ('TENANT_APPS = [app for app in TENANT_APPS if app not in SHARED_APPS]', []),
    ('SHARED_APPS = list(set(SHARED_APPS + ["letters"]))', ["PL604"]),
    ('MIDDLEWARE = ["django.middleware.cache.FetchFromCacheMiddleware"] + MIDDLEWARE', ["PL601"]),
    ('MIDDLEWARE.insert(0, "django.middleware.cache.FetchFromCacheMiddleware")', ["PL601"]),
    ('MIDDLEWARE.remove("django_tenants.middleware.main.TenantMainMiddleware")', ["PL601"]),
    ('DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"', ["PL602"]),
    ('DATABASES["default"] = dict(DATABASES["default"], ENGINE="django.db.backends.postgresql")', ["PL602"]),
    ('DATABASES = {"default": {**DATABASES["default"], "HOST": "pgbouncer", "DISABLE_SERVER_SIDE_CURSORS": True}}', ["PL611"]),
    ('DATABASE_ROUTERS = [router for router in DATABASE_ROUTERS if "Tenant" not in router]', ["PL603"]),
    ('CACHES["default"].pop("KEY_FUNCTION")', ["PL607"]),
    ('CACHES = {name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"} for name in ("default", "pages")}', ["PL607"]),
    # the environment: its default stands
    ('DATABASES["default"]["ENGINE"] = os.environ.get("ENGINE", "django.db.backends.postgresql")', ["PL602"]),
    ('DATABASES["default"]["ENGINE"] = os.environ.get("ENGINE", "django_tenants.postgresql_backend")', []),
    ('import environ\nenv = environ.Env()\nTENANT_AUTO_DROP_SCHEMA = env.bool("DROP", default=True)', ["PL609"]),
    ('import environ\nenv = environ.Env(DROP=(bool, True))\nTENANT_AUTO_DROP_SCHEMA = env("DROP")', ["PL609"]),
    ('import environ\nenv = environ.Env()\nTENANT_AUTO_DROP_SCHEMA = env.bool("DROP", default=False)', []),
    ('from decouple import config\nSHOW_PUBLIC_IF_NO_TENANT_FOUND = config("PUBLIC", default=True, cast=bool)', ["PL610"]),
    # conditions that the text decides
    ('DEBUG = False\nif DEBUG:\n    CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}\nelse:\n    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}', ["PL607"]),
    ('DEBUG = False\nif DEBUG:\n    TENANT_AUTO_DROP_SCHEMA = True', []),
    ('DEBUG = False\nTENANT_AUTO_DROP_SCHEMA = True if DEBUG else False', []),
    # unknown: nothing is said of it
    ('DATABASES["default"]["ENGINE"] = os.environ["ENGINE"]', []),
    ('DATABASES = load("databases.yml")', []),
    ('CACHES = load("caches.yml")', []),
    ('CACHES["default"]["KEY_FUNCTION"] = os.environ["KEY_FUNCTION"]', []),
    ('MIDDLEWARE = load("middleware.yml")', []),
    ('MIDDLEWARE = [load("first"), "django.contrib.sessions.middleware.SessionMiddleware"]', []),
    ('DATABASE_ROUTERS = [os.environ["ROUTER"]]', []),
    ('SHARED_APPS = load("shared.yml")', []),
    ('TENANT_APPS = load("tenant.yml")', []),
    ('TENANT_AUTO_DROP_SCHEMA = os.environ["DROP"]', []),
    ('TENANT_AUTO_DROP_SCHEMA = os.environ.get("DROP") == "1"', []),
    ('if os.environ.get("DROP"):\n    TENANT_AUTO_DROP_SCHEMA = True', []),
    ('SHOW_PUBLIC_IF_NO_TENANT_FOUND = bool(int(os.environ["PUBLIC"]))', []),
    ('PG_EXTRA_SEARCH_PATHS = os.environ["PATHS"].split(",")', []),
    ('SESSION_ENGINE = os.environ["SESSIONS"]', []),
)  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ONE_MODULE, ids=[text or "as it is" for text, _ in ONE_MODULE])
def test_one_module(text: str, expected: list[str]) -> None:
    assert codes({"project/settings.py": f"{RIGHT}{text}\n"}) == expected


def test_a_cache_that_keeps_no_rows_needs_no_setting() -> None:
    files = {"project/settings.py": RIGHT[: RIGHT.index("CACHES")]}
    assert codes(files) == ["PL607"]
    health = "from django.core.cache import cache\n\n\ndef healthy():\n    return cache.get_or_set('health', 1) == 1\n"
    assert codes({**files, "letters/views.py": health}) == []


def test_a_file_that_cannot_be_imported_makes_no_tables() -> None:
    files = {"project/settings.py": RIGHT, "letters/models copy.py": MODELS["letters/models.py"] + COPY}
    assert codes(files) == []
    assert codes({**files, "letters/more.py": files["letters/models copy.py"]}) == ["PL622"]


COPY = """

class Parcel(models.Model):
    house = models.ForeignKey("houses.House", on_delete=models.CASCADE)
"""


def test_a_package_may_be_called_apps() -> None:
    moved = {
        path.replace("houses/", "inn/apps/houses/").replace("letters/", "inn/apps/letters/"): text
        for path, text in MODELS.items()
    }
    moved = {path: text.replace("from letters", "from inn.apps.letters") for path, text in moved.items()}
    settings = RIGHT.replace('"houses"]', '"inn.apps.houses"]').replace('"letters"]', '"inn.apps.letters"]')
    files = {**moved, "inn/__init__.py": "", "inn/apps/__init__.py": "", "inn/settings.py": settings}
    report = check_sources(files, today=date(2026, 1, 1))
    assert [finding.code for finding in report.findings] == []
    wrong = settings.replace('"inn.apps.letters"]', '"inn.apps.letters", "inn.apps.houses"]')
    report = check_sources({**files, "inn/settings.py": wrong}, today=date(2026, 1, 1))
    assert [finding.code for finding in report.findings] == ["PL605"]


def test_a_target_on_both_lists_is_one_finding() -> None:
    own = """from django.db import models


class Plan(models.Model):
    letter = models.ForeignKey("letters.Letter", on_delete=models.CASCADE)
"""
    apart = {"project/settings.py": RIGHT.replace('"houses"]', '"houses", "plans"]'), "plans/models.py": own}
    assert codes({**apart, "plans/__init__.py": ""}) == ["PL618"]
    both = apart["project/settings.py"].replace('"plans"]', '"plans", "letters"]')
    assert codes({**apart, "plans/__init__.py": "", "project/settings.py": both}) == ["PL604"]


# Production's module over `project/settings/base.py`.
PRODUCTION: tuple[tuple[str, list[str]], ...] = (
    ("from project.settings.base import *", []),
    ("from .base import *\nCACHES = {'default': {'BACKEND': 'django.core.cache.backends.locmem.LocMemCache'}}", ["PL607"]),
    ("from .base import *\nfrom .base import TENANT_APPS as APPS\nTENANT_APPS = [*APPS, 'houses']", ["PL605"]),
    ("from . import base\nfrom .base import *\nTENANT_APPS = base.TENANT_APPS + ['houses']", ["PL605"]),
    ("from .base import *\nfrom .apps import *", ["PL605"]),
    ("from .base import *\nfrom .secrets import *\nDATABASES = SECRET_DATABASES", []),
)  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PRODUCTION, ids=[text for text, _ in PRODUCTION])
def test_imports_between_modules(text: str, expected: list[str]) -> None:
    files = {
        "project/settings/__init__.py": "",
        "project/settings/base.py": RIGHT,
        "project/settings/apps.py": "from .base import TENANT_APPS\n\nTENANT_APPS = TENANT_APPS + ['houses']\n",
        "project/settings/development.py": "from .base import *\nTENANT_AUTO_DROP_SCHEMA = True\nCACHES = {}\n",
        "project/settings/production.py": text + "\n",
    }
    assert codes(files) == expected


TYPES = """
HAS_MULTI_TYPE_TENANTS = True
MULTI_TYPE_DATABASE_FIELD = "kind"
TENANT_MODEL = "houses.House"
TENANT_DOMAIN_MODEL = "houses.Domain"
TENANT_TYPES = {
    "public": {"APPS": ["django_tenants", "django.contrib.contenttypes", "houses"], "URLCONF": "project.urls_public"},
    "inn": {"APPS": ["django.contrib.contenttypes", "letters"], "URLCONF": "project.urls"},
}
INSTALLED_APPS = []
for kind in TENANT_TYPES:
    INSTALLED_APPS += [app for app in TENANT_TYPES[kind]["APPS"] if app not in INSTALLED_APPS]
MIDDLEWARE = ["django_tenants.middleware.main.TenantMainMiddleware"]
DATABASES = {"default": {"ENGINE": "django_tenants.postgresql_backend", "NAME": "houses"}}
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "KEY_FUNCTION": "django_tenants.cache.make_key"}}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ('TENANT_TYPES["inn"]["APPS"].append("houses")', ["PL605"]),
        ('TENANT_TYPES["public"]["APPS"] += ["letters"]', ["PL604"]),
        ('TENANT_TYPES["inn"]["APPS"] = load("inn.yml")', []),
        ('TENANT_TYPES = load("types.yml")', []),
    ],
)
def test_tenant_types(text: str, expected: list[str]) -> None:
    assert codes({"project/settings.py": f"{TYPES}{text}\n"}) == expected
