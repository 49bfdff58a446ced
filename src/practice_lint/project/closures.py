"""An expression together with where it stands: what its names lead to, through variables, loops and function calls.

In: `Names`. Out: `Closures`, asked for the expressions that a name was assembled from. Flow does not count: a list
built up by `=`, `+=`, `append` and `extend` is all of its parts, a conditional both of its arms. Deliberately unknown:
URLs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from practice_lint.facts import (
    Attribute,
    Bind,
    Call,
    Choose,
    Clause,
    Combine,
    Comprehension,
    Constant,
    Defined,
    Evaluate,
    Expr,
    For,
    Global,
    If,
    Import,
    Leave,
    Local,
    Step,
    Subscript,
    Try,
    While,
    With,
)
from practice_lint.project.names import FunctionRecord, Names, Symbol
from practice_lint.project.visit import every_step

MAX_ROUNDS = 200  # iterations of one literal loop that are followed
DEBUG = re.compile(r"(^|[._])(settings|conf)(\.\w+)*\.DEBUG$")
MAX_DEPTH = 12  # names, calls and arms followed from one expression

GROWING: Mapping[str, int] = {
    "append": 0,
    "insert": 1,
    "extend": 0,
    "add": 0,
    "update": 0,
}  # method -> place of what it adds
SINGLE = frozenset({"append", "insert", "add"})

Locals = Mapping[str, tuple["Closure", ...]]


@dataclass(frozen=True, eq=False, slots=True)
class Closure:
    """`expr` as it reads in `module`, its local and loop names meaning what `locals` says. `debug`: it counts only
    while `settings.DEBUG` is on."""

    module: str
    expr: Expr
    locals: Locals
    debug: bool = False

    def of(self, expr: Expr, debug: bool = False) -> Closure:
        return Closure(self.module, expr, self.locals, self.debug or debug)


@dataclass(frozen=True, eq=False, slots=True)
class Statement:
    """A step that runs at module level (or in a function), with the loop names that hold there."""

    step: Step
    module: str
    locals: Locals
    debug: bool = False

    def of(self, expr: Expr) -> Closure:
        return Closure(self.module, expr, self.locals, self.debug)


class Closures:
    def __init__(self, names: Names) -> None:
        self.names = names
        self._statements: dict[str, tuple[Statement, ...]] = {}
        self._assembled: dict[str, dict[str, tuple[Closure, ...]]] = {}

    def statements(self, module: str) -> tuple[Statement, ...]:
        """The simple steps of a module's body, branches flattened, loops over literals unrolled."""
        if module not in self._statements:
            body = self.names.modules[module].facts.body
            self._assembled[module] = _assemble(
                self._flatten(body, module, {}, unroll=False)
            )  # what loops here run over
            self._statements[module] = tuple(self._flatten(body, module, {}))
            self._assembled[module] = _assemble(self._statements[module])
        return self._statements[module]

    def variable(self, module: str, name: str) -> tuple[Closure, ...]:
        """Everything that the module's variable is assembled from."""
        if module not in self._assembled:
            self.statements(module)
        return self._assembled[module].get(name, ())

    def symbol(self, closure: Closure) -> Symbol | None:
        """What the expression names, loop and local names followed where they mean one thing."""
        return self._symbol(closure, MAX_DEPTH)

    def _symbol(self, closure: Closure, depth: int) -> Symbol | None:
        if depth == 0:
            return None
        match closure.expr:
            case Local(name=name) | Global(name=name) if name in closure.locals:
                found = (self._symbol(option, depth - 1) for option in closure.locals[name])
                return next((symbol for symbol in found if symbol is not None), None)
            case Local():
                return None
            case Attribute(of=of, name=name):
                holder = self._symbol(closure.of(of), depth - 1)
                return None if holder is None else self.names.member(holder, name)
            case Defined(name=name):
                full = f"{closure.module}.{name}"
                kind = "class" if full in self.names.classes else "function"
                return Symbol(kind, full)  # type: ignore[arg-type]
            case Call(function=Attribute() | Global() | Import() as function, args=args) if len(args) == 1 and _tail(
                function
            ) in ("import_module", "import_string"):
                path = self.text(closure.of(args[0]))
                return self.names.resolve_path(closure.module, path) if path and "…" not in path else None
            case Call(function=Global(name="getattr"), args=(of, name, *_)):
                holder = self._symbol(closure.of(of), depth - 1)
                word = self.text(closure.of(name), depth - 1)
                return self.names.member(holder, word) if holder is not None and word is not None else None
            case Global() | Import():
                return self.names.resolve_expr(closure.module, closure.expr)
            case _:
                return None

    def options(self, closure: Closure) -> tuple[Closure, ...]:
        """What the expression stands for, one step further: the parts of a variable, the arms of a conditional, the
        returns of a project function. Nothing where there is no further step."""
        match closure.expr:
            case Local(name=name) | Global(name=name) if name in closure.locals:
                return closure.locals[name]
            case Choose(test=test, then=then, other=other):
                on, off = self._debugging(closure.module, test)
                return (closure.of(then, on), closure.of(other, off))
            case Combine(how="or" | "and" as how, parts=parts):
                on = how == "and" and self._debugging(closure.module, closure.expr)[0]
                return tuple(closure.of(part, on) for part in parts)
            case Global() | Import() | Attribute():
                symbol = self.symbol(closure)
                if symbol is not None and symbol.kind == "value":
                    return self.value(symbol)
                return ()
            case Call(function=function):
                symbol = self.symbol(closure.of(function))
                if symbol is not None and symbol.kind == "function":
                    return self.returns(symbol.name, closure)
                return ()
            case Subscript(of=of, index=Constant(value=int() as index)):
                items = list(self.items(closure.of(of)))
                return (items[index],) if -len(items) <= index < len(items) else ()
            case _:
                return ()

    def value(self, symbol: Symbol) -> tuple[Closure, ...]:
        module, _, name = symbol.name.rpartition(".")
        return self.variable(module, name) if module in self.names.modules else ()

    def items(self, closure: Closure, depth: int = MAX_DEPTH) -> Iterator[Closure]:
        """The elements of a list or tuple expression, names and sums followed."""
        if depth == 0:
            return
        match closure.expr:
            case Combine(how="[]" | "()" | "{}", parts=parts):
                for part in parts:
                    if isinstance(part, Combine) and part.how == "*":
                        yield from self.items(closure.of(part.parts[0]), depth - 1)
                    else:
                        yield closure.of(part)
            case Combine(how="+", parts=parts):
                for part in parts:
                    yield from self.items(closure.of(part), depth - 1)
            case Call(function=Global(name="list" | "tuple" | "sorted" | "reversed" | "set"), args=(inner,)):
                yield from self.items(closure.of(inner), depth - 1)
            case Comprehension(how="[]" | "()" | "{}", element=element, clauses=clauses):
                for scope in self._each(clauses, closure, depth - 1):
                    yield Closure(closure.module, element, scope, closure.debug)
            case _:
                for option in self.options(closure):
                    yield from self.items(option, depth - 1)

    def _each(self, clauses: Sequence[Clause], closure: Closure, depth: int) -> Iterator[Locals]:
        """The names of a comprehension in each of its rounds; once, without them, where the iterable is not known."""
        if not clauses:
            yield closure.locals
            return
        rounds = islice(self.items(closure.of(clauses[0].iterable), depth), MAX_ROUNDS)
        found: list[Closure | None] = [*rounds]
        for item in found or [None]:
            inner = dict(closure.locals)
            if item is not None:
                self._unpack(clauses[0].target, item, inner)
            yield from self._each(clauses[1:], Closure(closure.module, closure.expr, inner, closure.debug), depth)

    def text(self, closure: Closure, depth: int = MAX_DEPTH) -> str | None:
        """The text that the expression is, "…" in the place of what is not known; None where nothing is."""
        if depth == 0:
            return None
        match closure.expr:
            case Constant(value=str() as value):
                return value
            case Constant(value=int() as value):
                return str(value)
            case Combine(how="f" | "+", parts=parts):
                return "".join(self.text(closure.of(part), depth - 1) or "…" for part in parts)
            case Combine(how="%", parts=(pattern, _)):
                text = self.text(closure.of(pattern), depth - 1)
                return None if text is None else text.replace("%s", "…")
            case Call(args=args, function=function) if _tail(function) == "urljoin":
                return "".join(self.text(closure.of(arg), depth - 1) or "…" for arg in args)
            case Call(args=(first, *_), function=function) if _tail(function) in TRANSLATORS:
                return self.text(closure.of(first), depth - 1)
            case _:
                options = self.options(closure)
                return self.text(options[0], depth - 1) if len(options) == 1 else None

    def returns(self, function: str, call: Closure) -> tuple[Closure, ...]:
        """What a project function returns for these arguments."""
        record = self.names.functions.get(function)
        if record is None or not isinstance(call.expr, Call):
            return ()
        return self.returns_of(record.module, record.facts.body, self._arguments(function, call))

    def returns_of(self, module: str, body: Sequence[Step], arguments: Locals) -> tuple[Closure, ...]:
        scope: dict[str, tuple[Closure, ...]] = dict(arguments)
        assembled = _assemble(self._flatten(body, module, scope), imports=True)
        for name, parts in assembled.items():
            scope[name] = scope.get(name, ()) + parts
        leaves = [step for step in every_step(body) if isinstance(step, Leave) and step.how == "return"]
        return tuple(Closure(module, step.value, scope) for step in leaves if step.value is not None)

    def _arguments(self, function: str, call: Closure) -> Locals:
        assert isinstance(call.expr, Call)
        record = self.names.functions[function]
        given: dict[str, tuple[Closure, ...]] = {}
        positional = [param for param in record.facts.params if param.kind == "positional"]
        if record.owner is not None and positional and not _is_static(record):
            itself = positional.pop(0)
            if isinstance(call.expr.function, Attribute):
                given[itself.name] = (call.of(call.expr.function.of),)
        for param in record.facts.params:
            if param.default is not None and param.name not in given:
                given[param.name] = (Closure(record.module, param.default, {}),)
        for param, arg in zip(positional, call.expr.args, strict=False):
            given[param.name] = (call.of(arg),)
        for keyword in call.expr.keywords:
            given[keyword.name] = (call.of(keyword.value),)
        return given

    def _debugging(self, module: str, test: Expr) -> tuple[bool, bool]:
        """Whether `settings.DEBUG` is on wherever the test holds, and wherever it does not."""
        match test:
            case Combine(how="not", parts=(inner,)):
                on, off = self._debugging(module, inner)
                return off, on
            case Combine(how="and" | "or" as how, parts=parts):
                known = [self._debugging(module, part) for part in parts]
                every, some = (all, any) if how == "or" else (any, all)
                return every(on for on, _ in known), some(off for _, off in known)
            case Attribute(name="DEBUG") | Global(name="DEBUG") | Import():
                symbol = self.names.resolve_expr(module, test)
                return symbol is not None and bool(DEBUG.search(symbol.name)), False
        return False, False

    def _flatten(self, steps: Sequence[Step], module: str, scope: Locals, unroll: bool = True) -> Iterator[Statement]:
        for step in steps:
            match step:
                case If(test=test, then=then, other=other):
                    for way, debug in zip((then, other), self._debugging(module, test), strict=True):
                        flat = self._flatten(way, module, scope, unroll)
                        yield from (replace(each, debug=True) for each in flat) if debug else flat
                case Try(body=body, handlers=handlers, other=other, final=final):
                    inner = tuple(each for handler in handlers for each in handler.body)
                    yield from self._flatten((*body, *inner, *other, *final), module, scope, unroll)
                case With(body=body) | While(body=body):
                    yield from self._flatten(body, module, scope, unroll)
                case For() if unroll:
                    yield from self._rounds(step, module, scope)
                case For(body=body):
                    yield from self._flatten(body, module, scope, unroll)
                case _:
                    yield Statement(step, module, scope)

    def _rounds(self, step: For, module: str, scope: Locals) -> Iterator[Statement]:
        rounds = list(islice(self.items(Closure(module, step.iterable, scope)), MAX_ROUNDS))
        if not rounds:
            yield from self._flatten(step.body, module, scope)
        for item in rounds:
            inner = dict(scope)
            self._unpack(step.target, item, inner)
            yield from self._flatten(step.body, module, inner)

    def _unpack(self, target: Expr, value: Closure, scope: dict[str, tuple[Closure, ...]]) -> None:
        match target:
            case Local(name=name) | Global(name=name):
                scope[name] = (value,)
            case Combine(how="()" | "[]", parts=parts):
                for part, item in zip(parts, self.items(value), strict=False):
                    self._unpack(part, item, scope)


