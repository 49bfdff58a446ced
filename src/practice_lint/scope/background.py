"""What background jobs may ask: everything, but for what a request hands them unproved, and writes beyond their row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from practice_lint.scope.jobs import DISPATCHED
from practice_lint.scope.naming import NOT_CHOSEN
from practice_lint.scope.raw_sql import ANY_TABLE
from practice_lint.scope.records import Observation
from practice_lint.scope.standing import Standing, State
from practice_lint.scope.values import (
    Const,
    Input,
    Rows,
    Tie,
    atoms,
)

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine


JOB_MODES = frozenset({"task", "command", "signal", "migration", "middleware", "manager"})


ANY_JOB = Standing(State.EXEMPT, "job", "a background job or command: no request reaches it")
ALL_OF_THEM = Standing(State.OPEN, "task", "the task was handed the key of one row, and writes rows of every practice")


def _raw(rows: Rows) -> bool:
    """Whether a value of the request itself chooses the rows: a row fetched before is its own query's affair."""
    return any(
        isinstance(atom, Input) and atom.source not in NOT_CHOSEN
        for tie in rows.ties
        if tie.kind in ("key", "column") and tie.value is not None
        for atom in atoms(tie.value)
    )


WHOLE_WRITES = ("write", "deleted")  # of rows that a query names, rather than of one that was fetched


def _wide(m: Machine, o: Observation) -> bool:
    """Whether no key narrows the rows, be it one whose origin is not known or one by another name."""
    narrowing = [tie for tie in o.rows.ties if tie.kind in ("key", "hop", "unknown") or _names_one(m, tie)]
    return o.standing.state is State.OPEN and all(tie.path.startswith("null:") for tie in narrowing)


def _names_one(m: Machine, tie: Tie) -> bool:
    """A column that is unique, or what the task was handed of another system's key."""
    if tie.kind != "column" or isinstance(tie.value, Const):
        return False
    field = m.models.field(tie.end, tie.column)
    handed = isinstance(tie.value, Input) and tie.column.endswith("_id")
    return handed or (field is not None and (field.unique or field.unguessable))


def narrow_tasks(m: Machine) -> frozenset[str | None]:
    """The tasks that are about one row: an argument that they must be handed is the key by which they fetch it."""
    optional = {
        (f"{entry.kind} {entry.target}", param.name)
        for entry in m.project.entries
        if entry.target in m.tasks and entry.target in m.names.functions
        for param in m.names.functions[entry.target].facts.params
        if param.default is not None
    }
    return frozenset(
        o.entry
        for observations in m.records.seen.values()
        for o in observations
        if o.mode == "task" and any(_handed(m, tie, optional, o.entry) for tie in o.rows.ties)
    )


def _handed(m: Machine, tie: Tie, optional: set[tuple[str, str]], entry: str | None) -> bool:
    owned = m.judge.scoped(tie.end) or tie.end == m.judge.practice
    if tie.kind != "key" or not owned or not isinstance(tie.value, Input) or tie.value.source != "task":
        return False
    return (entry or "", tie.value.name) not in optional  # without it the task is about all of them


def of_job(m: Machine, o: Observation, narrow: frozenset[str | None]) -> Observation:
    """Jobs may read and write all practices; one that a request hands an unproved key may not, nor may one that was
    handed the key of one row write rows of all."""
    if o.standing.state > State.UNKNOWN and o.rows.model != ANY_TABLE:
        return o
    if o.standing.state is State.UNKNOWN and (o.mode not in JOB_MODES or _writes_whole(o, narrow)):
        return o  # had it been followed it might be one that a job may not ask
    if o.mode == DISPATCHED and _raw(o.rows):
        return o
    if _writes_whole(o, narrow) and _wide(m, o):
        return replace(o, standing=ALL_OF_THEM)
    if o.mode in JOB_MODES or o.mode == DISPATCHED:
        return replace(o, standing=ANY_JOB)
    return o


def _writes_whole(o: Observation, narrow: frozenset[str | None]) -> bool:
    """Whether a task that is about one row writes whatever a query names."""
    return o.mode == "task" and o.entry in narrow and o.how in WHOLE_WRITES
