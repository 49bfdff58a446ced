"""Rows of all practices in one table, a schema per practice, or both.

In: evaluated settings, base classes, the configuration. Out: `SchemaSigns`. Deliberately unknown: queries.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from practice_lint.config import Settings
from practice_lint.project.models import Model, Models
from practice_lint.project.names import Names
from practice_lint.project.ownership import Ownership
from practice_lint.project.settings import DjangoSettings, Setting, app_package

Architecture = Literal["row", "schema", "hybrid"]

LIBRARIES = ("django_tenants", "tenant_schemas", "django_pgschemas", "tenant_users", "pgschemas")
ENGINES = ("django_tenants.postgresql_backend", "tenant_schemas.postgresql_backend", "django_pgschemas.postgresql")
TENANT_BASES = frozenset({"TenantMixin", "TenantBase", "TenantMixinBase"})
DOMAIN_BASES = frozenset({"DomainMixin"})
MIDDLEWARE_WORDS = (
    "TenantMainMiddleware",
    "TenantMiddleware",
    "TenantSubfolderMiddleware",
    "SuspiciousTenantMiddleware",
)
MODEL_SETTINGS = ("TENANT_MODEL", "PUBLIC_TENANT_MODEL")


@dataclass(frozen=True, slots=True)
class SchemaSigns:
    """What says that the project keeps a schema per tenant. `evidence` is empty where nothing does.

    `tenant_apps_models`: models whose tables every schema has of its own; `shared_apps_models`: those with one table.
    """

    configured: Architecture | None
    evidence: tuple[str, ...]
    tenant_model: str | None
    domain_models: frozenset[str]
    tenant_apps_models: frozenset[str]
    shared_apps_models: frozenset[str]

    def decided(self, ownership: Ownership, practices: tuple[str, ...]) -> Architecture:
        if self.configured is not None:
            return self.configured
        if not self.evidence:
            return "row"
        return "hybrid" if self._rows_of_several(ownership, practices) else "schema"

    def reasons(self, ownership: Ownership, practices: tuple[str, ...]) -> tuple[str, ...]:
        if self.configured is not None:
            return (f"The configuration says {self.configured}.", *self.evidence)
        if not self.evidence:
            return (
                "No sign of a schema per tenant: neither an engine, TENANT_MODEL, TenantMixin nor tenant middleware.",
            )
        labels = [ownership.label(name) for name in self._rows_of_several(ownership, practices)]
        shared = (f"Shared tables hold rows of several practices: {', '.join(labels[:5])}.",) if labels else ()
        return (*self.evidence, *shared)

    def _rows_of_several(self, ownership: Ownership, practices: tuple[str, ...]) -> tuple[str, ...]:
        """Models of shared apps that lead to the practice: a schema does not part their rows."""
        if not practices:
            return ()
        reach = ownership.reaching(practices)
        found = self.shared_apps_models & reach.keys() - set(practices) - self.domain_models
        return tuple(sorted(name for name in found if not ownership.is_user(name)))


def architecture_of(names: Names, models: Models, settings: DjangoSettings, config: Settings) -> SchemaSigns:
    evidence: list[str] = []
    tenant = _tenant_setting(settings, models, evidence)
    evidence.extend(_engines(settings))
    bases = _by_base(names, models, TENANT_BASES)
    for name in bases:
        evidence.append(f"{models.by_name[name].label} inherits {_base_word(names, name)}.")
    evidence.extend(_middleware(names, settings))
    if tenant is None and len(bases) == 1:
        tenant = bases[0]
    configured = None if config.architecture == "auto" else config.architecture
    on = bool(evidence) and configured != "row"
    owned, shared = _placed(settings, models) if on else (frozenset(), frozenset())
    return SchemaSigns(
        configured=configured,
        evidence=tuple(dict.fromkeys(evidence)) if on else (),
        tenant_model=tenant if on else None,
        domain_models=frozenset(_by_base(names, models, DOMAIN_BASES)),
        tenant_apps_models=owned,
        shared_apps_models=shared,
    )


def _tenant_setting(settings: DjangoSettings, models: Models, evidence: list[str]) -> str | None:
    tenant: str | None = None
    for name in MODEL_SETTINGS:
        setting = settings.get(name)
        if setting is None or not isinstance(setting.value, str):
            continue
        evidence.append(f'{name} = "{setting.value}" ({setting.path}:{setting.span.line}).')
        found = [model for model in models.find(setting.value) if not model.abstract]
        tenant = tenant or (found[0].name if len(found) == 1 else setting.value)
    pgschemas = settings.get("TENANTS")
    if pgschemas is not None and isinstance(pgschemas.value, dict):
        public = pgschemas.value.get("public")
        label = public.get("TENANT_MODEL") if isinstance(public, dict) else None
        if isinstance(label, str):
            evidence.append(f'TENANTS["public"]["TENANT_MODEL"] = "{label}" ({pgschemas.path}:{pgschemas.span.line}).')
            found = [model for model in models.find(label) if not model.abstract]
            tenant = tenant or (found[0].name if len(found) == 1 else label)
    return tenant


def _engines(settings: DjangoSettings) -> Iterator[str]:
    for setting in settings.all("DATABASES"):
        for alias, database in setting.value.items() if isinstance(setting.value, dict) else ():
            engine = database.get("ENGINE") if isinstance(database, dict) else None
            if isinstance(engine, str) and engine.endswith(ENGINES):
                yield f'DATABASES["{alias}"]["ENGINE"] is {engine} ({setting.path}:{setting.span.line}).'
                return


def _by_base(names: Names, models: Models, bases: frozenset[str]) -> tuple[str, ...]:
    found = []
    for name, model in sorted(models.by_name.items()):
        if not model.abstract and not model.library and _base_word(names, name, bases):
            found.append(name)
    return tuple(found)


def _base_word(names: Names, model: str, bases: frozenset[str] = TENANT_BASES | DOMAIN_BASES) -> str:
    for base in names.mro(model)[1:]:
        if base.startswith(LIBRARIES) and base.rpartition(".")[2] in bases:
            return base.rpartition(".")[2]
    return ""


def _middleware(names: Names, settings: DjangoSettings) -> Iterator[str]:
    for option in ("MIDDLEWARE", "MIDDLEWARE_CLASSES"):
        setting = settings.get(option)
        for path in setting.value if setting is not None and isinstance(setting.value, tuple) else ():
            if not isinstance(path, str) or setting is None:
                continue
            symbol = names.resolve_path(setting.module, path)
            lineage = names.mro(symbol.name) if symbol is not None and symbol.kind == "class" else (path,)
            for base in lineage:
                if base.startswith(LIBRARIES) and base.endswith(MIDDLEWARE_WORDS):
                    yield f"{path} in {option} is a tenant middleware ({setting.path}:{setting.span.line})."
                    break


def _placed(settings: DjangoSettings, models: Models) -> tuple[frozenset[str], frozenset[str]]:
    """(models of tenant apps, models of apps that are shared only)."""
    tenant = set(_apps(settings.get("TENANT_APPS")))
    shared = set(_apps(settings.get("SHARED_APPS")))
    for name in ("TENANT_TYPES", "TENANTS"):
        setting = settings.get(name)
        for key, kind in setting.value.items() if setting is not None and isinstance(setting.value, dict) else ():
            apps = _strings(kind.get("APPS")) if isinstance(kind, dict) else ()
            (shared if key == "public" else tenant).update(apps)
    own, one = set(), set()
    for name, model in models.by_name.items():
        if model.abstract or model.library:
            continue
        if _in_apps(model, tenant):
            own.add(name)
        elif _in_apps(model, shared):
            one.add(name)
    return frozenset(own), frozenset(one)


def _apps(setting: Setting | None) -> tuple[str, ...]:
    return _strings(setting.value) if setting is not None else ()


def _strings(value: Any) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, tuple) else ()


def _in_apps(model: Model, apps: set[str]) -> bool:
    """An app is listed by its package ("clinic.patients") or configuration class ("clinic.patients.apps.Patients")."""
    module = f".{model.module}."
    for app in apps:
        package = app_package(app)
        if f".{package}." in module or model.label.partition(".")[0] == package:
            return True
    return False
