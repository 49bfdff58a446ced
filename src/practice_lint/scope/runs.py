"""One run of an entry point: a fresh environment, a budget, what was not reached marked, everything flushed."""

from __future__ import annotations

import traceback

from practice_lint.project.entries import Entry
from practice_lint.scope.evaluate import Machine
from practice_lint.scope.records import Crash
from practice_lint.scope.runtime import BUDGET, HARD_FACTOR, SMALL_BUDGET, BudgetSpent
from practice_lint.scope.state import Env, Unreachable
from practice_lint.scope.values import (
    MAX_INTERNED,
    NO_FACTS,
    Value,
    forget,
)

JOBS = {"task": "task", "command": "command", "signal": "signal", "migration": "migration"}


def fresh(names: dict[str, Value] | None = None) -> Env:
    return Env(names or {}, {}, NO_FACTS, {})


def guarded(m: Machine, entry: str | None, mode: str, env: Env, run: object) -> Value | None:
    """One run, from its beginning to its end; whatever is on its way out at the end is judged."""
    m.entry, m.mode, m.steps = entry, mode, 0
    m.judged.clear()
    forget(MAX_INTERNED)
    m.prover.tidy()
    m.budget = SMALL_BUDGET if mode in JOBS or mode == "alone" else BUDGET
    m.hard_limit = m.budget * HARD_FACTOR
    try:
        value = run()  # type: ignore[operator]
    except Unreachable:
        return None
    except BudgetSpent:
        m.records.spent.append(entry or "")
        m.stack.clear()
        m.flush(env)
        return None
    except RecursionError:
        m.records.spent.append(entry or "")
        m.stack.clear()
        return None
    except Exception as error:  # the boundary of a run: reported as a crash, beside what the other runs found
        trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
        m.records.crashes.append(Crash(entry or mode, f"{type(error).__name__}: {error}", trace))
        m.stack.clear()
        return None
    m.flush(env)
    return value  # type: ignore[no-any-return]


def label(entry: Entry, method: str | None = None) -> str:
    words = entry.route if entry.route is not None else None
    if words is None:
        return f"{entry.target} (no route found)"
    route = "/" + words.lstrip("^/").rstrip("$")
    return f"{method.upper()} {route}" if method else route
