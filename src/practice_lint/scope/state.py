"""What is known at one point of a run: locals, heap, facts, and rows on their way out.

In: values. Out: `Env` and its merge. Deliberately unknown: how expressions are evaluated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from practice_lint.facts import Call, Span
from practice_lint.scope.judge import ASKED, OTHERWISE_TIE, RANKED_TIE, Judge
from practice_lint.scope.lookups import EMPTY_Q, WIDE, WIDE_Q
from practice_lint.scope.proofs import Prover, doubted, followed, nothing, outsiders
from practice_lint.scope.standing import Standing, State
from practice_lint.scope.values import (
    GRANTED,
    NOBODY,
    NONE,
    OTHERWISE,
    RANKED,
    SIGNED,
    STAFF,
    Attr,
    Fact,
    Input,
    Key,
    Keyed,
    Made,
    Many,
    Nothing,
    OneOf,
    Param,
    Row,
    Rows,
    Scope,
    Seq,
    Site,
    Table,
    Text,
    Tie,
    Value,
    consulted,
    join,
    keyed,
)

# An object's attributes, by what identifies the object: its text, or the value itself (a row, a parameter).
Heap = dict[tuple[Any, str], Value]
NOBODY_TIE = Tie("nobody", "")
MARKS = (
    (STAFF, Tie("staff", "")),
    (GRANTED, WIDE),
    (NOBODY, NOBODY_TIE),
    (OTHERWISE, OTHERWISE_TIE),
    (RANKED, RANKED_TIE),
)  # rows read on such a way only are marked so


class Unreachable(Exception):
    """The expression being evaluated never returns: a call in it always raises."""


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the trail."""

    path: str
    span: Span
    words: str
    module: str = ""
    symbol: str = ""
    query: Call | None = None  # the call that leads on from here


@dataclass(frozen=True, slots=True)
class Use:
    """Rows on their way out: `how` names the sink; judged when the run ends, for a later check still proves them."""

    value: Value
    how: str
    trail: tuple[Place, ...]
    certain: bool  # a known sink, rather than a function that was not followed


@dataclass(slots=True)
class Loop:
    """A loop that is being run: the states in which its body went on to the `next` element, and `out` of it early."""

    next: list[Env] = field(default_factory=list)
    out: list[Env] = field(default_factory=list)


@dataclass(slots=True)
class Frame:
    """One activation of a function."""

    function: str
    module: str
    symbol: str
    path: str
    stub: bool
    owner: str | None
    self_: Value | None
    closure: Scope | None
    depth: int
    trail: tuple[Place, ...]
    chain: Call | None = None  # the query chain that is being evaluated
    outer_site: Site | None = None  # for library code: the project's line that called it
    models: frozenset[str] = frozenset()  # locals that hold a model class which the caller chose, …
    chosen_at: Site | None = None  # … and the caller's line
    called_back: bool = False  # code of the project that library code calls
    class_body: str | None = None
    returns: list[tuple[Value, Env]] = field(default_factory=list)
    yields: list[Value] = field(default_factory=list)
    loops: list[Loop] = field(default_factory=list)


class Env:
    __slots__ = ("facts", "heap", "locals", "pending")

    def __init__(
        self,
        names: dict[str, Value],
        heap: Heap,
        facts: frozenset[Fact],
        pending: dict[tuple[Value, str], Use],
    ) -> None:
        self.locals, self.heap, self.facts, self.pending = names, heap, facts, pending

    def copy(self) -> Env:
        return Env(dict(self.locals), dict(self.heap), self.facts, dict(self.pending))

    def become(self, other: Env) -> None:
        """Continue as `other` does, locals included."""
        self.locals, self.heap, self.facts, self.pending = other.locals, other.heap, other.facts, other.pending

    def assume(self, facts: frozenset[Fact]) -> None:
        """These facts hold from here on."""
        if not facts:
            return
        known = self.facts | frozenset(f for f in facts if f.kind not in ("some", "public"))
        if any(f.kind == "given" for f in known):
            known = followed(known)
        self.facts = known
        for fact in facts:
            if fact.kind == "some" and isinstance(fact.value, OneOf):
                parts = tuple(
                    Row(p.rows) if isinstance(p, Row) else p for p in fact.value.parts if not isinstance(p, Nothing)
                )
                narrowed = OneOf(parts) if len(parts) > 1 else parts[0] if parts else fact.value
                for name, value in self.locals.items():
                    if value == fact.value:
                        self.locals[name] = narrowed
            elif fact.kind == "none":
                for name, value in self.locals.items():
                    if value == fact.value:
                        self.locals[name] = NONE


def within(value: Value, change: Callable[[Value], Value]) -> Value | None:
    """The container with each value in it changed; None where the value is no container."""
    match value:
        case OneOf():
            return OneOf(tuple(change(p) for p in value.parts), value.known)
        case Seq():
            return Seq(tuple(change(p) for p in value.items))
        case Many():
            return Many(change(value.element))
        case Keyed():
            return keyed(change(value.keys), change(value.each))
        case Table():
            items = tuple((name, change(p)) for name, p in value.items)
            return Table(items, change(value.rest) if value.rest is not None else None)
        case Text():
            return Text(tuple(change(p) for p in value.parts), tuple(change(p) for p in value.pieces))
        case Made():
            return Made(tuple(change(p) for p in value.parts))
        case Key():
            row = change(value.row)
            return Key(row, value.field) if isinstance(row, Row) else value
    return None


