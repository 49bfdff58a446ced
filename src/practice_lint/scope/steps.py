"""The interpreter's statements: each step of a body run on an environment; False where the way ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from practice_lint import facts as f
from practice_lint.project.visit import every_step, tail
from practice_lint.scope import keysets
from practice_lint.scope.state import Env, Frame, Loop
from practice_lint.scope.values import (
    BYPASSED,
    NO_FACTS,
    NONE,
    Asked,
    Fact,
    OneOf,
    Opaque,
    Row,
    Rows,
    Seq,
    Truth,
    join,
)

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine

SCOPING = ("ambient", "bypassed")  # facts that hold for the body of a `with`


ANSWERS = ("exists", "aexists", "contains", "acontains")  # methods of querysets that say yes or no, and nothing else
MAX_UNROLLED = 8  # a loop over a literal list up to this long is run element by element


def _bind(m: Machine, s: f.Bind, frame: Frame, env: Env) -> bool:
    m.bind(s.target, m.eval(s.value, frame, env), frame, env, s.span)
    return True


def _evaluate(m: Machine, s: f.Evaluate, frame: Frame, env: Env) -> bool:
    value = m.eval(s.value, frame, env)
    if isinstance(s.value, f.Call) and not frame.stub:
        if isinstance(value, Rows):
            m.discard(value, s, frame, env)
        elif isinstance(value, Row) and value.rows.site == m.site_at(frame, s.value.span):  # only whether there is one
            m.ask(value)
        elif isinstance(value, Truth) and value.true and tail(s.value) in ANSWERS:
            m.records.unheeded.add(m.site_at(frame, s.value.span))
    if isinstance(value, Asked):  # it raises where it is not allowed
        env.assume(m.prover.asked(value))
    return True


def _leave(m: Machine, s: f.Leave, frame: Frame, env: Env) -> bool:
    if s.how == "return":
        value = m.returned(s.value, frame, env) if s.value is not None else NONE
        if frame.called_back and s.value is not None:
            value = m.placed(value, m.site_at(frame, s.span), s.value)
        if frame.function == m.entry_function:
            m.leaves(value, "sent in the response", frame, env, s.span)
        frame.returns.append((value, env.copy()))
    elif s.how == "raise":
        if s.value is not None:
            m.eval(s.value, frame, env)
    elif frame.loops:
        loop = frame.loops[-1]
        (loop.out if s.how == "break" else loop.next).append(env.copy())
    return False


def _if(m: Machine, s: f.If, frame: Frame, env: Env) -> bool:
    test = m.truth(s.test, frame, env)
    ways: list[Env] = []
    m.branch(test.true, s.then, frame, env, ways)
    m.branch(test.false, s.other, frame, env, ways)
    if not ways:
        return False
    env.become(m.meet(ways))
    return True


def _for(m: Machine, s: f.For, frame: Frame, env: Env) -> bool:
    over = m.iterated(m.eval(s.iterable, frame, env), frame, env)
    if isinstance(over, Seq) and len(over.items) <= MAX_UNROLLED:
        return _unrolled(m, s, over, frame, env)
    element = m.element(over)
    inner = env.copy()
    if isinstance(over, OneOf) and over.known is not None:
        inner.assume(over.known.true or NO_FACTS)  # it is not empty
    loop = Loop()
    frame.loops.append(loop)
    m.bind(s.target, element, frame, inner, s.span)
    if m.run(s.body, frame, inner):
        loop.next.append(inner)
    frame.loops.pop()
    none = env.copy()
    if loop.next and not loop.out:  # the loop ran through: what each element passed, all have passed
        passed = frozenset.intersection(*(way.facts for way in loop.next)) - env.facts
        for way in (none, *loop.next):
            way.assume(keysets.everywhere(passed, element, over))
    env.become(m.meet([none, *loop.next, *loop.out]))
    return m.run(s.other, frame, env)


def _unrolled(m: Machine, s: f.For, over: Seq, frame: Frame, env: Env) -> bool:
    out: list[Env] = []
    for item in over.items:
        loop = Loop()
        frame.loops.append(loop)
        m.bind(s.target, item, frame, env, s.span)
        falls = m.run(s.body, frame, env)
        frame.loops.pop()
        out += loop.next + loop.out
        if not falls:
            if not out:
                return False
            env.become(m.meet(out))
            out = []
    if out:
        env.become(m.meet([env, *out]))
    return m.run(s.other, frame, env)


def _while(m: Machine, s: f.While, frame: Frame, env: Env) -> bool:
    test = m.truth(s.test, frame, env)
    ways: list[Env] = []
    loop = Loop()
    frame.loops.append(loop)
    m.branch(test.true, s.body, frame, env, ways)
    frame.loops.pop()
    ways += loop.next + loop.out
    if test.false is not None:
        way = env.copy()
        way.assume(test.false)
        ways.append(way)
    if not ways:
        return False
    env.become(m.meet(ways))
    return m.run(s.other, frame, env)


def _try(m: Machine, s: f.Try, frame: Frame, env: Env) -> bool:
    """A library's class for several models tries one lookup and, where the model has no such field, another."""
    if m.columns_tried or not any(_of_columns(handler.caught) for handler in s.handlers):
        return _tried(m, s, frame, env)
    m.columns_tried = True
    try:
        return _tried(m, s, frame, env)
    finally:
        m.columns_tried = False


