"""Facts -> the steps and expressions inside them, flat and in source order.

In: steps or an expression. Out: iterators. Deliberately unknown: what any of it means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from practice_lint.facts import (
    Attribute,
    Bind,
    Call,
    Choose,
    Combine,
    Comprehension,
    Constant,
    Evaluate,
    Expr,
    For,
    Global,
    If,
    Import,
    Lambda,
    Leave,
    Local,
    Named,
    Step,
    Subscript,
    Try,
    Unknown,
    While,
    With,
)


def every_step(steps: Sequence[Step]) -> Iterator[Step]:
    """The steps and all those nested in them, whichever branch they stand in."""
    for step in steps:
        yield step
        match step:
            case If(then=then, other=other):
                yield from every_step(then)
                yield from every_step(other)
            case For(body=body, other=other) | While(body=body, other=other):
                yield from every_step(body)
                yield from every_step(other)
            case Try(body=body, handlers=handlers, other=other, final=final):
                yield from every_step(body)
                for handler in handlers:
                    yield from every_step(handler.body)
                yield from every_step(other)
                yield from every_step(final)
            case With(body=body):
                yield from every_step(body)


def own_expressions(step: Step) -> tuple[Expr, ...]:
    """The expressions that the step itself holds, those of its nested steps left out."""
    match step:
        case Bind(target=target, value=value):
            return (target, value)
        case Evaluate(value=value):
            return (value,)
        case Leave(value=value):
            return () if value is None else (value,)
        case If(test=test) | While(test=test):
            return (test,)
        case For(target=target, iterable=iterable):
            return (target, iterable)
        case With(items=items):
            return tuple(part for item in items for part in item if part is not None)
        case Try(handlers=handlers):
            return tuple(handler.caught for handler in handlers if handler.caught is not None)


def words_said(expr: Expr, of_text: Callable[[str], Iterable[str]]) -> Iterator[str]:
    """Bare names that the expression reads or imports, and the words that `of_text` finds in its texts."""
    for each in every_expression(expr):
        match each:
            case Local(name=name) | Global(name=name) | Attribute(name=name):
                yield name
            case Import(path=path):
                yield path.rpartition(".")[2]
            case Constant(value=str() as text):
                yield from of_text(text)


def parts_of(expr: Expr) -> Sequence[Expr]:
    """The expressions directly inside one."""
    parts = PARTS.get(type(expr))
    return parts(expr) if parts is not None else ()


def _call_parts(call: Call) -> Sequence[Expr]:
    return (call.function, *call.args, *[keyword.value for keyword in call.keywords])


def _comprehension_parts(expr: Comprehension) -> Sequence[Expr]:
    return (expr.element, *(part for clause in expr.clauses for part in (clause.iterable, *clause.tests)))


# By type rather than by `match`: these few lines run for every expression of a project.
PARTS: Mapping[type, Callable[[Any], Sequence[Expr]]] = {
    Attribute: lambda expr: (expr.of,),
    Call: _call_parts,
    Subscript: lambda expr: (expr.of, expr.index),
    Combine: lambda expr: expr.parts,
    Unknown: lambda expr: expr.parts,
    Choose: lambda expr: (expr.test, expr.then, expr.other),
    Comprehension: _comprehension_parts,
    Lambda: lambda expr: (expr.body,),
    Named: lambda expr: (expr.value,),
}


def every_expression(expr: Expr) -> Iterator[Expr]:
    """The expression and all those inside it, outermost first."""
    pending = [expr]
    while pending:
        current = pending.pop()
        yield current
        parts = PARTS.get(type(current))
        if parts is not None:
            pending.extend(parts(current)[::-1])


def expressions_in(steps: Sequence[Step]) -> Iterator[Expr]:
    """Every expression in the steps and in those nested in them."""
    for step in every_step(steps):
        for expr in own_expressions(step):
            yield from every_expression(expr)


def calls_in(steps: Sequence[Step]) -> Iterator[Call]:
    """Every call in the steps and in those nested in them."""
    for expr in expressions_in(steps):
        if type(expr) is Call:
            yield expr


def words(expr: Expr) -> str:
    """The dotted source words of a name, an attribute chain or a call's function: "admin.site.register", else ""."""
    match expr:
        case Local(name=name) | Global(name=name):
            return name
        case Import(path=path):
            return path.lstrip(".")
        case Attribute(of=of, name=name):
            before = words(of)
            return f"{before}.{name}" if before else ""
        case Call(function=function):
            return words(function)
        case _:
            return ""


def tail(expr: Expr) -> str:
    """The last of the words that name a function, a class or a decorator, whether it is called or not."""
    match expr:
        case Attribute(name=name):
            return name
        case Call(function=function):
            return tail(function)
        case _:
            return words(expr).rpartition(".")[2]


def argument(call: Call, name: str, position: int | None = None) -> Expr | None:
    """A keyword's value, else the positional argument there (not one behind a starred argument)."""
    for keyword in call.keywords:
        if keyword.name == name:
            return keyword.value
    if position is None or position >= len(call.args):
        return None
    before = call.args[: position + 1]
    return None if any(isinstance(arg, Combine) and arg.how == "*" for arg in before) else before[-1]
