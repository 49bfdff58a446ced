# ruff: noqa: E501  (a row of a table is a module on one line)
"""Settings modules are found and evaluated as Django would see them, as far as their text decides."""

from __future__ import annotations

from typing import Any

import pytest
from linked import settings_of

from practice_lint.project.settings import UNKNOWN, app_package

# What follows INSTALLED_APPS = [] in settings.py, and what X is at the end.
VALUES: tuple[tuple[str, Any], ...] = (
    ('X = "text"', "text"),
    ('X = ["a"] + ["b"] + ["c"]', ("a", "b", "c")),
    ('X = ("a",) + ("b",)', ("a", "b")),
    ('A = ["a"]\nX = [*A, "b"]', ("a", "b")),
    ('A = {"a": 1}\nX = {**A, "b": 2}', {"a": 1, "b": 2}),
    ('X = ["a"]\nX += ["b"]', ("a", "b")),
    ('X = ("a",)\nX += ("b",)', ("a", "b")),
    ('X = ["a"]\nX.append("b")\nX.insert(0, "c")\nX.remove("a")', ("c", "b")),
    ('X = ["a", "c"]\nX.insert(X.index("c"), "b")', ("a", "b", "c")),
    ('X = ["a"]\nX.extend(("b", "c"))', ("a", "b", "c")),
    ('X = {"a": {"b": 1}}\nX["a"]["b"] = 2\nX["a"].update(c=3)', {"a": {"b": 2, "c": 3}}),
    ('A = ["a"]\nB = ["a", "b"]\nX = A + [each for each in B if each not in A]', ("a", "b")),
    ('A = ["a"]\nB = ["a", "b"]\nX = list(A)\nfor each in B:\n    if each not in X:\n        X.append(each)', ("a", "b")),
    ('X = {key: key.upper() for key in ("a", "b")}', {"a": "A", "b": "B"}),
    ('X = sorted(set(["b", "a", "b"]))', ("a", "b")),
    ('X = dict(a=1, **{"b": 2})', {"a": 1, "b": 2}),
    ('X = list(filter(None, ["a", None, ""]))', ("a",)),
    ('NAME = "shop"\nX = f"{NAME}.urls"', "shop.urls"),
    ('X = "%s.urls" % "shop"', "shop.urls"),
    ('X = "{}.urls".format("shop")', "shop.urls"),
    ('X = "a,b".split(",")', ("a", "b")),
    ('DEBUG = False\nX = "on" if DEBUG else "off"', "off"),
    ('DEBUG = False\nX = ["a"]\nif DEBUG:\n    X += ["b"]', ("a",)),
    ('import os\nX = ["a"]\nif os.environ.get("Y"):\n    X += ["b"]', ("a", UNKNOWN)),
    ('import os\nif os.environ.get("Y"):\n    X = {"a": 1, "b": 2}\nelse:\n    X = {"a": 1, "b": 3}', {"a": 1, "b": UNKNOWN}),
    ('import sys\nX = "test" in sys.argv', False),
    ('import os\nX = os.environ.get("Y", "default")', "default"),
    ('import os\nX = os.environ.get("Y") or "default"', "default"),
    ('import os\nX = os.getenv("Y")', UNKNOWN),
    ('import os\nX = os.environ["Y"]', UNKNOWN),
    ('import os\nX = os.path.join("a", "b")', UNKNOWN),
    ('from pathlib import Path\nX = str(Path(__file__).parent / "a")', UNKNOWN),
    ('from decouple import config\nX = config("Y", default="no", cast=bool)', False),
    ('from decouple import config, Csv\nX = config("Y", default="a, b", cast=Csv())', ("a", "b")),
    ('import environ\nenv = environ.Env()\nX = env("Y", default="z")', "z"),
    ('import environ\nenv = environ.Env()\nX = env.bool("Y", default=True)', True),
    ('import environ\nenv = environ.Env()\nX = env.list("Y", default=["z"])', ("z",)),
    ('import environ\nenv = environ.Env(DEBUG=(bool, False))\nX = env("DEBUG")', False),
    ('import environ\nenv = environ.Env()\nX = env("Y")', UNKNOWN),
    ('def listed(value):\n    return [part for part in value.split(",") if part]\nX = listed("a,b")', ("a", "b")),
    ('def forever():\n    return forever()\nX = forever()', UNKNOWN),
    ('from somewhere import things\nX = ["a"] + things', ("a", UNKNOWN)),
    ('from django.utils.translation import gettext_lazy as _\nX = (("en", _("English")),)', (("en", "English"),)),
    ('try:\n    from .local import X\nexcept ImportError:\n    X = "absent"', "absent"),
    ('try:\n    import speedups\n    X = ["speedups"]\nexcept ImportError:\n    X = []', (UNKNOWN,)),
    ('X = 10 ** 10 ** 10', UNKNOWN),
    ('X = "a" * 10 ** 12', UNKNOWN),
)  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), VALUES, ids=[source for source, _ in VALUES])
def test_value(source: str, expected: Any) -> None:
    found = settings_of(f"# file: shop/settings.py\nINSTALLED_APPS = []\n{source}\n").get("X")
    assert found is not None
    assert found.value == expected