def _of_columns(caught: f.Expr | None) -> bool:
    """`except FieldError:`"""
    parts = caught.parts if isinstance(caught, f.Combine) else (caught,)
    return any(isinstance(part, (f.Local, f.Global, f.Attribute)) and part.name == "FieldError" for part in parts)


def _tried(m: Machine, s: f.Try, frame: Frame, env: Env) -> bool:
    ways: list[Env] = []
    body = env.copy()
    if m.run(s.body + s.other, frame, body):
        ways.append(body)
    unbound = _bound_last(s)
    for handler in s.handlers:
        way = env.copy()
        for name, value in body.locals.items():  # what the body had bound before it failed may be there
            if name not in way.locals and name not in unbound:
                way.locals[name] = join(value, NONE)
        if handler.name is not None:
            m.bind(handler.name, Opaque("an exception"), frame, way, s.span)
        if m.run(handler.body, frame, way):
            ways.append(way)
    if not ways:
        m.run(s.final, frame, env.copy())
        return False
    env.become(m.meet(ways))
    return m.run(s.final, frame, env)


def _bound_last(s: f.Try) -> frozenset[str]:
    """What the last step of the body alone binds: where that failed it is not there, and who reads it fails as well."""
    earlier = {name for step in every_step(s.body[:-1]) for name in _names(step)}
    return frozenset(name for step in s.body[-1:] for name in _names(step) if name not in earlier)


def _names(step: f.Step) -> tuple[str, ...]:
    return (step.target.name,) if isinstance(step, f.Bind) and isinstance(step.target, f.Local) else ()


def _with(m: Machine, s: f.With, frame: Frame, env: Env) -> bool:
    before = env.facts
    for manager, target in s.items:
        value = m.entered(m.eval(manager, frame, env), frame, env)
        if isinstance(manager, f.Call) and tail(manager) in m.project.config.bypasses:
            env.facts = env.facts - {Fact("ambient")} | {BYPASSED}
        if target is not None:
            m.bind(target, value, frame, env, s.span)
    falls = m.run(s.body, frame, env)
    around = {x for x in before if x.kind in SCOPING}
    env.facts = frozenset(x for x in env.facts if x.kind not in SCOPING) | around
    return falls


STEPS: dict[type[Any], Callable[[Machine, Any, Frame, Env], bool]] = {
    f.Bind: _bind,
    f.Evaluate: _evaluate,
    f.Leave: _leave,
    f.If: _if,
    f.For: _for,
    f.While: _while,
    f.Try: _try,
    f.With: _with,
}
