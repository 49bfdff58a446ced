"""Names -> what they mean, over all files: imports, re-exports, star imports, inheritance.

In: the facts of every file with its path, and of the library stubs. Out: `Names`, an index asked by dotted name.
Deliberately unknown: Django.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from practice_lint.facts import (
    Attribute,
    Call,
    Choose,
    Class,
    Combine,
    Constant,
    Defined,
    Expr,
    FileFacts,
    Function,
    Global,
    Import,
    Leave,
    Local,
    Named,
    Subscript,
    Unknown,
)
from practice_lint.project.bindings import Bindings, accessors_of, bindings_of
from practice_lint.project.locate import Locator
from practice_lint.project.visit import every_step, words

BUILTINS = frozenset(dir(builtins))
CLASS_MAKERS = {  # calls that stand for bases in a class header: which arguments are the bases
    "with_metaclass": slice(1, None),  # six, django.utils.six, future
    "python_2_unicode_compatible": slice(0, 1),
}


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
    """The index. Built by `build_names`; everything but the class table is worked out when first asked."""

    modules: Mapping[str, Module]
    classes: Mapping[str, ClassRecord]
    functions: Mapping[str, FunctionRecord]

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self.modules = modules
        project = [each for each in modules.values() if not each.stub]
        self._locator = Locator([each.name for each in project], [each.name for each in project if each.package])
        self._stub_tops = frozenset(
            top
            for top in {each.name.partition(".")[0] for each in modules.values() if each.stub}
            if not self._locator.top_level(top)
        )
        self._stub_folders = frozenset(
            folder for each in modules.values() if each.stub for folder in _ancestors(each.name)
        )
        self._bindings: dict[str, Bindings] = {}
        self._accessors: dict[str, frozenset[str]] = {}
        self._resolved: dict[tuple[str, str], Symbol | None] = {}
        self._paths: dict[tuple[str, str], Symbol | None] = {}
        self._pending: set[tuple[str, str]] = set()
        self._cut = False  # a cycle of imports was met: what is None now may be found by another road
        self._mros: dict[str, tuple[str, ...]] = {}
        self._attributes: dict[tuple[str, str], tuple[str, Expr] | None] = {}

        plain: dict[str, tuple[str, Class]] = {}
        functions: dict[str, FunctionRecord] = {}
        for module in modules.values():
            prefix = module.name + "."
            owners = {each.name for each in module.facts.classes}
            for each in module.facts.classes:
                plain[prefix + each.name] = (module.name, each)
            for function in module.facts.functions:
                outer = function.name.rpartition(".")[0]
                owner = prefix + outer if outer in owners else None
                functions[prefix + function.name] = FunctionRecord(prefix + function.name, module.name, function, owner)
        self.functions = functions
        self._plain = plain
        self._records: dict[str, ClassRecord | None] = {}
        self.classes = {name: record for name in plain if (record := self._record(name)) is not None}
        self._mros.clear()  # what was asked while bases were still being found may fall short
        self._attributes.clear()
        self._children: dict[str, list[str]] = {}
        for record in self.classes.values():
            for base in record.bases:
                self._children.setdefault(base.name, []).append(record.name)
        self._outside = {name: below for name, below in self._children.items() if name not in plain}

    # ── names ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def resolve(self, module: str, name: str) -> Symbol | None:
        """What the global `name` means in `module`: follows imports, re-exports and star imports, whatever their cycles."""
        found = self._global(module, name)
        if found is not None:
            return found
        if name in BUILTINS:
            return Symbol("builtin", name)
        return self._foreign_star(module, name)

    def resolve_path(self, importer: str, path: str) -> Symbol | None:
        """What an Import path ("..models.Order", "shop.models", "rest_framework.generics") means in module `importer`."""
        key = (importer, path)
        if key not in self._paths:
            outer, self._cut = self._cut, False
            found = self._relative(importer, path) if path.startswith(".") else self._absolute(importer, path)
            if not self._cut:
                self._paths[key] = found
            self._cut |= outer
            return found
        return self._paths[key]

    def resolve_expr(self, module: str, expr: Expr) -> Symbol | None:
        """Global, Import or a chain of Attributes on them ("models.Model", "generics.ListAPIView", "Order.Status")."""
        return self._expr((module,), module, expr)

    def resolve_within(self, scope: str, expr: Expr) -> Symbol | None:
        """`resolve_expr` inside a class or function (canonical name): its Locals are looked for in the bodies around."""
        record = self._plain.get(scope)
        function = self.functions.get(scope)
        if record is None and function is None:
            return self.resolve_expr(scope, expr) if scope in self.modules else None
        module = record[0] if record is not None else function.module if function is not None else scope
        return self._expr(self._scopes(module, scope), module, expr)

    def member(self, symbol: Symbol, name: str) -> Symbol | None:
        """`symbol.name`: a module's global, a class's nested class or method (through its MRO), an external's attribute.

        A class attribute that holds anything else is the "value" `class.name`, which `value` and `values` know.
        """
        match symbol.kind:
            case "module":
                found = self._global(symbol.name, name)
                return found if found is not None else self._submodule(f"{symbol.name}.{name}")
            case "class":
                return self._class_member(symbol.name, name)
            case "external":
                return Symbol("external", f"{symbol.name}.{name}")
            case _:
                return None

    def value(self, name: str) -> tuple[str, Expr] | None:
        """The module and the last expression bound to a "value" symbol at module level; None where there are several
        that differ by branch (then `values`)."""
        found = self.values(name)
        return found[0] if len(found) == 1 else None

    def values(self, name: str) -> tuple[tuple[str, Expr], ...]:
        """Every expression bound to the "value" symbol at module level (both arms of if/try)."""
        scope, _, variable = name.rpartition(".")
        module = self._module_of(scope)
        if module is None:
            return ()
        return tuple((module, expr) for expr in self.bindings(scope).names.get(variable, ()))

    def bindings(self, scope: str) -> Bindings:
        """What the body of a module, class or function (canonical name) binds; empty for any other name."""
        found = self._bindings.get(scope)
        if found is None:
            found = self._bindings[scope] = self._bind(scope)
        return found

    # ── classes ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def mro(self, name: str) -> tuple[str, ...]:
        """Canonical names of the class and its bases in method resolution order (C3; depth first, first wins, where the
        bases are inconsistent); bases outside the project and the stubs appear by their dotted path, `object` left out."""
        return self._mro(name, ())

    def method(self, name: str, method: str, *, after: str | None = None) -> FunctionRecord | None:
        """The function that `instance.method` runs for class `name`; with `after`, what `super()` in class `after` runs."""
        for _ in range(ALIASES):
            found = self.attribute(name, method, after=after)
            if found is None:
                return None
            owner, expr = found
            match expr:
                case Defined(name=defined):
                    return self.functions.get(f"{self._plain[owner][0]}.{defined}")
                case Local(name=other) if other != method:  # `post = get`
                    method, name, after = other, owner, None
                case Global() | Attribute():
                    symbol = self.resolve_within(owner, expr)
                    return self.functions.get(symbol.name) if symbol is not None else None
                case _:
                    return None
        return None

    def attribute(self, name: str, attribute: str, *, after: str | None = None) -> tuple[str, Expr] | None:
        """(canonical name of the class in the MRO whose body binds it, the expression bound last in that body).

        A bare annotation (`x: int`) counts only where no class of the MRO binds a value.
        """
        if after is None:
            key = (name, attribute)
            if key not in self._attributes:
                self._attributes[key] = self._attribute(self.mro(name), attribute)
            return self._attributes[key]
        mro = self.mro(name)
        return self._attribute(mro[mro.index(after) + 1 :], attribute) if after in mro else None

    def subclasses(self, name: str) -> tuple[str, ...]:
        """Every class of the project (not of the stubs) that has `name` (a canonical or external name) in its MRO, sorted."""
        return tuple(sorted(each for each in self.descendants(name) if not self.modules[self._plain[each][0]].stub))

    def descendants(self, name: str) -> frozenset[str]:
        """`subclasses` with the stubs' classes among them, `name` itself left out."""
        found: set[str] = set()
        pending = list(self._children.get(name, ()))
        while pending:
            child = pending.pop()
            if child not in found:
                found.add(child)
                pending.extend(self._children.get(child, ()))
        return frozenset(found - {name})

    def outside_bases(self) -> Mapping[str, Sequence[str]]:
        """By the name of every base that lies outside project and stubs, the classes that name it in their header."""
        return self._outside

    # ── how ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _bind(self, scope: str) -> Bindings:
        module = self.modules.get(scope)
        if module is not None:
            return bindings_of(module.facts.body, self._accessors_in(scope))
        record = self._plain.get(scope)
        if record is not None:
            return bindings_of(record[1].body, self._accessors_in(record[0]))
        function = self.functions.get(scope)
        if function is not None:
            return bindings_of(function.facts.body, self._accessors_in(function.module))
        return Bindings()

    def _accessors_in(self, module: str) -> frozenset[str]:
        if module not in self._accessors:
            self._accessors[module] = accessors_of(self.modules[module].facts)
        return self._accessors[module]

    def _module_of(self, scope: str) -> str | None:
        if scope in self.modules:
            return scope
        if scope in self._plain:
            return self._plain[scope][0]
        function = self.functions.get(scope)
        return function.module if function is not None else None

    def _scopes(self, module: str, scope: str) -> tuple[str, ...]:
        """The scope and those around it, innermost first, the module last."""
        qualified = scope[len(module) + 1 :].split(".")
        inner = [f"{module}.{'.'.join(qualified[:end])}" for end in range(len(qualified), 0, -1)]
        return (*inner, module)

    def _global(self, module: str, name: str) -> Symbol | None:
        key = (module, name)
        if key in self._resolved:
            return self._resolved[key]
        if key in self._pending:
            self._cut = True
            return None
        if module not in self.modules:
            return None
        self._pending.add(key)
        outer, self._cut = self._cut, False
        found = self._own(module, name)
        if found is None:
            found = self._starred(module, name, {module})
        self._pending.discard(key)
        if found is not None or not self._cut:
            self._resolved[key] = found
        self._cut = (self._cut and found is None and bool(self._pending)) or outer
        return found

    def _own(self, module: str, name: str) -> Symbol | None:
        """What the module binds by a statement of its own."""
        alternatives = self.bindings(module).names.get(name)
        return self._best((module,), module, name, alternatives) if alternatives else None

    def _starred(self, module: str, name: str, seen: set[str]) -> Symbol | None:
        """What one of the star imports of the module brings, last one first."""
        if name == "__all__":
            return None
        for path in self.bindings(module).stars:
            source = self.resolve_path(module, path[:-1].rstrip(".") or path[:-1])
            if source is None or source.kind != "module" or source.name in seen or source.name not in self.modules:
                continue
            seen.add(source.name)
            exported = self.bindings(source.name).exported
            if name not in exported if exported is not None else name.startswith("_"):
                continue
            found = self._own(source.name, name) or self._starred(source.name, name, seen)
            if found is None and exported is not None:
                found = self._submodule(f"{source.name}.{name}")
            if found is not None:
                return found
        return None

    def _foreign_star(self, module: str, name: str) -> Symbol | None:
        """A name bound nowhere: the one star import from outside must bring it."""
        outside = []
        for path in self.bindings(module).stars if module in self.modules else ():
            source = self.resolve_path(module, path[:-1].rstrip(".") or path[:-1])
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
                module = self._module_of(symbol.name)
                return 1 if module is not None and self.modules[module].stub else 0
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
                return self._expr(scopes, module, expr)
            case Local(name=other) if other == name:
                return self._expr(scopes[1:], module, Global(name)) if len(scopes) > 1 else None
            case Local() | Global() | Attribute():
                found = self._expr(scopes, module, expr)
                return found if found is not None else Symbol("value", f"{scopes[0]}.{name}")
            case _:
                return Symbol("value", f"{scopes[0]}.{name}")

    def _expr(self, scopes: tuple[str, ...], module: str, expr: Expr) -> Symbol | None:
        match expr:
            case Global(name=name):
                return self.resolve(module, name)
            case Local(name=name):
                return self._local(scopes, module, name)
            case Import(path=path):
                return self.resolve_path(module, path)
            case Defined(name=name):
                canonical = f"{module}.{name}"
                if canonical in self._plain:
                    return Symbol("class", canonical)
                return Symbol("function", canonical) if canonical in self.functions else None
            case Attribute(of=of, name=name):
                imported = self._imported(scopes, module, expr)
                if imported is not None:
                    return self.resolve_path(module, imported)
                base = self._expr(scopes, module, of)
                return self.member(base, name) if base is not None else None
            case Named(value=value):
                return self._expr(scopes, module, value)
            case _:
                return None

    def _local(self, scopes: tuple[str, ...], module: str, name: str) -> Symbol | None:
        for position, scope in enumerate(scopes[:-1]):
            key = (scope, name)
            if key in self._resolved:
                return self._resolved[key]
            alternatives = self.bindings(scope).names.get(name)
            if not alternatives:
                continue
            if key in self._pending:
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
                held = self.bindings(module).names.get(name, ())
            case Local(name=name):
                held = next((found for each in scopes[:-1] if (found := self.bindings(each).names.get(name))), ())
            case _:
                return None
        if len(held) != 1 or not isinstance(held[0], Import):
            return None
        path = held[0].path
        base = self.resolve_path(module, path)
        if base is not None and base.kind not in ("module", "external"):
            return None
        return path + ("" if path.endswith(".") else ".") + ".".join(reversed(tail))

    def _relative(self, importer: str, path: str) -> Symbol | None:
        module = self.modules.get(importer)
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
        return found or (None if self._cut else Symbol("external", ".".join(parts)))

    def _absolute(self, importer: str, path: str) -> Symbol | None:
        parts = path.split(".")
        importing = self.modules.get(importer)
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
        if member_missing or self._cut:  # in a cycle another road may lead to it
            return None
        if parts[0] not in self._stub_tops:
            found = self._descend_longest(parts, 1)
            if found is not None and self._in_stub(found):
                return found
        return Symbol("external", path)

    def _in_stub(self, symbol: Symbol) -> bool:
        if symbol.kind == "external":
            return False
        if symbol.kind == "value":
            module = self._module_of(symbol.name.rpartition(".")[0])
        else:
            module = self._module_of(symbol.name)
        return self.modules[module].stub if module is not None else symbol.name in self._stub_folders

    def _descend_longest(self, parts: Sequence[str], least: int) -> Symbol | None:
        """The longest exact module or folder of the path, then its members."""
        for end in range(len(parts), least - 1, -1):
            name = ".".join(parts[:end])
            if self._submodule(name) is not None:
                return self._descend(name, parts[end:])[0]
        return None

    def _descend(self, module: str, rest: Sequence[str]) -> tuple[Symbol | None, bool]:
        """The member, and whether a class or value was met whose member is missing."""
        symbol: Symbol | None = None
        if not rest:
            symbol = self._shadowing(module)
        symbol = symbol or Symbol("module", module)
        for name in rest:
            found = self.member(symbol, name)
            if found is None:
                return None, symbol.kind != "module"
            symbol = found
        return symbol, False

    def _shadowing(self, module: str) -> Symbol | None:
        """`from pkg import order`, where `pkg` binds `order` to the function of its module of that name."""
        parent, _, name = module.rpartition(".")
        if parent not in self.modules or name not in self.bindings(parent).names:
            return None
        found = self._global(parent, name)
        return found if found is not None and found.kind in ("class", "function", "value") else None

    def _submodule(self, name: str) -> Symbol | None:
        known = name in self.modules or self._locator.holds(name) or name in self._stub_folders
        return Symbol("module", name) if known else None

    def _class_member(self, owner: str, name: str) -> Symbol | None:
        found = self.attribute(owner, name)
        if found is None:
            return None
        holder, expr = found
        module = self._plain[holder][0]
        return self._follow(self._scopes(module, holder), module, name, expr)

    def _attribute(self, mro: Iterable[str], attribute: str) -> tuple[str, Expr] | None:
        annotated: tuple[str, Expr] | None = None
        for each in mro:
            if each not in self._plain:
                continue
            held = self.bindings(each).names.get(attribute)
            if held:
                if not isinstance(held[0], Unknown):
                    return each, held[0]
                annotated = annotated or (each, held[0])
        return annotated

    # ── inheritance ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _record(self, name: str) -> ClassRecord | None:
        """None also for a class whose bases are being found."""
        if name not in self._records:
            self._records[name] = None
            if name in self._plain:
                module, facts = self._plain[name]
                self._records[name] = ClassRecord(name, module, facts, tuple(self._bases(name, module, facts)))
        return self._records[name]

    def _bases(self, name: str, module: str, facts: Class) -> Iterator[Symbol]:
        scopes = self._scopes(module, name)[1:]
        for expr in facts.bases:
            for symbol in self._base(scopes, module, expr, 0):
                if symbol.name != name:
                    yield symbol
                    continue
                for held in self.bindings(scopes[0]).earlier.get(facts.name, ()):  # `class Order(Order)`
                    yield from (each for each in self._base(scopes, module, held, 0) if each.name != name)

    def _base(self, scopes: tuple[str, ...], module: str, expr: Expr, depth: int) -> Iterator[Symbol]:
        match expr:
            case Subscript(of=of):
                yield from self._base(scopes, module, of, depth)
            case Choose(then=then, other=other):
                either = [s for way in (then, other) for s in self._base(scopes, module, way, depth)]
                yield from sorted(either, key=lambda each: each.kind != "class")[:1]
            case Combine(how="*" | "+" | "[]" | "()", parts=parts):  # class View(*MIXINS, Base)
                for part in parts:
                    yield from self._base(scopes, module, part, depth)
            case Call(function=Attribute(of=of, name="from_queryset"), args=(queryset, *_)):
                manager = list(self._base(scopes, module, of, depth))
                copied = list(self._base(scopes, module, queryset, depth))
                # Django copies the queryset's methods where the manager has none; its own managers have nothing of theirs.
                own = any(each.kind == "class" and not self._in_stub(each) for each in manager)
                yield from chain(manager, copied) if own else chain(copied, manager)
            case Call(function=function, args=args) if words(function).rpartition(".")[2] in CLASS_MAKERS:
                for arg in args[CLASS_MAKERS[words(function).rpartition(".")[2]]]:
                    yield from self._base(scopes, module, arg, depth)
            case Call(function=function):
                made = self._expr(scopes, module, function)
                returned = self._returned_class(made) if made is not None and made.kind == "function" else None
                yield returned or Symbol("external", f"{made.name if made is not None else words(function)}()")
            case _:
                symbol = self._expr(scopes, module, expr)
                if symbol is None:
                    yield Symbol("external", words(expr) or "?")
                elif symbol.kind == "value" and depth < ALIASES:
                    yield from self._held_base(symbol, depth + 1)
                elif symbol.name != "object":
                    yield symbol

    def _returned_class(self, function: Symbol) -> Symbol | None:
        """`def base_for(…): class Base(Model): …; return Base`"""
        for step in every_step(self.functions[function.name].facts.body):
            if isinstance(step, Leave) and step.value is not None:
                found = self.resolve_within(function.name, step.value)
                if found is not None and found.kind == "class":
                    return found
        return None

    def _held_base(self, symbol: Symbol, depth: int) -> Iterator[Symbol]:
        """`Base = Manager.from_queryset(QS)` above `class M(Base)`."""
        scope = symbol.name.rpartition(".")[0]
        for module, expr in self.values(symbol.name)[:1]:
            if isinstance(expr, (Call, Choose, Combine, Subscript)):
                yield from self._base(self._scopes(module, scope) if scope != module else (module,), module, expr, depth)
            else:
                yield symbol

    def _mro(self, name: str, below: tuple[str, ...]) -> tuple[str, ...]:
        known = self._mros.get(name)
        if known is not None:
            return known
        record = self._record(name)
        if record is None or name in below:
            return (name,)
        below = (*below, name)
        bases = [base.name for base in record.bases if base.name not in below]
        lines = [self._mro(base, below) for base in bases]
        merged = _merged([*map(list, lines), bases])
        rest = merged if merged is not None else dict.fromkeys(each for line in lines for each in line)
        result = (name, *(each for each in rest if each != name))
        if len(below) == 1 or len(bases) == len(record.bases):
            self._mros[name] = result
        return result


ALIASES = 8  # how far a name that stands for a name that stands for … is followed; more is a cycle


def _ancestors(name: str) -> Iterator[str]:
    parts = name.split(".")
    return (".".join(parts[:end]) for end in range(1, len(parts)))


def _merged(lines: list[list[str]]) -> list[str] | None:
    """C3; None where the lines contradict each other."""
    result: list[str] = []
    lines = [line for line in lines if line]
    while lines:
        head = next((line[0] for line in lines if not any(line[0] in other[1:] for other in lines)), None)
        if head is None:
            return None
        result.append(head)
        lines = [rest for line in lines if (rest := line[1:] if line[0] == head else line)]
    return result


def build_names(facts: Mapping[str, FileFacts], stubs: Mapping[str, Module]) -> Names:
    """`facts` by path relative to the root, POSIX; `stubs` by module name. A file of the project hides a stub of its name."""
    modules = dict(stubs)
    for path in sorted(facts):
        module = _module(path, facts[path])
        modules[module.name] = module
    return Names(modules)


def _module(path: str, facts: FileFacts) -> Module:
    parts = path.removesuffix(".py").split("/")
    package = parts[-1] == "__init__" and len(parts) > 1
    return Module(".".join(parts[:-1] if package else parts), path, package, False, facts)
