"""Open rows that other rows hang on: what leaks by them alone is the leak of their own query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from practice_lint.scope.records import Observation
from practice_lint.scope.standing import Standing, State
from practice_lint.scope.values import (
    NO_FACTS,
    Key,
    Many,
    Native,
    NewRow,
    Nothing,
    OneOf,
    Row,
    Rows,
    Seq,
    Site,
    Tie,
    Value,
)

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine

MAX_ANCHORS = 4  # rows that rows hang on


def follow_anchors(m: Machine) -> dict[Site, list[Observation]]:
    """A query that hangs on an open row is no leak of its own: the row's own query is."""
    follow: dict[Site, list[Observation]] = {}
    leaking = [o for used in m.records.used.values() for o in used if o.standing.state < State.UNKNOWN]
    alone = {(o.entry, o.rows.model, o.rows.ties): o.rows.site for o in leaking}
    for o in leaking:
        for site, rows, standing in _open_anchors(m, o, o.rows.site):
            if alone.get((o.entry, rows.model, rows.ties), site) == site:  # else the same row is let out elsewhere
                follow.setdefault(site, []).append(replace(o, standing=standing, rows=rows))
    return follow


def anchored_elsewhere(m: Machine, o: Observation, site: Site) -> bool:
    """Whether what leaks here only leaks because a row that was fetched elsewhere is open."""
    return any(True for _ in _open_anchors(m, o, site))


def _open_anchors(m: Machine, o: Observation, but: Site | None) -> Iterator[tuple[Site, Rows, Standing]]:
    """The places that leak and on whose rows these hang, with those rows."""
    for rows in _anchors(o.rows.ties, 0):
        standing = m.judge.rows(rows, NO_FACTS)
        if rows.site is not None and rows.site != but and standing.state < State.UNKNOWN and m.judge.scoped(rows.model):
            yield rows.site, rows, standing


def _anchors(ties: Iterable[Tie], depth: int) -> list[Rows]:
    """The rows that rows with these ties hang on, the farthest each; of an OR those of its arms where each has some."""
    found: list[Rows] = []
    for tie in ties:
        if tie.kind == "either" and depth < MAX_ANCHORS:
            arms = [_anchors(arm, depth + 1) for arm in tie.arms]
            found += [rows for arm in arms for rows in arm] if all(arms) else []
        for part in _held(tie):
            held = part.row if isinstance(part, Key) else part
            inner = held.rows if isinstance(held, Row) else held
            if isinstance(inner, Rows) and depth < MAX_ANCHORS:
                found += _anchors(inner.ties, depth + 1) or [inner]
    return found


HELD = (Row, Rows, Key, Nothing)


def _held(tie: Tie) -> tuple[Value, ...]:
    """What the rows hang on; of several ways that give it, each, where it is on all of them a row."""
    if isinstance(tie.value, Many):  # a list of rows; one of keys may be what the sender was offered to choose from
        listed = _listed(tie.value)
        return listed if all(isinstance(part, (Row, Rows)) for part in listed) else ()
    if isinstance(tie.value, OneOf):  # no list has such an attribute: where it was given one, it went another way
        parts = tuple(part for part in tie.value.parts if not isinstance(part, Native))
        return parts if all(isinstance(part, HELD) for part in parts) else ()
    return () if tie.value is None else (tie.value,)


def _listed(value: Value) -> tuple[Value, ...]:
    """What a list holds, lists in it opened."""
    if isinstance(value, Many):
        return _listed(value.element)
    if isinstance(value, OneOf):
        return tuple(inner for part in value.parts for inner in _listed(part))
    if isinstance(value, Seq):
        return tuple(inner for part in value.items for inner in _listed(part))
    return () if isinstance(value, (Nothing, Native, NewRow)) else (value,)
