"""Small projects, written as text by path, and what the linker makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent

from practice_lint.project.link import stub_modules
from practice_lint.project.models import Models, build_models
from practice_lint.project.names import Names, build_names
from practice_lint.project.settings import evaluate
from practice_lint.source.lower import lower

Files = Mapping[str, str]


def names_of(files: Files) -> Names:
    return build_names({path: lower(dedent(text).encode()) for path, text in files.items()}, stub_modules())


def models_of(files: Files) -> Models:
    names = names_of(files)
    return build_models(names, evaluate(names))
