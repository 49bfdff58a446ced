"""What runs leave on record: what was seen of queries and stores, what went wrong.

In: nothing. Out: `Records`, filled by `recording`, joined where several shares of the runs were recorded apart.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, fields
from typing import Any

from practice_lint.scope.gates import Gate
from practice_lint.scope.standing import Standing
from practice_lint.scope.state import Place
from practice_lint.scope.values import Fact, Rows, Site


@dataclass(frozen=True, slots=True)
class Observation:
    """What was seen of a query site on one run."""

    standing: Standing
    rows: Rows
    how: str | None  # the sink; None: only evaluated
    certain: bool
    trail: tuple[Place, ...]
    entry: str | None
    mode: str  # how the code was entered: view, task, alone, …
    once: object = None  # what was being worked out that is worked out once, whichever run comes first


@dataclass(frozen=True, slots=True)
class Crossing:
    """A value went to or came from a store outside the database under a name. `act`: kept, read, joined, sent. `model`:
    the practice-scoped model whose rows it holds, None where that is not known."""

    store: str
    act: str
    naming: Standing
    site: Site
    model: str | None
    trail: tuple[Place, ...]
    entry: str | None
    mode: str
    text: str = ""  # the name's words where no expression stands at the site


@dataclass(frozen=True, slots=True)
class Crash:
    """The interpreter failed on an entry point: the error's kind and words, and its traceback."""

    entry: str
    words: str
    traceback: str


@dataclass(slots=True)
class Records:
    seen: dict[Site, list[Observation]] = field(default_factory=dict)
    used: dict[Site, list[Observation]] = field(default_factory=dict)
    discarded: dict[Site, Place] = field(default_factory=dict)  # a scope that was put on rows and thrown away
    unheeded: set[Site] = field(default_factory=set)  # a check by the practice whose answer nobody looks at
    sql: set[Site] = field(default_factory=set)  # queries that are written in SQL
    chosen: set[tuple[str, str]] = field(default_factory=set)  # (path, symbol): takes a model that the request names
    asked: set[Site] = field(default_factory=set)  # queries whose answer is whether there is such a row
    visited: set[str] = field(default_factory=set)  # functions that some entry point ran
    requested: frozenset[str] = frozenset()  # of these, what requests and the hooks of frameworks ran
    crossings: list[Crossing] = field(default_factory=list)  # what went past the database under a name
    spent: list[str] = field(default_factory=list)  # entry points that ran out of budget
    crashes: list[Crash] = field(default_factory=list)  # entry points on which the interpreter failed
    alike: dict[object, str] = field(default_factory=dict)  # by what a view's run depends on, the entry point that ran
    also: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # … and those that did not
    gates: dict[str, Gate] = field(default_factory=dict)  # by entry point, what stands in front of it
    passed: list[frozenset[Fact]] = field(default_factory=list)  # what is known where middleware hands a request on
    gated: set[str] = field(default_factory=set)  # entry points on whose way something proved a practice
    filled: dict[tuple[str, str], set[bool]] = field(
        default_factory=dict
    )  # (model, column): by the caller, or from rows

    def absorb(self, other: Records) -> None:
        """What was recorded elsewhere, behind what is here."""
        for each in fields(self):
            setattr(self, each.name, _joined(getattr(self, each.name), getattr(other, each.name)))


def _joined(mine: Any, more: Any) -> Any:
    """Lists one behind the other, sets together, tables by their keys; of anything else, what came last."""
    if isinstance(mine, list):
        mine += more
        return mine
    if isinstance(mine, (set, frozenset)):
        return mine | more
    if isinstance(mine, dict):
        for key, value in more.items():
            mine[key] = _joined(mine[key], value) if key in mine else value
        return mine
    return more
