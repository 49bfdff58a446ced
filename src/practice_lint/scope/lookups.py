"""Keyword arguments of `filter`, `get`, Q … -> ties, resolved on the model graph.

In: a model, lookups and values. Out: ties. Deliberately unknown: whether a tie proves anything (see `standing.py`).
"""

from __future__ import annotations

import re

from practice_lint.project.models import Models
from practice_lint.project.schema import Lookup
from practice_lint.scope.column_names import SECRET
from practice_lint.scope.values import (
    IMPERSONAL,
    Condition,
    Const,
    Input,
    Instance,
    Made,
    Nothing,
    OneOf,
    Opaque,
    Row,
    Rows,
    Seq,
    Table,
    Tie,
    Truth,
    Value,
    join_all,
)

OUTER = Opaque("OuterRef")  # the row of the query around this one
COLUMN = Opaque("F")  # another column of the same row, a database function: pins nothing
WIDENED = Opaque("no condition for who holds a permission")
WIDE = Tie("unknown", "granted:a permission opens all rows to who holds it")
NO_TIES: frozenset[Tie] = frozenset()


def tie_of(models: Models, model: str, path: str, value: Value) -> Tie | None:
    """The tie that `path=value` adds; None when it pins nothing."""
    if value == COLUMN:
        return None
    if value == WIDENED:
        return WIDE
    if isinstance(value, Instance) and not path:
        return None
    found = models.lookup(model, path)
    many = any(h.many for h in found.hops)
    if found.transform == "isnull":
        return (
            Tie("key", f"null:{path}", found.target, value=value, many=many)
            if found.target and value != Const(False)
            else None
        )
    if value == OUTER:
        return Tie("outer", path) if _names_one(models, found) else None
    if found.unresolved is not None:
        inner = found.unresolved.rpartition("__")[2]
        if found.column is not None and found.transform == "exact" and SECRET.search(inner):
            return Tie("column", path, found.owner, inner, value, many=many)  # a key of a JSON column
        return (
            None
            if isinstance(value, (Const, Nothing, Input, Truth))
            else Tie("unknown", f"lookup:`{path}` was not resolved")
        )
    if (
        found.transform in ("lt", "lte")
        and found.column is not None
        and _cutoff(models, found.owner, found.column, value)
    ):
        return Tie("past", path)
    if found.transform not in PINNING:
        return None
    if found.transform == "in":
        value = _kept(value)
        if value == NO_ROWS:
            return Tie("empty", path)
    if found.target is not None:
        several = found.transform in ("in", "overlap")
        return Tie("key", "pk" if not found.hops else path, found.target, value=value, many=many, several=several)
    if found.column is not None:
        return Tie(
            "column", path, found.owner, found.column, value, many=many, several=found.transform in ("in", "overlap")
        )
    return None


NAMES_ROW = re.compile(r"(^|_)(pk|id|ids|uuid|guid|key|slug|identifier|ref|reference|ptr)$")


def _names_one(models: Models, found: Lookup) -> bool:
    """`OuterRef` correlates by what names a row. Who shares a date, or has the same name, is of any practice."""
    if found.transform not in PINNING:
        return False
    if found.target is not None or found.column is None or found.owner is None:
        return True
    field = models.field(found.owner, found.column)
    return field is None or field.unique or field.unguessable or bool(NAMES_ROW.search(found.column))


TRUE = Const(True)


def said(keywords: list[tuple[str, Value]]) -> frozenset[Tie]:
    """What `annotate(mine=Exists(…))` leaves to be asked for."""
    return frozenset(
        Tie("annotated", name, value.model, value=value)
        for name, value in keywords
        if isinstance(value, Rows) and _correlated(value)
    )


def _correlated(rows: Rows) -> bool:
    """Whether it asks for rows that have to do with the row around it; `Exists(rows)` alone holds for all or none."""
    return any(_outer(tie) for tie in rows.ties)


def _outer(tie: Tie) -> bool:
    return tie.kind in ("outer", "unknown") or any(_outer(t) for arm in tie.arms for t in arm)


def asked_for(
    ties: frozenset[Tie], args: list[Value], keywords: list[tuple[str, Value]]
) -> tuple[list[Value], list[tuple[str, Value]]]:
    """The conditions with `mine=True` as the `Exists(…)` that an annotation of these rows stands for."""
    named = {tie.path: tie.value for tie in ties if tie.kind == "annotated" and tie.value is not None}
    if not named:
        return args, keywords

    def put(condition: tuple[str, Value]) -> tuple[str, Value]:
        return ("", named[condition[0]]) if condition[0] in named and condition[1] == TRUE else condition

    def put_all(arg: Value) -> Value:
        return Condition(tuple(frozenset(map(put, arm)) for arm in arg.arms)) if isinstance(arg, Condition) else arg

    return [put_all(arg) for arg in args], [put(each) for each in keywords]


NO_ROWS = Seq(())
NO_ATOMS = Made(())  # what was made of settings and of the time alone