def marked(value: Value, tie: Tie, judge: Judge) -> Value:
    """Rows that exist only on a path that the tie tells of; who is active is not marked by nobody's being so."""
    if isinstance(value, (Rows, Row)) and tie is NOBODY_TIE and judge.membership(value.model):
        return value
    if isinstance(value, Rows):
        return Rows(value.model, value.ties | {tie}, value.site, value.methods, value.field)
    if isinstance(value, Row):
        rows = value.rows
        return Row(Rows(rows.model, rows.ties | {tie}, rows.site, rows.methods, rows.field), value.optional)
    if value == EMPTY_Q and tie is WIDE:
        return WIDE_Q
    inner = within(value, lambda part: marked(part, tie, judge))
    return value if inner is None else inner


def marks(facts: frozenset[Fact], after: frozenset[Fact]) -> tuple[Tie, ...]:
    """What is known of a way and no longer where it meets another."""
    return tuple(tie for fact, tie in MARKS if fact in facts and fact not in after)


def lost(before: Standing, after: Standing) -> bool:
    """Whether less is known of the rows: that they are the caller's, or that the caller's practice is not None."""
    return after.state < before.state or (before.null is None and after.null is not None)


def certified(value: Value, known: frozenset[Fact], after: frozenset[Fact], judge: Judge) -> Value:
    """The value of one way, with what that way's facts prove of its rows written on them: where the ways meet, the
    facts are gone, and the other way has another value (`return row, None` beside `return None, error`)."""
    if known == after:
        return value
    if not isinstance(value, (Row, Rows)):
        inner = within(value, lambda part: certified(part, known, after, judge))
        return value if inner is None else inner
    standing = judge.of(value, known)
    if standing is ASKED and judge.of(value, after).state < State.UNKNOWN:
        return marked(value, Tie("unknown", f"{standing.cause}:{standing.reason}"), judge)
    if standing.state is not State.PROVED or standing.cause == "ambient":
        return value
    later = judge.of(value, after)
    if later.state is State.PROVED and not lost(standing, later):
        return value
    return marked(value, Tie("given", standing.reason, column=standing.cause), judge)


def told(value: Value, facts: frozenset[Fact]) -> Value:
    """Something sent that is empty on this way is no row's key where another way has a row in its place."""
    return NONE if isinstance(value, (Input, Param, Attr)) and nothing(value, facts) else value


def of_way(value: Value, way: frozenset[Fact], after: frozenset[Fact], ties: Iterable[Tie], judge: Judge) -> Value:
    """A value of one of the ways that meet: marked with what limits the way, and rows that it proved keep that.
    `after`: what is known where the ways meet; `ties`: `marks(way, after)`."""
    for tie in ties:
        value = marked(value, tie, judge)
    return certified(value, way, after, judge)


def merge(a: Env, b: Env, prover: Prover, settle: object) -> Env:
    """The state after two ways that meet. `settle(use, facts)` is told of rows whose proof holds on one way only."""
    if a.facts == b.facts:
        facts = a.facts
    else:
        facts = a.facts & b.facts | consulted(a.facts ^ b.facts)
        facts |= {f for f in a.facts - facts if _also(f, b.facts, prover)} | {
            f for f in b.facts - facts if _also(f, a.facts, prover)
        }
    if STAFF not in facts:
        facts |= outsiders((a.facts, b.facts))
    ties = marks(a.facts, facts), marks(b.facts, facts)

    def of_side(value: Value, side: int) -> Value:
        return of_way(value, (a, b)[side].facts, facts, ties[side], prover.judge)

    def joined(x: Value, y: Value) -> Value:
        return join(of_side(told(x, a.facts), 0), of_side(told(y, b.facts), 1))

    names, heap = _join(a.locals, b.locals, of_side, joined), _join(a.heap, b.heap, of_side, joined)
    if a.facts is b.facts or a.facts == b.facts:
        return Env(names, heap, facts, a.pending | b.pending if b.pending else dict(a.pending))
    pending = a.pending | b.pending
    for side in (a, b):
        if side.facts != facts:
            for key, use in side.pending.items():
                before, after = prover.judge.of(use.value, side.facts), prover.judge.of(use.value, facts)
                if before.state >= State.UNKNOWN and lost(before, after):
                    other = b if side is a else a
                    settle(use, side.facts)  # type: ignore[operator]
                    there = prover.judge.of(use.value, other.facts)
                    if key not in other.pending or (there.state >= State.UNKNOWN and lost(there, after)):
                        pending.pop(key, None)
    return Env(names, heap, facts, pending)


def _also(fact: Fact, others: frozenset[Fact], prover: Prover) -> bool:
    """Whether the other way knows as much, for a reason of its own."""
    if fact.kind == "shown":
        return bool({STAFF, SIGNED, Fact("row", "", fact.value)} & others)
    if fact.kind not in ("row", "key", "asked") or fact.value is None:
        return False
    if STAFF in others or SIGNED in others or nothing(fact.value, others):
        return True
    if fact.kind == "asked" and doubted((frozenset({fact}), others)):
        return True
    if fact.kind == "row":
        return prover.judge.of(fact.value, others).state >= State.EXEMPT
    return prover.judge.provenance(fact.value, fact.model, others, 0).state is State.PROVED


def _join(
    a: dict[Any, Value],
    b: dict[Any, Value],
    of_way: Callable[[Value, int], Value],
    joined: Callable[[Value, Value], Value],
) -> dict[Any, Value]:
    """What is bound on both ways is one of the two; what is bound on one of them came that way."""
    if a is b:
        return a
    result = {name: value if name in a else of_way(value, 1) for name, value in b.items()}
    for name, value in a.items():
        other = b.get(name)
        if other is None:
            result[name] = of_way(value, 0)
        elif other is not value and other != value:
            result[name] = joined(value, other)
    return result