TRANSLATORS = frozenset({"_", "gettext", "gettext_lazy", "ugettext_lazy", "pgettext_lazy", "str", "format_lazy"})


def _tail(expr: Expr) -> str:
    match expr:
        case Attribute(name=name) | Global(name=name) | Local(name=name):
            return name
        case Import(path=path):
            return path.rpartition(".")[2]
        case _:
            return ""


def _is_static(record: FunctionRecord) -> bool:
    return any(_tail(decorator) == "staticmethod" for decorator in record.facts.decorators)


def _assemble(
    statements: Iterator[Statement] | Sequence[Statement], imports: bool = False
) -> dict[str, tuple[Closure, ...]]:
    """Variable -> the expressions that it is assembled from, in order; `imports` of functions, which `Names` leaves
    out."""
    parts: dict[str, tuple[Closure, ...]] = {}

    def grow(name: str, closure: Closure) -> None:
        parts[name] = (*parts.get(name, ()), closure)

    for statement in statements:
        match statement.step:
            case Bind(value=Import() | Defined()) if not imports:
                pass
            case Bind(target=Global(name=name) | Local(name=name), value=Combine(how="+=", parts=(_, added))):
                grow(name, statement.of(added))
            case Bind(target=Global(name=name) | Local(name=name), value=value):
                grow(name, statement.of(value))
            case Evaluate(
                value=Call(function=Attribute(of=Global(name=name) | Local(name=name), name=method), args=args)
            ):
                place = GROWING.get(method)
                if place is not None and place < len(args):
                    added = args[place]
                    grow(name, statement.of(Combine("[]", (added,)) if method in SINGLE else added))
    return parts
