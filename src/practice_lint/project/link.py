"""Every file's facts -> `Project`, the one value that scope and rules ask.

In: facts by path, `Settings` of the tool. Out: `Project`, its indexes built once, here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from practice_lint.config import Settings
from practice_lint.facts import FileFacts
from practice_lint.project.entries import Entry, find_entries
from practice_lint.project.models import Models, build_models
from practice_lint.project.names import Module, Names, build_names
from practice_lint.project.settings import DjangoSettings, evaluate
from practice_lint.project.templates import Templates
from practice_lint.project.tenancy import Tenancy, infer
from practice_lint.source.templates import TemplateFacts

if TYPE_CHECKING:
    from importlib.abc import Traversable

STUBS = files("practice_lint") / "stubs"  # sketches of libraries, package data


@dataclass(frozen=True, slots=True)
class Project:
    names: Names
    models: Models
    settings: DjangoSettings
    entries: tuple[Entry, ...]
    tenancy: Tenancy
    config: Settings
    templates: Templates


def link(
    facts: Mapping[str, FileFacts],
    config: Settings,
    sketches: Mapping[str, FileFacts] | None = None,
    templates: Mapping[str, TemplateFacts] | None = None,
) -> Project:
    """`facts` and `templates` by path relative to the root, POSIX. The library stubs are added here: `sketches` are
    their facts by path below `STUBS` where the caller has them cached."""
    names = build_names(facts, stub_modules() if sketches is None else _modules(sketches))
    settings = evaluate(names)
    models = build_models(names, settings)
    entries = find_entries(names, settings, models)
    tenancy = infer(names, models, settings, config)
    return Project(names, models, settings, entries, tenancy, config, Templates(templates or {}, settings))


@cache
def stub_modules() -> Mapping[str, Module]:
    """The sketches of libraries in `stubs/`, lowered once per process, by module name."""
    from practice_lint.source.lower import lower  # loads the parser, which a run that has everything cached never needs

    return _modules({path: lower(text) for path, text in _sources(STUBS, "")})


def _modules(sketches: Mapping[str, FileFacts]) -> Mapping[str, Module]:
    found: dict[str, Module] = {}
    for path, facts in sketches.items():
        parts = path.removesuffix(".py").split("/")
        package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if package else parts)
        found[name] = Module(name, f"stubs/{path}", package, True, facts)
    return found


def _sources(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for each in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if each.is_dir():
            yield from _sources(each, f"{prefix}{each.name}/")
        elif each.name.endswith(".py"):
            yield prefix + each.name, each.read_bytes()
