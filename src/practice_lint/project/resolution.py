"""Names and expressions -> symbols, within one module and its star imports.

In: `Declarations`. Out: `Resolution`. Deliberately unknown: which module an import path means (`imports.py`),
inheritance (`lineage.py`); both are asked."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Sequence

from practice_lint.facts import Attribute, Constant, Defined, Expr, Global, Import, Local, Named
from practice_lint.project.declarations import Declarations
from practice_lint.project.imports import Imports
from practice_lint.project.symbols import Symbol

BUILTINS = frozenset(dir(builtins))
MAX_HOPS = (
    40  # imports and aliases that lead from one to the next: real ones stay below ten, each costs ten stack frames
)


class Resolution:
    """`attribute` finds a class attribute through the MRO: (canonical name of the class that binds it, expression)."""

    def __init__(self, declared: Declarations, attribute: Callable[[str, str], tuple[str, Expr] | None]) -> None:
        self._declared = declared
        self._attribute = attribute
        self._imports = Imports(declared, self)
        self._resolved: dict[tuple[str, str], Symbol | None] = {}
        self._pending: set[tuple[str, str]] = set()
        self.cut = False  # a cycle of imports was met: what is None now may be found by another road

    def resolve(self, module: str, name: str) -> Symbol | None:
        """What the global `name` means in `module`: follows imports, re-exports and star imports, whatever their
        cycles."""
        found = self.global_(module, name)
        if found is not None:
            return found
        if name in BUILTINS:
            return Symbol("builtin", name)
        return self._foreign_star(module, name)

    def path(self, importer: str, path: str) -> Symbol | None:
        return self._imports.resolve(importer, path)

    def expr(self, module: str, expr: Expr) -> Symbol | None:
        """Global, Import or a chain of Attributes on them ("models.Model", "generics.ListAPIView", "Order.Status")."""
        return self.expr_in((module,), module, expr)

    def within(self, scope: str, expr: Expr) -> Symbol | None:
        """`resolve_expr` inside a class or function (canonical name): its Locals are looked for in the bodies
        around."""
        record = self._declared.classes.get(scope)
        function = self._declared.functions.get(scope)
        if record is None and function is None:
            return self.expr(scope, expr) if scope in self._declared.modules else None
        module = record[0] if record is not None else function.module if function is not None else scope
        return self.expr_in(self._declared.scopes(module, scope), module, expr)

    def member(self, symbol: Symbol, name: str) -> Symbol | None:
        """`symbol.name`: a module's global, a class's nested class or method (through its MRO), an external's
        attribute.

        A class attribute that holds anything else is the "value" `class.name`, which `value` and `values` know.
        """
        match symbol.kind:
            case "module":
                found = self.global_(symbol.name, name)
                return found if found is not None else self._imports.submodule(f"{symbol.name}.{name}")
            case "class":
                return self._class_member(symbol.name, name)
            case "external":
                return Symbol("external", f"{symbol.name}.{name}")
            case _:
                return None

    def values(self, name: str) -> tuple[tuple[str, Expr], ...]:
        """Every expression bound to the "value" symbol at module level (both arms of if/try)."""
        scope, _, variable = name.rpartition(".")
        module = self._declared.module_of(scope)
        if module is None:
            return ()
        return tuple((module, expr) for expr in self._declared.bindings(scope).names.get(variable, ()))

    # ── globals ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def global_(self, module: str, name: str) -> Symbol | None:
        key = (module, name)
        if key in self._resolved:
            return self._resolved[key]
        if key in self._pending or len(self._pending) >= MAX_HOPS:
            self.cut = True
            return None
        if module not in self._declared.modules:
            return None
        self._pending.add(key)
        outer, self.cut = self.cut, False
        found = self._own(module, name)
        if found is None:
            found = self._starred(module, name, {module})
        self._pending.discard(key)
        if found is not None or not self.cut:
            self._resolved[key] = found
        self.cut = (self.cut and found is None and bool(self._pending)) or outer
        return found

    def _own(self, module: str, name: str) -> Symbol | None:
        """What the module binds by a statement of its own."""
        alternatives = self._declared.bindings(module).names.get(name)
        return self._best((module,), module, name, alternatives) if alternatives else None

    def _starred(self, module: str, name: str, seen: set[str]) -> Symbol | None:
        """What one of the star imports of the module brings, last one first."""
        if name == "__all__":
            return None
        for path in self._declared.bindings(module).stars:
            source = self.path(module, path[:-1].rstrip(".") or path[:-1])
            if (
                source is None
                or source.kind != "module"
                or source.name in seen
                or source.name not in self._declared.modules
            ):
                continue
            seen.add(source.name)
            exported = self._declared.bindings(source.name).exported
            if name not in exported if exported is not None else name.startswith("_"):
                continue
            found = self._own(source.name, name) or self._starred(source.name, name, seen)
            if found is None and exported is not None:
                found = self._imports.submodule(f"{source.name}.{name}")
            if found is not None:
                return found
        return None

    def _foreign_star(self, module: str, name: str) -> Symbol | None:
        """A name bound nowhere: the one star import from outside must bring it."""
        outside = []
        for path in self._declared.bindings(module).stars if module in self._declared.modules else ():
            source = self.path(module, path[:-1].rstrip(".") or path[:-1])
            if source is not None and source.kind == "external":
                outside.append(source.name)
        return Symbol("external", f"{outside[0]}.{name}") if len(outside) == 1 else None

    def _best(self, scopes: tuple[str, ...], module: str, name: str, alternatives: Sequence[Expr]) -> Symbol | None:
        """Of what a name may hold, what lies in the project, else in the stubs, else the first; a None last."""
        best: tuple[int, Symbol] | None = None
        for expr in alternatives:
            symbol = self._follow(scopes, module, name, expr)
            if symbol is None:
                continue
            rank = self._rank(symbol, expr) if len(alternatives) > 1 else 0
            if best is None or rank < best[0]:
                best = (rank, symbol)
        return best[1] if best is not None else None

    def _rank(self, symbol: Symbol, expr: Expr) -> int:
        match symbol.kind:
            case "class" | "function" | "module":
                return 1 if self._declared.in_stub(symbol.name) else 0
            case "value" if isinstance(expr, Constant):
                return 4
            case "builtin":
                return 3
            case _:
                return 2

    def _follow(self, scopes: tuple[str, ...], module: str, name: str, expr: Expr) -> Symbol | None:
        """What a name bound to the expression means in the innermost of the scopes."""
        match expr:
            case Defined() | Import():
                return self.expr_in(scopes, module, expr)
            case Local(name=other) if other == name:
                return self.expr_in(scopes[1:], module, Global(name)) if len(scopes) > 1 else None
            case Local() | Global() | Attribute():
                found = self.expr_in(scopes, module, expr)
                return found if found is not None else Symbol("value", f"{scopes[0]}.{name}")
            case _:
                return Symbol("value", f"{scopes[0]}.{name}")

    # ── expressions ─────────────────────────────────────────────────────────────────────────────────────────────────

    def expr_in(self, scopes: tuple[str, ...], module: str, expr: Expr) -> Symbol | None:
        match expr:
            case Global(name=name):
                return self.resolve(module, name)
            case Local(name=name):
                return self._local(scopes, module, name)
            case Import(path=path):
                return self.path(module, path)
            case Defined(name=name):
                canonical = f"{module}.{name}"
                if canonical in self._declared.classes:
                    return Symbol("class", canonical)
                return Symbol("function", canonical) if canonical in self._declared.functions else None
            case Attribute(of=of, name=name):
                imported = self._imported(scopes, module, expr)
                if imported is not None:
                    return self.path(module, imported)
                base = self.expr_in(scopes, module, of)
                return self.member(base, name) if base is not None else None
            case Named(value=value):
                return self.expr_in(scopes, module, value)
            case _:
                return None

    def _local(self, scopes: tuple[str, ...], module: str, name: str) -> Symbol | None:
        for position, scope in enumerate(scopes[:-1]):
            key = (scope, name)
            if key in self._resolved:
                return self._resolved[key]
            alternatives = self._declared.bindings(scope).names.get(name)
            if not alternatives:
                continue
            if key in self._pending or len(self._pending) >= MAX_HOPS:
                self.cut = True
                return None
            self._pending.add(key)
            found = self._best(scopes[position:], module, name, alternatives)
            self._pending.discard(key)
            self._resolved[key] = found
            return found
        return None

    def _imported(self, scopes: tuple[str, ...], module: str, expr: Expr) -> str | None:
        """`shop.models.Order` as one import path where `shop` is imported as a module (or lies outside): only the whole
        says which of several modules is meant, and `import shop.models` binds no more than `shop`."""
        tail: list[str] = []
        while isinstance(expr, Attribute):
            tail.append(expr.name)
            expr = expr.of
        match expr:
            case Import():
                held: tuple[Expr, ...] = (expr,)
            case Global(name=name):
                held = self._declared.bindings(module).names.get(name, ())
            case Local(name=name):
                held = next(
                    (found for each in scopes[:-1] if (found := self._declared.bindings(each).names.get(name))), ()
                )
            case _:
                return None
        if len(held) != 1 or not isinstance(held[0], Import):
            return None
        path = held[0].path
        base = self.path(module, path)
        if base is not None and base.kind not in ("module", "external"):
            return None
        return path + ("" if path.endswith(".") else ".") + ".".join(reversed(tail))

    def _class_member(self, owner: str, name: str) -> Symbol | None:
        found = self._attribute(owner, name)
        if found is None:
            return None
        holder, expr = found
        module = self._declared.classes[holder][0]
        return self._follow(self._declared.scopes(module, holder), module, name, expr)
