"""What names lead to: modules, classes, functions, and the one word for all of them, `Symbol`.

In: nothing. Out: frozen records that name each other by canonical name. Deliberately unknown: how names are resolved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from practice_lint.facts import Class, FileFacts, Function


@dataclass(frozen=True, slots=True)
class Module:
    """`name` is the path from the root, dotted ("backend.shop.models"; a package's `__init__` is the package)."""

    name: str
    path: str
    package: bool
    stub: bool
    facts: FileFacts


@dataclass(frozen=True, slots=True)
class Symbol:
    """What a name leads to. `name` is canonical: "backend.shop.models.Order" for a definition of the project (module
    name + qualified name), the dotted import path for what lies outside ("celery.shared_task"); for "value" the module
    and the variable ("backend.shop.constants.PAGE"), for "builtin" the bare name."""

    kind: Literal["module", "class", "function", "value", "external", "builtin"]
    name: str


@dataclass(frozen=True, slots=True)
class ClassRecord:
    name: str  # canonical
    module: str
    facts: Class
    bases: tuple[Symbol, ...]  # as resolved, in order; an unresolvable base is Symbol("external", its source words)


@dataclass(frozen=True, slots=True)
class FunctionRecord:
    name: str  # canonical
    module: str
    facts: Function
    owner: str | None  # canonical name of the class it is a method of
