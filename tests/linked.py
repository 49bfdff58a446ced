"""Small projects in one text (`# file: shop/models.py` begins a file), and what the project layer makes of them."""

from __future__ import annotations

from textwrap import dedent

from written import names_of

from practice_lint.config import Settings
from practice_lint.project.entries import Entry, find_entries
from practice_lint.project.models import build_models
from practice_lint.project.settings import DjangoSettings, evaluate
from practice_lint.project.tenancy import Tenancy, infer

FILE = "# file: "


def files_of(source: str) -> dict[str, str]:
    files: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in dedent(source).splitlines():
        if line.startswith(FILE):
            lines = files.setdefault(line.removeprefix(FILE).strip(), [])
        else:
            lines.append(line)
    return {path: "\n".join(lines) + "\n" for path, lines in files.items()}


def settings_of(source: str) -> DjangoSettings:
    return evaluate(names_of(files_of(source)))


def entries_of(source: str) -> tuple[Entry, ...]:
    names = names_of(files_of(source))
    settings = evaluate(names)
    return find_entries(names, settings, build_models(names, settings))


def tenancy_of(source: str, config: Settings | None = None) -> Tenancy:
    names = names_of(files_of(source))
    settings = evaluate(names)
    return infer(names, build_models(names, settings), settings, config or Settings())
