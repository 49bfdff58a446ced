"""What production's settings say of schemas: which apps live where, what middleware, caches, storages and routers do.

In: `Project`. Out: `SchemaSettings`, asked by the rules about schemas; off where the project keeps all rows in one
schema. A value that cannot be told is no answer. Deliberately unknown: function bodies, beyond the words in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from practice_lint.facts import Attribute, Bind, Call, Constant, Expr, Leave, Local, Span, Step
from practice_lint.project.architecture import LIBRARIES, MIDDLEWARE_WORDS
from practice_lint.project.link import Project
from practice_lint.project.models import Field, Model
from practice_lint.project.names import Module, Symbol
from practice_lint.project.settings import Setting, SettingsModule, app_package
from practice_lint.project.visit import (
    calls_in,
    every_expression,
    every_step,
    expressions_in,
    own_expressions,
    tail,
)

MARKS = ("TENANT_MODEL", "TENANT_APPS", "TENANT_TYPES", "TENANTS")  # settings that make a module one of such a project
SERVED = ("production", "base", "other", "development")  # what production runs: the first role that there is
PUBLIC_WORDS = frozenset({"public", "shared", "global"})
# What a schema is called in code that asks which one is active.
SCHEMA_WORDS = frozenset(
    {
        "schema_name", "tenant", "get_schema_name", "current_schema", "get_tenant", "schema", "get_current_schema",
        "get_tenant_specific_folder", "parse_tenant_config_path", "domain_url", "get_current_tenant",
    }
)  # fmt: skip
OUTWARD = (".process_response", ".process_view", ".process_exception", ".process_template_response")
FILE_FIELDS = frozenset({"FileField", "ImageField", "ProcessedImageField", "ThumbnailerImageField", "SorlImageField"})


@dataclass(frozen=True, slots=True)
class Middleware:
    """One entry of MIDDLEWARE. `name`: canonical where the project or a sketch defines it, else the path itself."""

    path: str
    name: str
    tenant: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Included:
    """A URLconf of a tenant app, included in the public one at this place."""

    urlconf: str
    app: str
    module: str
    span: Span


class SchemaSettings:
    def __init__(self, project: Project) -> None:
        self.project, self.names, self.models = project, project.names, project.models
        self.on = project.tenancy.architecture in ("schema", "hybrid")

    # ── settings ────────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def served(self) -> tuple[SettingsModule, ...]:
        """The modules that production may run, those of a project without a schema per practice left out."""
        if not self.on:
            return ()
        marked = [each for each in self.project.settings.modules if any(mark in each.settings for mark in MARKS)]
        for role in SERVED:
            found = tuple(each for each in marked if each.role == role)
            if found:
                return found
        return ()

    def each(self, name: str) -> Iterator[tuple[SettingsModule, Setting]]:
        """The setting in every module that production may run; where two share it, once."""
        seen: set[tuple[str, int]] = set()
        for module in self.served:
            setting = module.settings.get(name)
            if setting is not None and (setting.path, setting.span.line) not in seen:
                seen.add((setting.path, setting.span.line))
                yield module, setting

    def mark(self, module: SettingsModule) -> Setting:
        """Where to report what a settings module leaves out."""
        return next(module.settings[mark] for mark in MARKS if mark in module.settings)

    def first_marks(self, without: tuple[str, ...]) -> Iterator[tuple[SettingsModule, Setting]]:
        """A place per cause for what all of `without` would say: modules that have none of them."""
        seen: set[tuple[str, int]] = set()
        for module in self.served:
            mark = self.mark(module)
            if not any(name in module.settings for name in without) and (mark.path, mark.span.line) not in seen:
                seen.add((mark.path, mark.span.line))
                yield module, mark

    # ── apps ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def apps(self, module: SettingsModule, kind: str) -> tuple[str, ...] | None:
        """The packages that `kind` ("shared" or "tenant") apps are in, as listed; None where the list is not told."""
        found: list[str] = []
        told = False
        for name, owner in (("SHARED_APPS", "shared"), ("TENANT_APPS", "tenant")):
            setting = module.settings.get(name)
            if owner == kind and setting is not None and isinstance(setting.value, tuple):
                told = True
                found.extend(item for item in setting.value if isinstance(item, str))
        for name in ("TENANT_TYPES", "TENANTS"):
            setting = module.settings.get(name)
            for key, options in (
                setting.value.items() if setting is not None and isinstance(setting.value, dict) else ()
            ):
                apps = options.get("APPS") if isinstance(options, dict) else None
                if isinstance(apps, tuple) and (key == "public") == (kind == "shared"):
                    told = True
                    found.extend(item for item in apps if isinstance(item, str))
        return tuple(dict.fromkeys(app_package(each) for each in found)) if told else None

    def lists_app(self, apps: tuple[str, ...] | None, model: Model) -> bool:
        """Whether the model's app is among the packages."""
        inside = f".{model.module}."
        label = model.label.partition(".")[0]
        return any(f".{each}." in inside or each.rpartition(".")[2] == label for each in apps or ())

    def in_tenant(self, model: str | None) -> bool:
        """Whether every schema has a table of the model of its own."""
        return model in self.tenant_models

    @cached_property
    def tenant_models(self) -> frozenset[str]:
        return self._models_of("tenant")

    @cached_property
    def tenant_only_models(self) -> frozenset[str]:
        """Models without a table in the public schema."""
        return self.tenant_models - self._models_of("shared")

    @cached_property
    def shared_models(self) -> frozenset[str]:
        """Models with one table for all, those of apps on both lists left out."""
        return self._models_of("shared") - self.tenant_models

    def _models_of(self, kind: str) -> frozenset[str]:
        """By the first module that tells: where several disagree, one of them is wrong and reported by itself."""
        apps = next((found for module in self.served if (found := self.apps(module, kind)) is not None), None)
        return frozenset(
            name
            for name, model in self.models.by_name.items()
            if not model.abstract
            and not model.library
            and self.lists_app(apps, model)
            and all(part.isidentifier() for part in model.module.split("."))  # `models copy.py` cannot be imported
        )

    @cached_property
    def tenants(self) -> frozenset[str]:
        """The tenant model, its proxies and children, and the models of its domains."""
        labels = (self._label("TENANT_DOMAIN_MODEL"), self._label("TENANT_MODEL"))
        named = {model.name for label in labels if label for model in self.models.find(label)}
        return frozenset({*self.project.tenancy.practices, *named})

    def _label(self, name: str) -> str | None:
        setting = self.project.settings.get(name)
        return setting.value if setting is not None and isinstance(setting.value, str) else None

    def users_per_schema(self, module: SettingsModule) -> bool | None:
        """Whether every schema has users of its own; None where the settings do not tell."""
        user = self.models.by_name.get(self.models.user or "")
        tenant, shared = self.apps(module, "tenant"), self.apps(module, "shared")
        if tenant is None or shared is None:
            return None
        if user is None or user.library:
            return True if "django.contrib.auth" in tenant else False if "django.contrib.auth" in shared else None
        return True if self.lists_app(tenant, user) else False if self.lists_app(shared, user) else None

    @cached_property
    def file_fields(self) -> tuple[Field, ...]:
        """File columns of models with a table per schema whose path does not tell the schema by itself."""
        found = []
        for name in sorted(self.tenant_models):
            for field in self.models.by_name[name].fields.values():
                if field.kind in FILE_FIELDS and field.call is not None and not self._told(field):
                    found.append(field)
        return tuple(found)

    def _told(self, field: Field) -> bool:
        """A storage of its own, or a function for the path that asks for the schema."""
        assert field.call is not None
        for keyword in field.call.keywords:
            if keyword.name == "storage":
                return True
            if keyword.name == "upload_to" and not isinstance(keyword.value, Constant):
                symbol = self.names.resolve_within(field.model, keyword.value)
                return symbol is None or self.speaks(symbol)
        return False

    # ── classes and functions that settings name ────────────────────────────────────────────────────────────────────

    def named(self, module: str, path: str) -> Symbol | None:
        return self.names.resolve_path(module, path)

    def own(self, symbol: Symbol | None) -> bool:
        """Whether the project defines it."""
        if symbol is None:
            return False
        record = self.names.classes.get(symbol.name) or self.names.functions.get(symbol.name)
        return record is not None and not self.names.modules[record.module].stub

    def lineage(self, module: str, path: str) -> tuple[str, ...]:
        """The dotted path, and what a class of the project inherits."""
        symbol = self.named(module, path)
        return (path, *self.names.mro(symbol.name)) if symbol is not None and symbol.kind == "class" else (path,)

    def speaks(self, symbol: Symbol, depth: int = 2) -> bool:
        """Whether the function, or a method of the class, asks which schema is active; unknown code may."""
        if symbol.kind not in ("class", "function"):
            return True
        bodies = [record for name, record in self.names.functions.items() if self._part_of(name, symbol)]
        if not self.own(symbol):
            return True
        for record in bodies:
            for expr in expressions_in(record.facts.body):
                word = expr.name if isinstance(expr, (Attribute, Local)) else tail(expr)
                if word in SCHEMA_WORDS:
                    return True
            for call in calls_in(record.facts.body) if depth else ():
                inner = self.names.resolve_within(record.name, call.function)
                if inner is not None and inner.kind == "function" and self.own(inner) and self.speaks(inner, depth - 1):
                    return True
        return any(self.speaks(base, depth - 1) for base in self._own_bases(symbol)) if depth else False

    def _own_bases(self, symbol: Symbol) -> Iterator[Symbol]:
        record = self.names.classes.get(symbol.name)
        yield from (base for base in record.bases if self.own(base)) if record is not None else ()

    def _part_of(self, name: str, symbol: Symbol) -> bool:
        return name == symbol.name or name.startswith(symbol.name + ".")

    def middleware(self, module: SettingsModule) -> tuple[Setting, tuple[Middleware, ...], bool] | None:
        """MIDDLEWARE of the module, its known entries in order, and whether all are known."""
        setting = module.settings.get("MIDDLEWARE") or module.settings.get("MIDDLEWARE_CLASSES")
        if setting is None or not isinstance(setting.value, tuple):
            return None
        known = tuple(self._middleware(setting.module, item) for item in setting.value if isinstance(item, str))
        return setting, known, len(known) == len(setting.value)

    def _middleware(self, module: str, path: str) -> Middleware:
        symbol = self.named(module, path)
        name = symbol.name if symbol is not None else path
        tenant = any(
            base.startswith(LIBRARIES) and base.endswith(MIDDLEWARE_WORDS) for base in self.lineage(module, path)
        )
        own = self.own(symbol)
        return Middleware(path, name, tenant or (own and self.switches(name)), own)

    def switches(self, name: str) -> bool:
        """Whether the function or class sets the connection's schema."""
        return any(
            tail(call) in ("set_tenant", "set_schema")
            for each, record in self.names.functions.items()
            if each == name or each.startswith(name + ".")
            for call in calls_in(record.facts.body)
        )

    def touches(self, name: str) -> str | None:
        """The label of a model with a table per schema that the function or class (or what is in it) names."""
        for each, record in self.names.functions.items():
            if each == name or each.startswith(name + "."):
                for expr in expressions_in(record.facts.body):
                    label = self.tenant_rows(record.name, expr)
                    if label is not None:
                        return label
        return None

    def looks_at(self, name: str, attribute: str) -> bool:
        """Whether the middleware reads `request.<attribute>` on the way in."""
        for each, record in self.names.functions.items():
            if (each == name or each.startswith(name + ".")) and not each.endswith(OUTWARD):
                for step in every_step(record.facts.body):
                    found = [expr for own in own_expressions(step) for expr in every_expression(own)]
                    if Attribute(Local("request"), attribute) in found:
                        return True
                    if any(isinstance(expr, Call) and tail(expr) == "get_response" for expr in found):
                        break
        return False

    def reads_setting(self, name: str) -> bool:
        """Whether code of the project asks `settings` for it."""
        bodies = [(each.module, each.facts.body) for each in self.names.functions.values()]
        bodies += [(each.module, each.facts.body) for each in self.names.classes.values()]
        return any(
            (isinstance(expr, Attribute) and expr.name == name)
            or (isinstance(expr, Call) and tail(expr) == "getattr" and Constant(name) in expr.args)
            for module, body in bodies
            if not self.names.modules[module].stub
            for expr in expressions_in(body)
        )

    def tenant_rows(self, scope: str, expr: Expr) -> str | None:
        """The label of the model, where the expression is `Model.objects` of a model with a table per schema."""
        if isinstance(expr, Attribute) and not isinstance(expr.of, (Call, Constant)):
            model = self.models.resolve_value(scope, expr.of)
            if model in self.tenant_models and model is not None and expr.name in self.models.by_name[model].managers:
                return self.models.by_name[model].label
        return None

    def answers_always(self, router: str) -> bool:
        """Whether the router's `allow_migrate` answers True to everything."""
        record = self.names.method(router, "allow_migrate")
        if record is None or self.names.modules[record.module].stub:
            return False
        steps = [step for step in every_step(record.facts.body) if isinstance(step, Leave) and step.how == "return"]
        return bool(steps) and all(step.value == Constant(True) for step in steps)

    @cached_property
    def public_includes(self) -> tuple[Included, ...]:
        """URLconfs of tenant apps that a public URLconf includes."""
        found: dict[tuple[str, str], Included] = {}
        for settings in self.served:
            urlconf, apps = settings.settings.get("PUBLIC_SCHEMA_URLCONF"), self.apps(settings, "tenant") or ()
            root = settings.settings.get("ROOT_URLCONF")
            if urlconf is None or not isinstance(urlconf.value, str) or (root and root.value == urlconf.value):
                continue
            symbol = self.named(urlconf.module, urlconf.value)
            module = self.names.modules.get(symbol.name) if symbol is not None else None
            for call in calls_in(module.facts.body) if module is not None else ():
                if tail(call) == "include" and call.args and isinstance(call.args[0], Constant) and module is not None:
                    path = str(call.args[0].value)
                    for app in apps:
                        shared = app in (self.apps(settings, "shared") or ())
                        if f"{path}.".startswith(f"{app}.") and not shared:
                            found.setdefault((module.name, path), Included(path, app, module.name, call.span))
        return tuple(found.values())

    # ── what is decided once ────────────────────────────────────────────────────────────────────────────────────────

    def frozen(self, storage: str) -> Iterator[tuple[str, Span]]:
        """(symbol, place) where a storage class asks for the schema once: in its body, in a cached property, when it is
        made."""
        record = self.names.classes.get(storage)
        if record is None or self.names.modules[record.module].stub:
            return
        for step in record.facts.body:
            if isinstance(step, Bind) and self._asks(step.value):
                yield f"{record.facts.name}.{tail(step.target)}", step.span
        for name, function in self.names.functions.items():
            if function.owner != storage:
                continue
            cached = any(tail(each) == "cached_property" for each in function.facts.decorators)
            if cached or name.endswith(".__init__"):
                for step in every_step(function.facts.body):
                    value = getattr(step, "value", None)
                    if value is not None and self._asks(value):
                        yield function.facts.name, step.span

    def _asks(self, value: Expr) -> bool:
        """`connection.schema_name` and its like in an expression."""
        return any(
            isinstance(expr, Attribute) and expr.name in ("schema_name", "tenant") and tail(expr.of) == "connection"
            for expr in every_expression(value)
        )

    @cached_property
    def storages(self) -> tuple[str, ...]:
        """The project's storage classes, by name."""
        found = []
        for name, record in self.names.classes.items():
            if not self.names.modules[record.module].stub:
                if any(base.rpartition(".")[2].endswith("Storage") for base in self.names.mro(name)[1:]):
                    found.append(name)
        return tuple(sorted(found))

    @cached_property
    def guards(self) -> bool:
        """Whether some code of the project compares the user with the tenant: it speaks of both on `request`."""
        return any(self._guard(record.facts.body) for record in self._records())

    def _guard(self, body: Any) -> bool:
        said = {expr.name for expr in expressions_in(body) if isinstance(expr, Attribute)}
        return bool(said & {"user", "user_id"}) and bool(said & {"tenant", "schema_name", "tenants"})

    def _records(self) -> Iterator[Any]:
        for _, record in sorted(self.names.functions.items()):
            if not self.names.modules[record.module].stub:
                yield record

    @cached_property
    def _caching_modules(self) -> tuple[Module, ...]:
        return tuple(
            module
            for module in sorted(self.names.modules.values(), key=lambda each: each.path)
            if not module.stub and self._says(module.facts.body, CACHE_IMPORTS)
        )

    def _says(self, body: Sequence[Step], imports: tuple[str, ...]) -> bool:
        return any(getattr(expr, "path", "").startswith(imports) for expr in expressions_in(body))

    @cached_property
    def cached_rows(self) -> str | None:
        """The path of a module that uses the cache and rows of schemas, and does not speak of the schema."""
        return next((path for path, speaks, reads in self._cached if reads and not speaks), None)

    @cached_property
    def keyed_by_hand(self) -> bool:
        """Whether modules that use the cache and rows of schemas put the schema into the keys, and there are some."""
        return self.cached_rows is None and any(speaks for _, speaks, _ in self._cached)

    @cached_property
    def _cached(self) -> tuple[tuple[str, bool, bool], ...]:
        """(path, whether it speaks of the schema, whether it reads rows of one) of each module that uses the cache."""
        found = []
        for module in self._caching_modules:
            bodies = [each.facts.body for each in self.names.functions.values() if each.module == module.name]
            bodies += [each.facts.body for each in self.names.classes.values() if each.module == module.name]
            bodies.append(module.facts.body)
            speaks = any(_speaks_of_schema(expr) for body in bodies for expr in expressions_in(body))
            reads = any(self.tenant_rows(module.name, expr) for body in bodies for expr in expressions_in(body))
            found.append((module.path, speaks, reads))
        return tuple(found)


def _speaks_of_schema(expr: Expr) -> bool:
    """`connection.schema_name`, or a helper that says so in its name: `TenantKey(…)`."""
    if isinstance(expr, (Attribute, Local)):
        return expr.name in SCHEMA_WORDS
    return isinstance(expr, Call) and re.search(r"tenant|schema", tail(expr), re.I) is not None


CACHE_IMPORTS = ("django.core.cache", "django.views.decorators.cache.cache_page", "cacheops", "cachalot")
