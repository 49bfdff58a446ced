"""How a value stands to the caller's practice: the lattice, and why.

In: values of the interpreter and the facts known on this path. Out: `Standing`. A queryset is as safe as the best of
its ties (they are all required), a disjunction as its worst arm, an alternative as its worst part. Doubt is a value:
UNKNOWN never counts as proved and never as a leak.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from practice_lint.scope.values import (
    Attr,
    Carrier,
    Input,
    Key,
    Made,
    Many,
    OneOf,
    Param,
    Row,
    Seq,
    Tie,
    Value,
)


class State(IntEnum):
    """Worst first: joining takes the least, requiring both takes the greatest."""

    OPEN = 0
    CHOSEN = 1  # tied to a practice that the request names and nothing checked
    PARENT = 2  # tied to a parent row that the request names and nothing checked
    UNKNOWN = 3
    EXEMPT = 4
    PROVED = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """`cause` is a word for tables and counts, `reason` a clause for people; `value` is what made it so. `null`: of
    what is proved by nothing but a practice that may be None, on rows that may have none, the tie that says so."""

    state: State
    cause: str
    reason: str
    value: Value | None = None
    null: Tie | None = None


OPEN = Standing(State.OPEN, "open", "nothing ties it to a practice")


def worst(standings: list[Standing]) -> Standing:
    return min(standings, key=_order)


def best(standings: list[Standing]) -> Standing:
    found, rank = standings[0], _order(standings[0])
    for each in standings[1:]:
        order = _order(each)
        if order > rank or (order == rank and words(each.value) > words(found.value)):
            found, rank = each, order
    return found


def _order(standing: Standing) -> tuple[int, bool, bool, bool, str, str]:
    """Ties are sets: of equals the one that sorts last, so that all runs are alike. A check comes after the tie
    that it follows from: `get(pk=pk, practice=mine)` is the caller's by its practice, not by the key that it proves."""
    cause = standing.cause
    sure = cause not in ("proved-key", "checked"), standing.null is None, cause != "shared-rows"
    return (standing.state, *sure, cause, standing.reason)


def words(value: Value | None) -> str:
    """A request value in a reader's words."""
    if isinstance(value, Input):
        name = value.name.removesuffix("[]")
        source = {
            "url": "the URL's",
            "body": "the request body's",
            "query": "the query string's",
            "header": "the header",
            "cookie": "the cookie",
            "form": "the form's",
            "task": "the task's argument",
        }.get(value.source, value.source)
        return f"{source} `{name}`" if name else source.removesuffix("'s")
    if isinstance(value, (Many, Seq)):
        parts = [value.element] if isinstance(value, Many) else list(value.items)
        return words(parts[0]) if parts else "an empty list"
    if isinstance(value, Made):
        return next((words(p) for p in value.parts if isinstance(p, Input)), "a computed value")
    if isinstance(value, OneOf):
        return next((words(p) for p in value.parts if isinstance(p, Input)), "a computed value")
    if isinstance(value, Key):
        return f"the key of {value.row.model.rsplit('.', 1)[-1]}"
    if isinstance(value, Row):
        return f"the {value.model.rsplit('.', 1)[-1]}"
    if isinstance(value, Param):
        return f"the parameter `{value.name}`"
    if isinstance(value, Attr):
        return f"{words(value.of)}.{value.name}"
    if isinstance(value, Carrier):
        return f"`{value.name}`"
    return "a value that was not followed"
