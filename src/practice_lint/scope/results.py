"""What a call gives back when it returns on several ways.

In: each way's value with the state it ends in. Out: one value. Deliberately unknown: how the ways were run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from practice_lint.scope import stores
from practice_lint.scope.premises import kept
from practice_lint.scope.proofs import doubted, followed, let_in, outsiders
from practice_lint.scope.state import Env
from practice_lint.scope.values import (
    NONE,
    PRIVILEGED,
    Answered,
    Const,
    Fact,
    Key,
    Nothing,
    OneOf,
    Row,
    Rows,
    Seq,
    Table,
    Truth,
    Value,
    alternatives,
    consulted,
    join_all,
)

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine


def handed_on(m: Machine, returns: list[tuple[Value, Env]]) -> None:
    """A hook of middleware that answers nothing lets the request go on."""
    for value, way in returns:
        known = m.prover.truth(value, way.facts).false
        if known is not None:
            m.records.passed.append(way.facts | known)


def result(m: Machine, returns: list[tuple[Value, Env]], base: frozenset[Fact], after: frozenset[Fact]) -> Value:
    """What the call returns; of a predicate, what its answer proves. `after`: what is known once it has returned."""
    if len(returns) == 1:
        return returns[0][0]
    values = m.marked([v for v, _ in returns], [way for _, way in returns], after)
    found = [n for n, value in enumerate(values) if not stores.own_answer(m, value, [way for _, way in returns])]
    joined = join_all(values)
    values = [values[n] for n in found] or values
    ways = [returns[n][1].facts for n in found] or [way.facts for _, way in returns]
    answer = _answer(m, values, ways, base)
    if all(map(_yes_or_no, values)):
        return answer
    if isinstance(joined, OneOf) and all(isinstance(value, Const) for value in values):
        return _named(joined, values, ways, base)
    joined = _status(m, values, joined, ways, base)
    # "None, or what is wrong": which of the two it is tells which way was taken
    if isinstance(joined, OneOf) and NONE in joined.parts:
        return OneOf(joined.parts, answer)
    if answer.true and any(map(_empty, values)):
        return OneOf(alternatives(joined), answer)  # "nothing, or what he may do"
    return joined


def _answer(m: Machine, values: list[Value], ways: list[frozenset[Fact]], base: frozenset[Fact]) -> Truth:
    """What it proves that the value, which is one of these on the way beside it, is true or false."""
    true: list[frozenset[Fact]] = []
    false: list[frozenset[Fact]] = []
    for value, way in zip(values, ways, strict=True):
        known = m.prover.truth(value, way)
        if known.true is not None:
            true.append(followed(way | known.true) - base)
        if known.false is not None:
            false.append(followed(way | known.false) - base)
    return Truth(_common(true), _common(false))


def _named(joined: OneOf, values: list[Value], ways: list[frozenset[Fact]], base: frozenset[Fact]) -> Answered:
    """`return "stranger"` beside `return "member"`: which it is tells which way was taken."""
    by_answer: dict[Const, list[frozenset[Fact]]] = {}
    for value, way in zip(values, ways, strict=True):
        if isinstance(value, Const):
            by_answer.setdefault(value, []).append(followed(way) - base)
    cases = tuple((answer, known) for answer, each in by_answer.items() if (known := _common(each)) is not None)
    return Answered(joined.parts, joined.known, cases)


def is_one_of(answered: Answered, wanted: list[Const]) -> Truth:
    """What it proves that the answer is one of these, and that it is not."""
    inside = [known for answer, known in answered.cases if answer in wanted]
    outside = [known for answer, known in answered.cases if answer not in wanted]
    return Truth(_common(inside), _common(outside))


def _empty(value: Value) -> bool:
    return value in (Seq(()), Table((), None))


def _yes_or_no(value: Value) -> bool:
    return isinstance(value, (Truth, Nothing)) or (isinstance(value, Const) and isinstance(value.value, bool))


def _status(
    m: Machine, values: list[Value], joined: Value, ways: list[frozenset[Fact]], base: frozenset[Fact]
) -> Value:
    """`return False, "not yours"` beside `return True, None`, or the same as dicts: what an element answers, where all
    ways answer it with yes, no or None."""
    if isinstance(joined, Seq) and all(isinstance(v, Seq) and len(v.items) == len(joined.items) for v in values):
        columns = zip(*(v.items for v in values if isinstance(v, Seq)), strict=True)
        asked = zip(joined.items, map(list, columns), strict=True)
        return Seq(tuple(_told(m, item, column, ways, base) for item, column in asked))
    tables = [v for v in values if isinstance(v, Table) and v.rest is None]
    if isinstance(joined, Table) and len(tables) == len(values):
        rows = [dict(table.items) for table in tables]
        named = ((name, item, [row.get(name, NONE) for row in rows]) for name, item in joined.items)
        return Table(tuple((name, _told(m, item, column, ways, base)) for name, item, column in named), joined.rest)
    return joined


def _told(m: Machine, item: Value, values: list[Value], ways: list[frozenset[Fact]], base: frozenset[Fact]) -> Value:
    if all(map(_yes_or_no, values)) and any(v != values[0] for v in values):
        return _answer(m, values, ways, base)
    if isinstance(item, OneOf) and NONE in item.parts and not any(isinstance(p, (Row, Rows, Key)) for p in item.parts):
        return OneOf(item.parts, _answer(m, values, ways, base))
    return item


def _common(ways: list[frozenset[Fact]]) -> frozenset[Fact] | None:
    """What all ways know; a way of platform staff, or of who holds a permission instead, agrees with every other."""
    if not ways:
        return None
    doubts = consulted(fact for way in ways for fact in way)
    others = [way for way in ways if PRIVILEGED.isdisjoint(way)]
    if others:
        return frozenset.intersection(*others) | kept(ways) | doubted(others) | doubts | let_in(ways)
    return frozenset.intersection(*ways) | outsiders(ways) | doubts