@pytest.mark.parametrize(
    ("app", "package"),
    [
        ("letters", "letters"),
        ("erp.letters", "erp.letters"),
        ("erp.letters.apps.LettersConfig", "erp.letters"),
        ("erp.letters.config.LettersConfig", "erp.letters"),
        ("erp.letters.LettersConfig", "erp.letters"),
        ("erp.apps.letters", "erp.apps.letters"),
        ("erp.apps.letters.apps.LettersConfig", "erp.apps.letters"),
        ("apps.letters", "apps.letters"),
    ],
)
def test_package_of_an_app(app: str, package: str) -> None:
    assert app_package(app) == package


def test_star_import_and_mutation_leave_the_base_alone() -> None:
    settings = settings_of(
        """
        # file: config/settings/__init__.py
        # file: config/settings/base.py
        INSTALLED_APPS = ["a"]
        DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3"}}
        _private = 1
        # file: config/settings/production.py
        from .base import *
        INSTALLED_APPS += ["b"]
        DATABASES["default"]["ENGINE"] = "django_tenants.postgresql_backend"
        """
    )
    assert [(each.module, each.role) for each in settings.modules] == [
        ("config.settings.base", "base"),
        ("config.settings.production", "production"),
    ]
    assert [each.value for each in settings.all("INSTALLED_APPS")] == [("a",), ("a", "b")]
    apps, databases = settings.get("INSTALLED_APPS"), settings.get("DATABASES")
    assert apps is not None
    assert apps.value == ("a", "b")
    assert (apps.module, apps.path, apps.span.line) == (
        "config.settings.production",
        "config/settings/production.py",
        2,
    )
    assert databases is not None
    assert databases.value == {"default": {"ENGINE": "django_tenants.postgresql_backend"}}


def test_a_setting_that_production_lacks_comes_from_its_base() -> None:
    settings = settings_of(
        """
        # file: config/settings/production.py
        from config.settings.base import INSTALLED_APPS
        INSTALLED_APPS = INSTALLED_APPS + ["b"]
        # file: config/settings/base.py
        INSTALLED_APPS = ["a"]
        ROOT_URLCONF = "config.urls"
        """
    )
    found = settings.get("ROOT_URLCONF")
    assert found is not None
    assert found.module == "config.settings.base"


@pytest.mark.parametrize(
    ("call", "engine"),
    [
        ('dj_database_url.config(default="postgres://db/shop")', "django.db.backends.postgresql"),
        ('dj_database_url.config(engine="django_tenants.postgresql_backend")', "django_tenants.postgresql_backend"),
        ("dj_database_url.config(conn_max_age=60)", UNKNOWN),
    ],
)
def test_database_url(call: str, engine: object) -> None:
    found = settings_of(f"# file: settings.py\nimport dj_database_url\nDATABASES = {{'default': {call}}}\n").get(
        "DATABASES"
    )
    assert found is not None
    assert found.value["default"]["ENGINE"] == engine


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("shop/settings.py", "base"),
        ("shop/settings_prod.py", "production"),
        ("config/settings/local.py", "development"),
        ("config/settings/ci.py", "test"),
        ("tests/settings.py", "test"),
        ("config/settings/staging.py", "other"),
    ],
)
def test_role(path: str, role: str) -> None:
    (module,) = settings_of(f"# file: {path}\nINSTALLED_APPS = []\n").modules
    assert module.role == role


def test_scripts_name_settings_of_any_name() -> None:
    settings = settings_of(
        """
        # file: shop/wsgi.py
        import os
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.kitchen")
        # file: shop/kitchen.py
        INSTALLED_APPS = ["shop"]
        """
    )
    assert [(each.module, each.role) for each in settings.modules] == [("shop.kitchen", "production")]


def test_classes_of_django_configurations() -> None:
    settings = settings_of(
        """
        # file: shop/settings.py
        from configurations import Configuration, values
        class Base(Configuration):
            INSTALLED_APPS = ["a"]
            DEBUG = values.BooleanValue(False)
        class Production(Base):
            INSTALLED_APPS = Base.INSTALLED_APPS + ["b"]
        """
    )
    assert [(each.module, each.role) for each in settings.modules] == [
        ("shop.settings.Base", "base"),
        ("shop.settings.Production", "production"),
    ]
    apps, debug = settings.get("INSTALLED_APPS"), settings.get("DEBUG")
    assert apps is not None
    assert apps.value == ("a", "b")
    assert debug is not None
    assert debug.value is False


def test_import_cycles_and_other_modules_are_no_harm() -> None:
    settings = settings_of(
        """
        # file: shop/settings.py
        from .more import *
        INSTALLED_APPS = ["a"]
        # file: shop/more.py
        from .settings import *
        EXTRA = 1
        # file: shop/views.py
        INSTALLED_APPS = "no settings"
        """
    )
    assert [each.module for each in settings.modules] == ["shop.settings"]
    assert settings.get("ABSENT") is None
    assert settings.all("ABSENT") == ()
