"""Jobs that a request queues: Celery, RQ, dramatiq, Huey, django-q, procrastinate, Django's own tasks.

In: a call that queues. Out: the job, run where it is queued, with what it is handed: a key that the sender chose and
nobody proved is no better in the worker. Deliberately unknown: when the job runs, and what it returns.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from practice_lint import facts as f
from practice_lint.facts import Span
from practice_lint.scope.naming import NOT_CHOSEN
from practice_lint.scope.origins import plain
from practice_lint.scope.state import Env, Frame, Place, Unreachable
from practice_lint.scope.values import (
    Args,
    Const,
    Fact,
    FunctionRef,
    Input,
    Keywords,
    Many,
    Nothing,
    Opaque,
    Rest,
    Seq,
    Table,
    Value,
    atoms,
)

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine


QUEUES = "queues "  # how the line of a trail begins that queues a job
DISPATCHED = "dispatched"  # the mode of a job's run inside the request that queues it

# Methods of a task that queue it with the call's own arguments.
PLAIN_VERBS = frozenset(
    {
        "delay",  # Celery, RQ
        "delay_on_commit",
        "s",
        "si",
        "send",  # dramatiq
        "enqueue",  # django.tasks
        "aenqueue",
        "defer",  # procrastinate
        "defer_async",
        "schedule",
    }
)
# … with a list and a dict of arguments: Celery, dramatiq.
PACKED_VERBS = frozenset(
    {
        "apply_async",
        "apply_async_on_commit",
        "apply",
        "signature",
        "subtask",
        "send_with_options",
        "message_with_options",
    }
)
# Functions and methods of queues whose first argument is the job or its name; how many more come before its own.
QUEUE_VERBS = {
    "enqueue": 0,  # RQ, django-rq
    "enqueue_at": 1,
    "enqueue_in": 1,
    "async_task": 0,  # django-q
    "send_task": 0,  # Celery, by name
}
VERBS = PLAIN_VERBS | PACKED_VERBS | frozenset(QUEUE_VERBS)
QUEUE_OPTIONS = frozenset({"hook", "group", "cluster", "timeout", "job_timeout", "job_id", "result_ttl", "at_front"})


def queued(m: Machine, e: f.Call, args: Args, keywords: Keywords, frame: Frame, env: Env, verb: str) -> Value | None:
    """The call queues a job that its own value does not tell: a task behind a decorator of the project, or one that is
    handed to a queue."""
    if verb in QUEUE_VERBS and args:
        at = QUEUE_VERBS[verb]
        fn = _named(m, args[at] if len(args) > at else args[0], frame)
        if fn is not None:
            packed = verb == "send_task"
            own = [kv for kv in keywords if kv[0] not in QUEUE_OPTIONS and not kv[0].startswith("q_")]
            return dispatch(m, fn, "apply_async" if packed else "delay", args[at + 1 :], own, frame, env, e.span)
    if isinstance(e.function, f.Attribute) and (verb in PLAIN_VERBS or verb in PACKED_VERBS):
        symbol = m.names.resolve_expr(frame.module, e.function.of)
        if symbol is not None and symbol.kind == "function" and symbol.name in m.tasks:
            return dispatch(m, _task(m, symbol.name), verb, args, keywords, frame, env, e.span)
    return None


def _named(m: Machine, value: Value, frame: Frame) -> FunctionRef | None:
    if isinstance(value, FunctionRef):
        return value
    if isinstance(value, Const) and isinstance(value.value, str) and "." in value.value:
        symbol = m.names.resolve_path(frame.module, value.value)
        if symbol is not None and symbol.kind == "function":
            return _task(m, symbol.name)
    return None


def _task(m: Machine, name: str) -> FunctionRef:
    record = m.names.functions[name]
    return FunctionRef(record.name, record.module, record.facts, None, record.owner, None)


def dispatch(
    m: Machine,
    fn: FunctionRef,
    verb: str,
    args: Args,
    keywords: Keywords,
    frame: Frame,
    env: Env,
    span: Span | None,
) -> Value:
    """The job is another run; what is handed to it leaves this one."""
    given, named = _unpacked(m, fn, verb, args, keywords)
    word = fn.name.rsplit(".", 1)[-1]
    for item in [*given, *(v for _, v in named)]:
        m.leaves(item, f"handed to the job `{word}`", frame, env, span, certain=True)
    if m.mode == "view" and fn.name not in m.stack:
        if any(_unproved(v, env.facts) for v in [*given, *(v for _, v in named)]):
            _run(m, fn, given, named, frame, env, span)
    return Opaque("a queued job")


def _unproved(value: Value, facts: frozenset[Fact]) -> bool:
    """Whether the sender chose something in the value that nothing proved to be the caller's."""
    return any(
        isinstance(atom, Input)
        and atom.source not in NOT_CHOSEN
        and not any(fact.kind == "key" and fact.value == plain(atom) for fact in facts)
        for atom in atoms(value)
    )


