"""Import paths -> symbols: which module of project or stubs a path means to its importer, and what of it.

In: `Declarations`, and the resolution of names inside a module. Out: `Imports`. Deliberately unknown: expressions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from practice_lint.project.declarations import Declarations
from practice_lint.project.locate import Locator
from practice_lint.project.symbols import Symbol

if TYPE_CHECKING:
    from practice_lint.project.resolution import Resolution


class Imports:
    def __init__(self, declared: Declarations, names: Resolution) -> None:
        self._declared = declared
        self._names = names
        self._paths: dict[tuple[str, str], Symbol | None] = {}
        project = [each for each in declared.modules.values() if not each.stub]
        stubs = [each.name for each in declared.modules.values() if each.stub]
        self._locator = Locator([each.name for each in project], [each.name for each in project if each.package])
        tops = {name.partition(".")[0] for name in stubs}
        self._stub_tops = frozenset(top for top in tops if not self._locator.top_level(top))
        self._stub_folders = frozenset(folder for name in stubs for folder in _ancestors(name))

    def resolve(self, importer: str, path: str) -> Symbol | None:
        """What an Import path ("..models.Order", "shop.models", "rest_framework.generics") means in module
        `importer`."""
        key = (importer, path)
        if key not in self._paths:
            outer, self._names.cut = self._names.cut, False
            found = self._relative(importer, path) if path.startswith(".") else self._absolute(importer, path)
            if not self._names.cut:
                self._paths[key] = found
            self._names.cut |= outer
            return found
        return self._paths[key]

    def submodule(self, name: str) -> Symbol | None:
        """The module or folder of exactly that dotted path."""
        known = name in self._declared.modules or self._locator.holds(name) or name in self._stub_folders
        return Symbol("module", name) if known else None

    def _relative(self, importer: str, path: str) -> Symbol | None:
        module = self._declared.modules.get(importer)
        rest = path.lstrip(".")
        base = importer.split(".")
        up = len(path) - len(rest) - (1 if module is not None and module.package else 0)
        if up > len(base):
            return Symbol("external", rest)
        base = base[: len(base) - up]
        parts = [*base, *rest.split(".")] if rest else base
        if not parts:
            return None
        found = self._descend_longest(parts, max(len(base), 1))
        return found or (None if self._names.cut else Symbol("external", ".".join(parts)))

    def _absolute(self, importer: str, path: str) -> Symbol | None:
        parts = path.split(".")
        importing = self._declared.modules.get(importer)
        in_stub = importing is not None and importing.stub
        if parts[0] in self._stub_tops or in_stub:
            found = self._descend_longest(parts, 1)
            if found is not None and self._in_stub(found):
                return found
        if in_stub:
            return Symbol("external", path)
        member_missing = False
        for end in range(len(parts), 0, -1):
            for name in self._locator.candidates(importer, parts[:end]):
                found, inside = self._descend(name, parts[end:])
                if found is not None:
                    return found
                member_missing |= inside
        if member_missing or self._names.cut:  # in a cycle another road may lead to it
            return None
        if parts[0] not in self._stub_tops:
            found = self._descend_longest(parts, 1)
            if found is not None and self._in_stub(found):
                return found
        return Symbol("external", path)

    def _in_stub(self, symbol: Symbol) -> bool:
        if symbol.kind == "external":
            return False
        scope = symbol.name.rpartition(".")[0] if symbol.kind == "value" else symbol.name
        return self._declared.in_stub(scope) or scope in self._stub_folders

    def _descend_longest(self, parts: Sequence[str], least: int) -> Symbol | None:
        """The longest exact module or folder of the path, then its members."""
        for end in range(len(parts), least - 1, -1):
            name = ".".join(parts[:end])
            if self.submodule(name) is not None:
                return self._descend(name, parts[end:])[0]
        return None

    def _descend(self, module: str, rest: Sequence[str]) -> tuple[Symbol | None, bool]:
        """The member, and whether a class or value was met whose member is missing."""
        symbol: Symbol | None = None
        if not rest:
            symbol = self._shadowing(module)
        symbol = symbol or Symbol("module", module)
        for name in rest:
            found = self._names.member(symbol, name)
            if found is None:
                return None, symbol.kind != "module"
            symbol = found
        return symbol, False

    def _shadowing(self, module: str) -> Symbol | None:
        """`from pkg import order`, where `pkg` binds `order` to the function of its module of that name."""
        parent, _, name = module.rpartition(".")
        if parent not in self._declared.modules or name not in self._declared.bindings(parent).names:
            return None
        found = self._names.global_(parent, name)
        return found if found is not None and found.kind in ("class", "function", "value") else None


def _ancestors(name: str) -> Iterator[str]:
    parts = name.split(".")
    return (".".join(parts[:end]) for end in range(1, len(parts)))
