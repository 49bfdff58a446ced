"""The sketches stay honest: they parse, their imports resolve, and what they name exists in the real library.

A library that is not installed here cannot be compared; its sketches are only parsed and linked.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

import practice_lint

STUBS = Path(practice_lint.__file__).parent / "stubs"
TESTS = Path(__file__).parents[1]

# The whole vocabulary of the interpreter that a sketch may use.
NATIVES = {
    "rows_of",
    "filtered",
    "escape",
    "unknown",
    "drf_setting",
    "declared_fields",
    "declared_filters",
    "cleaned_data",
    "validated_data",
    "represented",
    "children_of",
    "subclass",
    "permitted_rows",
    "scoped_manager",
    "ambient",
    "set_ambient",
    "sent",
    "sent_to_task",
    "sql_rows",
    "here",
    "page_cached",
    "page_varied",
    "rendered",
    "rendered_text",
    "group_joined",
    "group_sent",
    "signed_with",
    "signed_in",
    "identified",
}

# Names that a sketch imports from a sketched module and that are deliberately not sketched there.
EXTERNAL = {
    "django.conf.settings": "the evaluated settings",
    "django.contrib.auth.get_user_model": "native: the user model",
    "django.shortcuts.get_object_or_404": "native: a lookup",
    "django.utils.functional.cached_property": "native: a property",
}

# Names of a sketch that the real module or class does not have.
OWN = {
    "django.contrib.admin.options.admit": "what AdminSite.admin_view does around each view",
    "rest_framework.serializers.list_class": "what BaseSerializer.many_init does",
    "django.forms.models.BaseInlineFormSet.fk_name": "the real class holds the field itself, as `fk`",
    "django.forms.models.BaseModelForm.save_m2m": "the real form has it only after save(commit=False)",
    "django.forms.formsets.BaseFormSet.form": "set by formset_factory",
    "django.contrib.auth.models.AbstractUser.objects": "out of reach on an abstract model",
    "django.contrib.syndication.views.Feed.items": "the project's to define",
    "django.db.BaseDatabaseWrapper": "what the proxy `connection` answers to",
    "django.db.backends.utils.CursorWrapper.copy_expert": "the driver's, by __getattr__",
    "django.db.backends.utils.CursorWrapper.fetchone": "the driver's, by __getattr__",
    "django.db.backends.utils.CursorWrapper.fetchmany": "the driver's, by __getattr__",
    "django.db.backends.utils.CursorWrapper.fetchall": "the driver's, by __getattr__",
    "django.db.models.BaseManager": "from django.db.models.manager",
    "django_multitenant.models.TenantModel.objects": "out of reach on an abstract model",
    "django_scopes.state.Scope": "what contextlib.contextmanager makes of the two functions",
    "braces.views.AccessMixin": "from braces.views._access",
    "ninja.security.APIKeyBase": "from ninja.security.apikey",
    "dal.views.ViewMixin.forwarded": "set by dispatch",
    "dal.views.ViewMixin.q": "set by dispatch",
    "organizations.abstract.AbstractOrganization.objects": "out of reach on an abstract model",
    "organizations.abstract.AbstractOrganization.active": "out of reach on an abstract model",
    "channels.consumer.AsyncConsumer.channel_layer": "set by __call__",
    "celery.app.as_task": "what the proxy of shared_task answers to",
    "rest_framework.viewsets.ViewSetMixin.action": "set on the instance",
    "rest_framework.viewsets.ViewSetMixin.basename": "set by as_view",
    "rest_framework.viewsets.ViewSetMixin.detail": "set by as_view",
}
GONE = {
    "django.forms.fields.NullBooleanField": "kept for code that still names it",
    "rest_framework.fields.NullBooleanField": "removed in 3.14",
}


def module_name(path: Path) -> str:
    parts = path.relative_to(STUBS).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


PATHS = {module_name(path): path for path in sorted(STUBS.rglob("*.py"))}
ALL = pytest.mark.parametrize("name", sorted(PATHS))


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(PATHS[name].read_text(encoding="utf-8"), PATHS[name].as_posix())


@cache
def bound(name: str) -> frozenset[str]:
    """What the sketch of that module binds at its top level."""
    names: set[str] = set()
    for statement in tree(name).body:
        match statement:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                names.add(statement.name)
            case ast.Import() | ast.ImportFrom():
                names.update((alias.asname or alias.name).split(".")[0] for alias in statement.names)
            case ast.Assign():
                names.update(target.id for target in statement.targets if isinstance(target, ast.Name))
    return frozenset(names)


def imports(name: str) -> Iterator[tuple[str, str]]:
    """(module, name) of every import of the sketch, relative ones made absolute."""
    package = PATHS[name].name == "__init__.py"
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = name.split(".")
            up = node.level - package
            start = [] if not node.level else parts[: len(parts) - up]
            module = ".".join([*start, *([node.module] if node.module else [])])
            yield from ((module, alias.name) for alias in node.names)


@ALL
def test_a_sketch_says_what_it_sketches(name: str) -> None:
    assert (ast.get_docstring(tree(name)) or "").startswith("Sketch of ")


@ALL
def test_every_import_leads_to_a_sketch_or_a_native(name: str) -> None:
    for module, imported in imports(name):
        if module == "practice_lint_native":
            assert imported in NATIVES
        elif f"{module}.{imported}" not in EXTERNAL:
            assert module in PATHS, module
            assert not imported or imported in bound(module) or f"{module}.{imported}" in PATHS, (module, imported)


@ALL
def test_a_package_has_its_init(name: str) -> None:
    parent = name.rpartition(".")[0]
    assert not parent or parent in PATHS


def test_nothing_is_declared_in_vain() -> None:
    everything = {pair for name in PATHS for pair in imports(name)}
    assert {native for module, native in everything if module == "practice_lint_native"} == NATIVES
    assert EXTERNAL.keys() <= {f"{module}.{name}" for module, name in everything}


# ── against the real library ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session")
def django_set_up() -> None:
    """A Django with its own applications, so that models can be imported."""
    django = pytest.importorskip("django", reason="Django is not installed")
    from django.conf import settings

    if settings.configured:
        return
    contrib = ("admin", "auth", "contenttypes", "sessions", "sites", "messages", "syndication")
    apps = [f"django.contrib.{name}" for name in contrib]
    others = ("rest_framework", "rest_framework.authtoken", "organizations")
    apps += [name for name in others if importlib.util.find_spec(name.split(".")[0])]
    tenants = {
        "TENANT_MODEL": "auth.Group",
        "TENANT_DOMAIN_MODEL": "sites.Site",
    }  # read where django_tenants is imported
    settings.configure(INSTALLED_APPS=apps, DATABASES={}, SECRET_KEY="x", USE_TZ=True, SITE_ID=1, **tenants)
    django.setup()


def real_module(name: str) -> ModuleType:
    library = name.split(".")[0]
    spec = importlib.util.find_spec(library)
    ours = [Path(each).is_relative_to(TESTS) for each in (spec.submodule_search_locations or ())] if spec else [True]
    if any(ours):  # `rules` is a directory of tests as well
        pytest.skip(f"{library} is not installed")
    return importlib.import_module(name)


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    arguments = function.args
    return [each.arg for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]


def allowed(name: str) -> bool:
    return name in OWN or name in GONE


@ALL
@pytest.mark.usefixtures("django_set_up")
def test_what_a_sketch_names_exists(name: str) -> None:
    real = real_module(name)
    missing = [f"{name}.{each}" for each in bound(name) if not hasattr(real, each)]
    package = PATHS[name].name == "__init__.py"
    # What a package imports from itself it re-exports; any other import is the sketch's own business.
    own = {f"{name}.{each}" for module, each in imports(name) if not (package and module.startswith(name))}
    assert [each for each in missing if not allowed(each) and each not in own] == []


@ALL
@pytest.mark.usefixtures("django_set_up")
def test_every_hook_exists_with_these_parameters(name: str) -> None:
    real = real_module(name)
    problems: list[str] = []
    for statement in tree(name).body:
        if isinstance(statement, ast.ClassDef) and hasattr(real, statement.name):
            problems.extend(differences(name, statement, getattr(real, statement.name)))
        elif isinstance(statement, ast.FunctionDef) and hasattr(real, statement.name):
            problems.extend(unlike(f"{name}.{statement.name}", statement, getattr(real, statement.name)))
    assert [each for each in problems if not allowed(each.split(" ")[0])] == []


def differences(module: str, sketch: ast.ClassDef, real: type) -> Iterator[str]:
    path = f"{module}.{sketch.name}"
    for base in sketch.bases:
        mro = {each.__name__ for each in inspect.getmro(real)}
        base_name = ast.unparse(base).rpartition(".")[2]
        if base_name not in mro:
            yield f"{path} is no {base_name}"
    for statement in sketch.body:
        match statement:
            case ast.FunctionDef():
                if not hasattr(real, statement.name):
                    yield f"{path}.{statement.name} is missing"
                else:
                    yield from unlike(f"{path}.{statement.name}", statement, getattr(real, statement.name))
            case ast.Assign(targets=[ast.Name(id=attribute)]) if not hasattr(real, attribute):
                yield f"{path}.{attribute} is missing"


def unlike(path: str, sketch: ast.FunctionDef, real: object) -> Iterator[str]:
    """Parameters of the sketch that the real function does not have."""
    if not callable(real):
        return
    try:
        signature = inspect.signature(real)
    except (TypeError, ValueError):
        return
    kinds = {each.kind for each in signature.parameters.values()}
    if inspect.Parameter.VAR_KEYWORD in kinds or inspect.Parameter.VAR_POSITIONAL in kinds:
        return
    extra = [each for each in parameters(sketch) if each not in signature.parameters and each not in ("self", "cls")]
    if extra:
        yield f"{path} has no {', '.join(extra)}"
