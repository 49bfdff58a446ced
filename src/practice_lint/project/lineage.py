"""Class headers -> bases, method resolution order, and what instances find along it.

In: `Declarations`, `Resolution`. Out: `Lineage`. Deliberately unknown: Django, but for the two library calls that
stand for base classes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from practice_lint.facts import (
    Attribute,
    Call,
    Choose,
    Class,
    Combine,
    Defined,
    Expr,
    Global,
    Leave,
    Local,
    Subscript,
    Unknown,
)
from practice_lint.project.declarations import Declarations
from practice_lint.project.resolution import Resolution
from practice_lint.project.symbols import ClassRecord, FunctionRecord, Symbol
from practice_lint.project.visit import every_step, words

CLASS_MAKERS: Mapping[str, slice] = {  # calls that stand for bases in a class header: which arguments are the bases
    "with_metaclass": slice(1, None),  # six, django.utils.six, future
}
ALIASES = 8  # how far a name that stands for a name that stands for … is followed; more is a cycle


class Lineage:
    """`classes`: every class with its bases resolved."""

    def __init__(self, declared: Declarations) -> None:
        self._declared = declared
        self.names = Resolution(declared, self.attribute)
        self._records: dict[str, ClassRecord | None] = {}
        self._mros: dict[str, tuple[str, ...]] = {}
        self._attributes: dict[tuple[str, str], tuple[str, Expr] | None] = {}
        self.classes = {name: record for name in declared.classes if (record := self._record(name)) is not None}
        self._mros.clear()  # what was asked while bases were still being found may fall short
        self._attributes.clear()
        self._children: dict[str, list[str]] = {}
        for record in self.classes.values():
            for base in record.bases:
                self._children.setdefault(base.name, []).append(record.name)
        self.outside = {name: below for name, below in self._children.items() if name not in self.classes}

    def mro(self, name: str) -> tuple[str, ...]:
        """Canonical names of the class and its bases in method resolution order (C3; depth first, first wins, where
        the bases are inconsistent); bases outside the project and the stubs appear by their dotted path, `object`
        left out."""
        return self._mro(name, ())

    def method(self, name: str, method: str, *, after: str | None = None) -> FunctionRecord | None:
        """The function that `instance.method` runs for class `name`; with `after`, what `super()` in class `after`
        runs."""
        for _ in range(ALIASES):
            found = self.attribute(name, method, after=after)
            if found is None:
                return None
            owner, expr = found
            match expr:
                case Defined(name=defined):
                    return self._declared.functions.get(f"{self._declared.classes[owner][0]}.{defined}")
                case Local(name=other) if other != method:  # `post = get`
                    method, name, after = other, owner, None
                case Global() | Attribute():
                    symbol = self.names.within(owner, expr)
                    return self._declared.functions.get(symbol.name) if symbol is not None else None
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

    # ── how ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _attribute(self, mro: Iterable[str], attribute: str) -> tuple[str, Expr] | None:
        annotated: tuple[str, Expr] | None = None
        for each in mro:
            if each not in self._declared.classes:
                continue
            held = self._declared.bindings(each).names.get(attribute)
            if held:
                if not isinstance(held[0], Unknown):
                    return each, held[0]
                annotated = annotated or (each, held[0])
        return annotated

    def _record(self, name: str) -> ClassRecord | None:
        """None also for a class whose bases are being found."""
        if name not in self._records:
            self._records[name] = None
            if name in self._declared.classes:
                module, facts = self._declared.classes[name]
                self._records[name] = ClassRecord(name, module, facts, tuple(self._bases(name, module, facts)))
        return self._records[name]

    def _bases(self, name: str, module: str, facts: Class) -> Iterator[Symbol]:
        scopes = self._declared.scopes(module, name)[1:]
        for expr in facts.bases:
            for symbol in self._base(scopes, module, expr, 0):
                if symbol.name != name:
                    yield symbol
                    continue
                for held in self._declared.bindings(scopes[0]).earlier.get(facts.name, ()):  # `class Order(Order)`
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
                of = of.function if isinstance(of, Call) else of  # Manager().from_queryset(…) works as well
                manager = list(self._base(scopes, module, of, depth))
                copied = list(self._base(scopes, module, queryset, depth))
                # Django copies the queryset's methods where the manager has none of that name.
                own = any(each.kind == "class" and not self._declared.in_stub(each.name) for each in manager)
                yield from chain(manager, copied) if own else chain(copied, manager)
            case Call(function=function, args=args) if words(function).rpartition(".")[2] in CLASS_MAKERS:
                for arg in args[CLASS_MAKERS[words(function).rpartition(".")[2]]]:
                    yield from self._base(scopes, module, arg, depth)
            case Call(function=function):
                made = self.names.expr_in(scopes, module, function)
                returned = self._returned_class(made) if made is not None and made.kind == "function" else None
                yield returned or Symbol("external", f"{made.name if made is not None else words(function)}()")
            case _:
                symbol = self.names.expr_in(scopes, module, expr)
                if symbol is None:
                    yield Symbol("external", words(expr) or "?")
                elif symbol.kind == "value" and depth < ALIASES:
                    yield from self._held_base(symbol, depth + 1)
                elif symbol.name != "object":
                    yield symbol

    def _returned_class(self, function: Symbol) -> Symbol | None:
        """`def base_for(…): class Base(Model): …; return Base`"""
        for step in every_step(self._declared.functions[function.name].facts.body):
            if isinstance(step, Leave) and step.value is not None:
                found = self.names.within(function.name, step.value)
                if found is not None and found.kind == "class":
                    return found
        return None

    def _held_base(self, symbol: Symbol, depth: int) -> Iterator[Symbol]:
        """`Base = Manager.from_queryset(QS)` above `class M(Base)`."""
        scope = symbol.name.rpartition(".")[0]
        for module, expr in self.names.values(symbol.name)[:1]:
            if isinstance(expr, (Call, Choose, Combine, Subscript)):
                yield from self._base(self._declared.scopes(module, scope), module, expr, depth)
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
        if len(lines) == 1:
            rest: Iterable[str] = lines[0]
        else:
            merged = _merged([*map(list, lines), bases])
            rest = merged if merged is not None else dict.fromkeys(each for line in lines for each in line)
        result = (name, *(each for each in rest if each != name))
        if len(below) == 1 or len(bases) == len(record.bases):
            self._mros[name] = result
        return result


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
