"""Small projects written out in one text: `# file: shop/models.py` begins a file."""

from __future__ import annotations

import textwrap
from functools import cache

from practice_lint.config import Settings
from practice_lint.facts import FileFacts
from practice_lint.project.entries import Entry, find_entries
from practice_lint.project.link import stub_modules
from practice_lint.project.models import Models, build_models
from practice_lint.project.names import Names, build_names
from practice_lint.project.settings import DjangoSettings, evaluate
from practice_lint.project.tenancy import Tenancy, infer
from practice_lint.source.lower import lower

FILE = "# file: "


@cache
def _lowered(text: str) -> FileFacts:
    facts = lower(text.encode())
    assert facts.problem is None, facts.problem
    return facts


def files_of(source: str) -> dict[str, str]:
    files: dict[str, list[str]] = {}
    path = "module.py"
    for line in textwrap.dedent(source).splitlines():
        if line.startswith(FILE):
            path = line.removeprefix(FILE).strip()
            files[path] = []
        else:
            files.setdefault(path, []).append(line)
    return {path: "\n".join(lines) + "\n" for path, lines in files.items() if any(lines) or path != "module.py"}


def names_of(source: str) -> Names:
    return build_names({path: _lowered(text) for path, text in files_of(source).items()}, stub_modules())


def settings_of(source: str) -> DjangoSettings:
    return evaluate(names_of(source))


def models_of(source: str) -> Models:
    names = names_of(source)
    return build_models(names, evaluate(names))


def entries_of(source: str) -> tuple[Entry, ...]:
    names = names_of(source)
    settings = evaluate(names)
    return find_entries(names, settings, build_models(names, settings))


def tenancy_of(source: str, config: Settings | None = None) -> Tenancy:
    names = names_of(source)
    settings = evaluate(names)
    return infer(names, build_models(names, settings), settings, config or Settings())
