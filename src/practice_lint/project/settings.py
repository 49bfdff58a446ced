"""Settings modules -> values, evaluated without importing them.

In: `Names`. Out: `DjangoSettings`. An expression that cannot be evaluated is UNKNOWN, never a guess; where the text
reads the environment with a default, the default stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from practice_lint.facts import Bind, Call, Constant, Expr, Span, Subscript
from practice_lint.project.names import Module, Names
from practice_lint.project.static_modules import Evaluator
from practice_lint.project.static_values import UNKNOWN, Environment, is_unknown
from practice_lint.project.visit import every_step, expressions_in, tail

__all__ = ["UNKNOWN", "DjangoSettings", "Setting", "SettingsModule", "app_package", "evaluate"]

ESSENTIAL = frozenset({"INSTALLED_APPS", "DATABASES", "MIDDLEWARE", "MIDDLEWARE_CLASSES", "ROOT_URLCONF"})
ENTRY_SCRIPTS = frozenset({"manage", "wsgi", "asgi", "celery", "celery_app", "routing", "server"})
SERVING_SCRIPTS = frozenset({"wsgi", "asgi"})
CONFIGURATION = "configurations.Configuration"  # django-configurations: settings as class bodies
CONFIGURATIONS = (CONFIGURATION, "configurations.base.Configuration")
SETTINGS_NAME = re.compile(r"^(settings|django_settings)|settings$|^local_settings")
SETTINGS_FOLDER = re.compile(r"^(settings|conf|config)$")

# Words of a module's or class's name -> its role; the first that matches, rows in this order.
ROLES: tuple[tuple[str, frozenset[str]], ...] = (
    ("test", frozenset({"test", "tests", "testing", "ci", "pytest", "e2e", "unittest", "travis"})),
    ("development", frozenset({"dev", "develop", "development", "local", "devel", "debug", "sandbox", "docker_dev"})),
    ("production", frozenset({"prod", "production", "live", "deploy", "deployment", "heroku", "pro"})),
    ("other", frozenset({"staging", "stage", "qa", "uat", "example", "sample", "template", "docs", "build", "demo"})),
    ("base", frozenset({"base", "common", "default", "defaults", "core", "shared", "settings", "config", "conf"})),
)
PREFERENCE = ("production", "base", "other", "development", "test")


# "erp.students.apps.StudentsConfig"; a package may be called `apps` itself ("erp.apps.students").
CONFIGURED = re.compile(r"^(?P<package>.+?)(\.(apps|app|config|conf))?\.[A-Z]\w*$")


def app_package(app: str) -> str:
    """The package of an entry of INSTALLED_APPS, which may be a configuration class."""
    found = CONFIGURED.match(app)
    return found["package"] if found is not None else app


@dataclass(frozen=True, slots=True)
class Setting:
    """`value` is plain data (lists as tuples, dicts as dicts), with UNKNOWN in the place of what cannot be told."""

    name: str
    value: Any
    module: str
    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class SettingsModule:
    """One settings module as Django would see it: its own names over those it star-imports. `role`: base, production,
    development, test, or other, by its name. A settings class (django-configurations) counts as a module of its own,
    `module` its canonical name."""

    module: str
    path: str
    role: str
    settings: Mapping[str, Setting]


@dataclass(frozen=True, slots=True)
class DjangoSettings:
    modules: tuple[SettingsModule, ...]

    def get(self, name: str) -> Setting | None:
        """The setting in the module that production runs: the production module, else the base one, else the first."""
        for role in PREFERENCE:
            for module in self.modules:
                if module.role == role and name in module.settings:
                    return module.settings[name]
        return None

    def all(self, name: str) -> tuple[Setting, ...]:
        """The setting in every module that has it, in path order."""
        return tuple(module.settings[name] for module in self.modules if name in module.settings)


def evaluate(names: Names) -> DjangoSettings:
    """Every settings module of the project (stubs and tests of other apps left out), evaluated, in path order."""
    evaluator = Evaluator(names)
    named = dict(_named_by_scripts(names, evaluator))
    found: list[SettingsModule] = []
    for module in names.modules.values():
        if module.stub or not (module.name in named or _may_be_settings(module)):
            continue
        if module.name in named or _is_settings(evaluator.module(module.name), module):
            found.append(_settings_of(names, module, evaluator.module(module.name), module.name, named))
    for name in _configuration_classes(names):
        record = names.classes[name]
        module = names.modules[record.module]
        found.append(_settings_of(names, module, evaluator.class_body(name), name, named))
    return DjangoSettings(tuple(sorted(found, key=lambda each: (each.path, each.module))))


def _may_be_settings(module: Module) -> bool:
    """By name or by what it binds: evaluation is for the few modules that can be settings."""
    parts = module.name.split(".")
    if SETTINGS_NAME.search(parts[-1]) or any(SETTINGS_FOLDER.match(part) for part in parts[-3:-1]):
        return "migrations" not in parts
    bound = {tail(step.target) for step in module.facts.body if isinstance(step, Bind)}
    return len(bound & ESSENTIAL) > 1


def _is_settings(environment: Environment, module: Module) -> bool:
    return bool(environment.keys() & ESSENTIAL)


def _named_by_scripts(names: Names, evaluator: Evaluator) -> Iterator[tuple[str, bool]]:
    """(settings module, whether a serving script names it) wherever DJANGO_SETTINGS_MODULE is set; wsgi and asgi
    last."""
    scripts = [each for each in names.modules.values() if not each.stub and _script(each) in ENTRY_SCRIPTS]
    for module in sorted(scripts, key=lambda each: (_script(each) in SERVING_SCRIPTS, each.path)):
        functions = [record.facts.body for record in names.functions.values() if record.module == module.name]
        for body in (module.facts.body, *functions):
            for expr in _settings_module_expressions(body):
                value = evaluator.expression(module.name, expr)
                symbol = names.resolve_path(module.name, value) if isinstance(value, str) and value else None
                if symbol is not None and symbol.kind == "module" and symbol.name in names.modules:
                    yield symbol.name, _script(module) in SERVING_SCRIPTS


def _script(module: Module) -> str:
    return module.name.rpartition(".")[2]


def _settings_module_expressions(body: tuple[Any, ...]) -> Iterator[Expr]:
    variable = Constant("DJANGO_SETTINGS_MODULE")
    for expr in expressions_in(body):
        if isinstance(expr, Call) and tail(expr) == "setdefault" and len(expr.args) == 2 and expr.args[0] == variable:
            yield expr.args[1]
    for step in every_step(body):
        if isinstance(step, Bind) and isinstance(step.target, Subscript) and step.target.index == variable:
            yield step.value


def _configuration_classes(names: Names) -> tuple[str, ...]:
    return tuple(sorted({name for base in CONFIGURATIONS for name in names.subclasses(base)}))


def _settings_of(
    names: Names, module: Module, environment: Environment, name: str, named: Mapping[str, bool]
) -> SettingsModule:
    settings = {
        key: Setting(key, frozen(bound.value), bound.module, names.modules[bound.module].path, bound.span)
        for key, bound in environment.items()
        if key.isupper() and not key.startswith("_")
    }
    return SettingsModule(name, module.path, _role(name, named.get(name, False)), settings)


def _role(name: str, served: bool) -> str:
    """By the words of the last part of the name; tests/settings.py is a test's; what wsgi names and nothing else tells
    is what production runs."""
    parts = re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower().split(".")
    last = [word for word in re.split(r"[_\d]+", parts[-1]) if word]
    role = next((role for role, words in ROLES if words.intersection(last)), "other")
    if role in ("base", "other") and {"test", "tests", "testing"}.intersection(parts[:-1]):
        return "test"
    return "production" if served and role == "other" else role


def frozen(value: Any) -> Any:
    """Plain data: lists and sets as tuples, everything that is no data UNKNOWN."""
    match value:
        case dict():
            return {_key(key): frozen(item) for key, item in value.items()}
        case list() | tuple():
            return tuple(frozen(item) for item in value)
        case set() | frozenset():
            return tuple(frozen(item) for item in sorted(value, key=repr))
        case str() | int() | float() | bool() | None:
            return value
        case _:
            return UNKNOWN


def _key(key: Any) -> Any:
    return UNKNOWN if is_unknown(key) else key
