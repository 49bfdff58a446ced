"""Names -> what they mean, over all files: imports, re-exports, star imports, inheritance.

In: the facts of every file with its path, and of the library stubs. Out: `Names`, an index asked by dotted name.
Deliberately unknown: Django.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from practice_lint.facts import Expr, FileFacts
from practice_lint.project.bindings import Bindings
from practice_lint.project.declarations import Declarations
from practice_lint.project.lineage import Lineage
from practice_lint.project.symbols import ClassRecord, FunctionRecord, Module, Symbol

__all__ = ["ClassRecord", "FunctionRecord", "Module", "Names", "Symbol", "build_names"]


class Names:
    """The index. Built by `build_names`; everything but the class table is worked out when first asked."""

    modules: Mapping[str, Module]
    classes: Mapping[str, ClassRecord]
    functions: Mapping[str, FunctionRecord]

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self._declared = Declarations(modules)
        self._lineage = Lineage(self._declared)
        self._names = self._lineage.names
        self.modules = modules
        self.classes = self._lineage.classes
        self.functions = self._declared.functions

    def resolve(self, module: str, name: str) -> Symbol | None:
        """What the global `name` means in `module`: follows imports, re-exports and star imports, whatever their
        cycles."""
        return self._names.resolve(module, name)

    def resolve_path(self, importer: str, path: str) -> Symbol | None:
        """What an Import path ("..models.Order", "shop.models", "rest_framework.generics") means in module
        `importer`."""
        return self._names.path(importer, path)

    def resolve_expr(self, module: str, expr: Expr) -> Symbol | None:
        """Global, Import or a chain of Attributes on them ("models.Model", "generics.ListAPIView", "Order.Status")."""
        return self._names.expr(module, expr)

    def resolve_within(self, scope: str, expr: Expr) -> Symbol | None:
        """`resolve_expr` inside a class or function (canonical name): its Locals are looked for in the bodies
        around."""
        return self._names.within(scope, expr)

    def member(self, symbol: Symbol, name: str) -> Symbol | None:
        """`symbol.name`: a module's global, a class's nested class or method (through its MRO), an external's
        attribute.

        A class attribute that holds anything else is the "value" `class.name`, which `value` and `values` know.
        """
        return self._names.member(symbol, name)

    def value(self, name: str) -> tuple[str, Expr] | None:
        """The module and the last expression bound to a "value" symbol at module level; None where there are several
        that differ by branch (then `values`)."""
        found = self.values(name)
        return found[0] if len(found) == 1 else None

    def values(self, name: str) -> tuple[tuple[str, Expr], ...]:
        """Every expression bound to the "value" symbol at module level (both arms of if/try)."""
        return self._names.values(name)

    def bindings(self, scope: str) -> Bindings:
        """What the body of a module, class or function (canonical name) binds; empty for any other name."""
        return self._declared.bindings(scope)

    # ── classes ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def mro(self, name: str) -> tuple[str, ...]:
        """Canonical names of the class and its bases in method resolution order (C3; depth first, first wins, where
        the bases are inconsistent); bases outside the project and the stubs appear by their dotted path, `object`
        left out."""
        return self._lineage.mro(name)

    def method(self, name: str, method: str, *, after: str | None = None) -> FunctionRecord | None:
        """The function that `instance.method` runs for class `name`; with `after`, what `super()` in class `after`
        runs."""
        return self._lineage.method(name, method, after=after)

    def attribute(self, name: str, attribute: str, *, after: str | None = None) -> tuple[str, Expr] | None:
        """(canonical name of the class in the MRO whose body binds it, the expression bound last in that body).

        A bare annotation (`x: int`) counts only where no class of the MRO binds a value.
        """
        return self._lineage.attribute(name, attribute, after=after)

    def subclasses(self, name: str) -> tuple[str, ...]:
        """Every class of the project (not of the stubs) that has `name` (a canonical or external name) in its MRO,
        sorted."""
        return tuple(sorted(each for each in self.descendants(name) if not self._declared.in_stub(each)))

    def descendants(self, name: str) -> frozenset[str]:
        """`subclasses` with the stubs' classes among them, `name` itself left out."""
        return self._lineage.descendants(name)

    def outside_bases(self) -> Mapping[str, Sequence[str]]:
        """By the name of every base that lies outside project and stubs, the classes that name it in their header."""
        return self._lineage.outside


def build_names(facts: Mapping[str, FileFacts], stubs: Mapping[str, Module]) -> Names:
    """`facts` by path relative to the root, POSIX; `stubs` by module name. A file of the project hides a stub of its
    name."""
    modules = dict(stubs)
    for path in sorted(facts):
        module = _module(path, facts[path])
        modules[module.name] = module
    return Names(modules)


def _module(path: str, facts: FileFacts) -> Module:
    parts = path.removesuffix(".py").split("/")
    package = parts[-1] == "__init__" and len(parts) > 1
    return Module(".".join(parts[:-1] if package else parts), path, package, False, facts)