def _run(
    m: Machine, fn: FunctionRef, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> None:
    key = (fn.name, tuple(args), tuple(keywords), env.facts)
    if key in m.dispatched:
        return
    m.dispatched.add(key)
    place: tuple[Place, ...] = ()
    words, site = f"{QUEUES}`{fn.name.rsplit('.', 1)[-1]}`", frame.outer_site
    if frame.stub and site is not None:
        place = (Place(site.path, site.span, words, site.module, site.symbol, m.call_at(site)),)
    elif span is not None:
        place = (Place(frame.path, span, words, frame.module, frame.symbol, frame.chain),)
    mode, entry_function = m.mode, m.entry_function
    m.mode, m.entry_function = DISPATCHED, None
    way = env.copy()
    way.pending = {}
    params = fn.code.params
    if params and params[0].name == "self" and fn.self_ is None:
        args = [Opaque("the task"), *args]
    try:
        with m.working_out(("job", key)):
            try:
                m.call(fn, list(args), keywords, replace(frame, trail=(*frame.trail, *place)), way, None)
            except Unreachable:
                pass
            finally:
                m.flush(way)
    finally:
        m.mode, m.entry_function = mode, entry_function


def _unpacked(m: Machine, fn: FunctionRef, verb: str, args: Args, keywords: Keywords) -> tuple[list[Value], Keywords]:
    """The job's own arguments."""
    plain_args: list[Value] = [a.value if isinstance(a, Rest) else a for a in args]
    params = {p.name for p in fn.code.params}
    own = dict(keywords)
    if verb in PACKED_VERBS or (own.keys() & {"args", "kwargs"} and not params & {"args", "kwargs"}):
        first = own.get("args", plain_args[0] if plain_args else None)
        second = own.get("kwargs", plain_args[1] if len(plain_args) > 1 else None)
        return _listed(m, first), _tabled(second)
    return plain_args, keywords


def _listed(m: Machine, value: Value | None) -> list[Value]:
    if value is None or isinstance(value, Nothing):
        return []
    return list(value.items) if isinstance(value, Seq) else [m.element(value)] if isinstance(value, Many) else [value]


def _tabled(value: Value | None) -> Keywords:
    if not isinstance(value, Table):
        return [] if value is None or isinstance(value, (Nothing, Opaque)) else [("**", value)]
    return [*value.items, *([("**", value.rest)] if value.rest is not None else [])]


def sent_to_task(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """sent_to_task(function, args, kwargs): a task written as a class queues itself."""
    if not args or not isinstance(args[0], FunctionRef):
        return Opaque("a queued job")
    rest = [("args", args[1])] if len(args) > 1 else []
    rest += [("kwargs", args[2])] if len(args) > 2 else []
    return dispatch(m, args[0], "apply_async", [], rest, frame, env, span)