def _cutoff(models: Models, model: str, column: str | None, value: Value) -> bool:
    """`created__lt=now() - settings.KEPT`: rows past an age that nothing in the request says."""
    field = models.field(model, column) if column is not None else None
    return field is not None and field.kind in ("DateTimeField", "DateField") and value in (IMPERSONAL, NO_ATOMS)


def _kept(value: Value) -> Value:
    """Of `pk__in=[]` on one way and `pk__in=mine` on another, the way that finds rows."""
    if not isinstance(value, OneOf) or NO_ROWS not in value.parts:
        return value
    return join_all([part for part in value.parts if part != NO_ROWS] or [NO_ROWS])


# Transforms that pin a column to the value; the others (gt, contains, isnull, year …) only narrow.
PINNING = frozenset({"exact", "in", "iexact", "contained_by", "startswith", "istartswith", "overlap", "contains"})


def ties_of(models: Models, model: str, args: list[Value], keywords: list[tuple[str, Value]]) -> frozenset[Tie]:
    """The ties that `filter(*args, **keywords)` adds."""
    ties: set[Tie] = set()
    for arg in args:
        ties |= _positional(models, model, arg)
    for name, value in keywords:
        if name == "**":
            ties |= _mapping(models, model, value)
        elif not name and isinstance(value, Rows):
            ties |= _positional(models, model, value)
        else:
            tie = tie_of(models, model, name, value)
            if tie is not None:
                ties.add(tie)
    return frozenset(ties)


def _mapping(models: Models, model: str, value: Value) -> frozenset[Tie]:
    """`**rest`"""
    if isinstance(value, Table):
        named = ties_of(models, model, [], list(value.items))
        return named | _mapping(models, model, value.rest) if value.rest is not None else named
    if isinstance(value, Input) or (isinstance(value, Made) and all(isinstance(p, Input) for p in value.parts)):
        return NO_TIES  # `**request.GET`: the sender writes the filter
    if isinstance(value, OneOf):
        arms = tuple(_mapping(models, model, p) for p in value.parts if not isinstance(p, Nothing))
        return frozenset({Tie("either", "**", arms=arms)}) if arms else NO_TIES
    return frozenset({Tie("unknown", "filter-not-followed:the filter's `**` argument was not followed")})


def _positional(models: Models, model: str, value: Value) -> frozenset[Tie]:
    """Q objects, Exists, and what was not followed."""
    if isinstance(value, Condition):
        every = tuple(_arm(models, model, arm) for arm in value.arms)
        arms = tuple(arm for arm in every if all(tie.kind != "empty" for tie in arm)) or every[:1]
        if len(arms) == 1:
            return arms[0]
        return frozenset({Tie("either", "Q", arms=arms)}) if arms else NO_TIES
    if isinstance(value, Rows):  # Exists(queryset)
        if not _correlated(value):
            return NO_TIES
        inner = Rows(value.model, frozenset(t for t in value.ties if t.kind != "outer"), value.site)
        return frozenset({Tie("hop", "exists", value.model, value=Row(inner))})
    if isinstance(value, Table):  # `complex_filter({…})`
        return _mapping(models, model, value)
    if isinstance(value, OneOf):
        arms = tuple(_positional(models, model, p) for p in value.parts)
        return frozenset({Tie("either", "Q", arms=arms)})
    if isinstance(value, (Truth, Const, Nothing, Input)):
        return NO_TIES
    if value == COLUMN:
        return NO_TIES
    return frozenset({Tie("unknown", "filter-not-followed:an argument of the filter was not followed")})


def _arm(models: Models, model: str, conditions: frozenset[tuple[str, Value]]) -> frozenset[Tie]:
    """One arm of an OR: where nothing in it pins anything, what the sender searches for is told apart from a flag."""
    ordered = sorted(conditions, key=lambda kv: kv[0])
    ties = ties_of(models, model, [], ordered)
    sought = next(((path, v) for path, v in ordered if isinstance(v, Input)), None)
    return ties if ties or sought is None else frozenset({Tie("searched", sought[0], value=sought[1])})


# ── Q objects ───────────────────────────────────────────────────────────────────────────────────────────────────────

MAX_ARMS = 8


def q_all(a: Condition, b: Condition) -> Condition:
    if WIDE_Q in (a, b):
        return b if a == WIDE_Q else a
    arms = tuple(dict.fromkeys(x | y for x in a.arms for y in b.arms)) if a.arms and b.arms else a.arms or b.arms
    return Condition(arms) if len(arms) <= MAX_ARMS else Condition((frozenset.intersection(*arms),))


def q_any(a: Condition, b: Condition) -> Condition:
    """`Q()` alone is neutral on both sides, as in Django."""
    for neutral in (EMPTY_Q, WIDE_Q):
        if a == neutral or b == neutral:
            return b if a == neutral else a
    arms = tuple(dict.fromkeys(a.arms + b.arms))
    return Condition(arms)


EMPTY_Q = Condition((frozenset(),))
WIDE_Q = Condition((frozenset({("", WIDENED)}),))  # `Q()` where the caller holds a permission that opens all rows
OPEN_Q = Condition((frozenset({("", COLUMN)}),))  # `~Q(…)`: holds for rows of anybody
