"""Practices that a request's address names: whether something in front of the view asks about them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from practice_lint.scope.records import Observation
from practice_lint.scope.standing import Standing, State, words
from practice_lint.scope.values import (
    Input,
    Key,
    Row,
    Value,
)

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine


CHOSEN = frozenset({"chosen-practice", "unproved-parent", "unproved-relation"})


ADDRESSING = frozenset({"url", "header", "cookie"})  # what names a whole view's practice, rather than a filter's


CREDENTIALS = "authorization"  # the header that says who sends a request


def behind_gate(m: Machine, o: Observation) -> Observation:
    """A practice (or the parent row) that the request names, where code in front of the view reads that name, asks who
    the caller is and was not followed to a proof: doubt, not a leak. Where it proved a practice it was followed, and a
    plain value that it did not prove is another one; of a computed one that is not sure."""
    if o.standing.cause not in CHOSEN or o.entry is None:
        return o
    value = o.standing.value
    gate, chooser = m.records.gates.get(o.entry), m.judge.chooser(value)
    if gate is None or not isinstance(chooser, Input):
        return o
    if chooser.source == "header" and chooser.name.lower() == CREDENTIALS:
        reason = "it hangs on who the credentials of the request are, which was not followed"
    elif gate.names(chooser.name, chooser.source) and not (o.entry in m.records.gated and _plain(value)):
        reason = f"a check in front of the view reads {words(chooser)}; it was not followed"
    else:
        return o
    return replace(o, standing=Standing(State.UNKNOWN, "gate-not-followed", reason, value))


def _plain(value: Value | None) -> bool:
    """Whether it is one value of the request, with a name, or the row that one names."""
    return isinstance(value, Row) or (isinstance(value, Input) and value.name not in ("", "*"))


def gateless(m: Machine, shown: Observation) -> bool:
    """Whether the request's address names the practice of a whole view, and nothing on its way asks about any."""
    return shown.mode == "view" and shown.entry not in m.records.gated and _addressed(m, shown.standing.value)


def _addressed(m: Machine, value: Value | None) -> bool:
    """Whether the value is the address itself, or the practice that was looked up by it."""
    if isinstance(value, Key):
        value = value.row
    if isinstance(value, Row):
        keys = [tie.value for tie in value.rows.ties if tie.kind in ("key", "column") and "__" not in tie.path]
        return value.model in m.tenancy.practices and any(_addressed(m, key) for key in keys)
    return isinstance(value, Input) and value.source in ADDRESSING and "." not in value.name
