"""Expressions -> the plain text, truth or dictionary they hold, through names bound to them.

In: `Names`, a scope, an expression. Out: a value, or None where the text does not decide. Enough for options of
fields and of Meta; settings modules have an evaluator of their own."""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.facts import Attribute, Call, Combine, Constant, Expr, Global, Import, Local
from practice_lint.project.names import Names
from practice_lint.project.visit import tail

FOLLOWED = 6  # names that stand for names
WRAPPERS = frozenset({"str", "_", "gettext_lazy", "format_lazy", "cast"})  # give back their last argument as text


def held(names: Names, scope: str, expr: Expr) -> Iterator[tuple[str, Expr]]:
    """What a name or attribute chain is bound to, with the scope it stands in; nothing for other expressions."""
    if isinstance(expr, (Local, Global, Attribute, Import)):
        symbol = names.resolve_within(scope, expr)
        if symbol is not None and symbol.kind == "value":
            inner = symbol.name.rpartition(".")[0]
            yield from ((inner, value) for _, value in names.values(symbol.name))


def text(names: Names, scope: str, expr: Expr, depth: int = 0) -> str | None:
    if depth > FOLLOWED:
        return None
    match expr:
        case Constant(value=value):
            return value if isinstance(value, str) else None
        case Combine(how="f" | "+", parts=parts):
            texts = [text(names, scope, part, depth + 1) for part in parts]
            return None if None in texts else "".join(each for each in texts if each is not None)
        case Call(function=function, args=(*_, last)) if tail(function) in WRAPPERS:
            return text(names, scope, last, depth + 1)
        case _:
            found = {text(names, inner, value, depth + 1) for inner, value in held(names, scope, expr)}
            return found.pop() if len(found) == 1 else None


def flag(names: Names, scope: str, expr: Expr, depth: int = 0) -> bool | None:
    if depth > FOLLOWED:
        return None
    if isinstance(expr, Constant):
        return bool(expr.value)
    found = {flag(names, inner, value, depth + 1) for inner, value in held(names, scope, expr)}
    return found.pop() if len(found) == 1 else None


def mapping(names: Names, scope: str, expr: Expr, depth: int = 0) -> dict[str, Expr]:
    """The entries with text keys of a dict display, `dict(…)` and `{**OTHER}` included."""
    if depth > FOLLOWED:
        return {}
    found: dict[str, Expr] = {}
    match expr:
        case Combine(how="{:}", parts=parts):
            for part in parts:
                match part:
                    case Combine(how=":", parts=(Constant(value=str(key)), value)):
                        found[key] = value
                    case Combine(how="**", parts=(rest,)):
                        found.update(mapping(names, scope, rest, depth + 1))
                    case _:
                        pass
        case Call(function=Global(name="dict"), args=args, keywords=keywords):
            for each in args:
                found.update(mapping(names, scope, each, depth + 1))
            for keyword in keywords:
                if keyword.name == "**":
                    found.update(mapping(names, scope, keyword.value, depth + 1))
                else:
                    found[keyword.name] = keyword.value
        case _:
            for inner, value in held(names, scope, expr):
                found.update(mapping(names, inner, value, depth + 1))
    return found
