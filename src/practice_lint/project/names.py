"""Names -> what they mean, over all files: imports, re-exports, star imports, inheritance.

In: the facts of every file with its path, and of the library stubs. Out: `Names`, an index asked by dotted name.
Deliberately unknown: Django.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from practice_lint.facts import Class, Expr, FileFacts, Function


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


class Names:
    modules: Mapping[str, Module]
    classes: Mapping[str, ClassRecord]
    functions: Mapping[str, FunctionRecord]

    def resolve(self, module: str, name: str) -> Symbol | None:
        """What the global `name` means in `module`: follows imports, re-exports and star imports, whatever their cycles."""
        raise NotImplementedError

    def resolve_path(self, importer: str, path: str) -> Symbol | None:
        """What an Import path ("..models.Order", "shop.models", "rest_framework.generics") means in module `importer`."""
        raise NotImplementedError

    def resolve_expr(self, module: str, expr: Expr) -> Symbol | None:
        """Global, Import or a chain of Attributes on them ("models.Model", "generics.ListAPIView", "Order.Status")."""
        raise NotImplementedError

    def member(self, symbol: Symbol, name: str) -> Symbol | None:
        """`symbol.name`: a module's global, a class's nested class or method (through its MRO), an external's attribute."""
        raise NotImplementedError

    def value(self, name: str) -> tuple[str, Expr] | None:
        """The module and the last expression bound to a "value" symbol at module level; None where there are several
        that differ by branch (then `values`)."""
        raise NotImplementedError

    def values(self, name: str) -> tuple[tuple[str, Expr], ...]:
        """Every expression bound to the "value" symbol at module level (both arms of if/try)."""
        raise NotImplementedError

    def mro(self, name: str) -> tuple[str, ...]:
        """Canonical names of the class and its bases in method resolution order (C3; depth first, first wins, where the
        bases are inconsistent); bases outside the project and the stubs appear by their dotted path, `object` left out."""
        raise NotImplementedError

    def method(self, name: str, method: str, *, after: str | None = None) -> FunctionRecord | None:
        """The function that `instance.method` runs for class `name`; with `after`, what `super()` in class `after` runs."""
        raise NotImplementedError

    def attribute(self, name: str, attribute: str, *, after: str | None = None) -> tuple[str, Expr] | None:
        """(canonical name of the class in the MRO whose body binds it, the expression bound last in that body)."""
        raise NotImplementedError

    def subclasses(self, name: str) -> tuple[str, ...]:
        """Every class of the project (not of the stubs) that has `name` (a canonical or external name) in its MRO, sorted."""
        raise NotImplementedError
