"""Library classes whose instances are values of their own: `Q`, `F`, `OuterRef`, `Prefetch`, querysets made by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from practice_lint.facts import Span
from practice_lint.scope import raw_sql
from practice_lint.scope.lookups import COLUMN, EMPTY_Q, OPEN_Q, OUTER, q_all
from practice_lint.scope.state import Env, Frame
from practice_lint.scope.values import (
    NONE,
    Args,
    ClassRef,
    Condition,
    Const,
    Input,
    Instance,
    Keywords,
    Nothing,
    Opaque,
    Rows,
    Seq,
    Tie,
    Truth,
    Value,
    atoms,
    unstarred,
)

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine


def _q(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    result = EMPTY_Q
    pairs: set[tuple[str, Value]] = set()
    for name, value in keywords:
        if name == "**":
            if not isinstance(value, (Input, Nothing)):
                return Opaque("a Q object that was not followed")
        elif name == "_negated":
            return OPEN_Q
        else:
            pairs.add((name, value))
    for arg in map(unstarred, args):
        if isinstance(arg, Condition):
            result = q_all(result, arg)
        elif isinstance(arg, Seq) and len(arg.items) == 2 and isinstance(arg.items[0], Const):
            pairs.add((str(arg.items[0].value), arg.items[1]))
        elif not isinstance(arg, (Const, Nothing, Truth)):
            return Opaque("a Q object that was not followed")
    if pairs:
        result = q_all(result, Condition((frozenset(pairs),)))
    return result


def _outer(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return OUTER


def _column(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return COLUMN


def _first(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    value = unstarred(args[0]) if args else next((v for k, v in keywords if k == "queryset"), NONE)
    return value


def _raw_sql(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return raw_sql.expression(m, [unstarred(a) for a in args], keywords, frame, env, span)


def _prefetch(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """Prefetch(lookup, queryset): its rows are restricted to the parents of the query that it is given to."""
    value = next((v for k, v in keywords if k == "queryset"), unstarred(args[1]) if len(args) > 1 else NONE)
    for part in atoms(value):
        if isinstance(part, Rows) and part.site is not None:
            tied = Rows(part.model, part.ties | {Tie("prefetch", "")}, part.site, part.methods)
            m.seen(tied, frame, env)
    return COLUMN


CLASSES: dict[str, Callable[..., Value]] = {
    "Q": _q,
    "OuterRef": _outer,
    "F": _column,
    "Value": _column,
    "Exists": _first,
    "Subquery": _first,
    "Prefetch": _prefetch,
    "Case": _column,
    "When": _column,
    "Count": _column,
    "Sum": _column,
    "Max": _column,
    "Min": _column,
    "Avg": _column,
    "Func": _column,
    "Coalesce": _column,
    "ExpressionWrapper": _column,
    "Concat": _column,
    "Lower": _column,
    "Upper": _column,
    "Cast": _column,
    "Now": _column,
    "RawSQL": _raw_sql,
}


QUERYSET_BASES = frozenset({"django.db.models.QuerySet", "django.db.models.query.QuerySet"})


def _queryset(m: Machine, cls: str, args: Args, keywords: Keywords, frame: Frame, span: Span | None) -> Value:
    """`OrderQuerySet(self.model, using=self._db)`: every row of the model, with this class's methods."""
    model = unstarred(args[0]) if args else next((v for k, v in keywords if k == "model"), NONE)
    if isinstance(model, ClassRef) and model.name in m.models.by_name:
        return m.rooted(Rows(model.name, frozenset(), None, (cls, *m.methods_of(model.name))), frame)
    return Opaque("a queryset of a model that was not followed")


PERMISSION_OPERATORS = frozenset(f"rest_framework.permissions.{word}" for word in ("AND", "OR", "NOT"))


def _operator(m: Machine, cls: str, args: Args, frame: Frame, env: Env, span: Span | None) -> Value:
    """`(A | B)()`: the operator over an instance of each; two operators over the same are the same."""
    operands = [m.call(each, [], [], frame, env, span) for each in args]
    instance = Instance(cls, f"{cls}@{operands!r}")
    for number, operand in enumerate(operands, 1):
        env.heap[instance.ident, f"op{number}"] = operand
    return instance


def construct(
    m: Machine, cls: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value | None:
    """An object of a library class that has a value of its own; None for any other class."""
    if cls in PERMISSION_OPERATORS:
        return _operator(m, cls, args, frame, env, span)
    order = m.names.mro(cls)
    if QUERYSET_BASES.intersection(order):
        return _queryset(m, cls, args, keywords, frame, span)
    if cls.startswith(("django.db.models.", "django.contrib.postgres.")):
        known = CLASSES.get(cls.rsplit(".", 1)[-1])
        if known is not None:
            return known(m, args, keywords, frame, env, span)
    return None
