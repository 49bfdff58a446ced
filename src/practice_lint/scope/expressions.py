"""The interpreter's expressions: each kind of expression as a value."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from practice_lint import facts as f
from practice_lint.facts import Span
from practice_lint.scope import calls, containers, jobs, keysets
from practice_lint.scope.operators import combine
from practice_lint.scope.proofs import both, nothing
from practice_lint.scope.state import Env, Frame, Unreachable
from practice_lint.scope.steps import MAX_UNROLLED
from practice_lint.scope.values import (
    NONE,
    TRUE,
    ClassRef,
    Const,
    External,
    FunctionRef,
    Many,
    Opaque,
    Rest,
    Scope,
    Seq,
    Table,
    Truth,
    Value,
    join_all,
    keyed,
    made,
)

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine


def _local(m: Machine, e: f.Local, frame: Frame, env: Env) -> Value:
    return m.lookup(e.name, frame, env)


def _global(m: Machine, e: f.Global, frame: Frame, env: Env) -> Value:
    value = env.locals.get(e.name)
    return value if value is not None else m.global_name(e.name, frame)


def _import(m: Machine, e: f.Import, frame: Frame, env: Env) -> Value:
    symbol = m.names.resolve_path(frame.module, e.path)
    return m.symbol(symbol) if symbol is not None else External(e.path)


def _constant(m: Machine, e: f.Constant, frame: Frame, env: Env) -> Value:
    return NONE if e.value is None else Const(e.value)


def _attribute(m: Machine, e: f.Attribute, frame: Frame, env: Env) -> Value:
    of = m.spine(e.of, frame, env)
    return m.attribute(of, e.name, frame, env)


def _arguments(m: Machine, e: f.Call, frame: Frame, env: Env) -> tuple[list[Value], list[tuple[str, Value]]]:
    args: list[Value] = []
    for arg in e.args:
        if isinstance(arg, f.Combine) and arg.how == "*":
            rest = m.eval(arg.parts[0], frame, env)
            args.extend(rest.items if isinstance(rest, Seq) else [Rest(rest)])
        else:
            args.append(m.eval(arg, frame, env))
    keywords: list[tuple[str, Value]] = []
    for keyword in e.keywords:
        value = m.eval(keyword.value, frame, env)
        if keyword.name == "**" and isinstance(value, Table):
            keywords.extend(value.items)
            if value.rest is not None:
                keywords.append(("**", value.rest))
        else:
            keywords.append((keyword.name, value))
    return args, keywords


def _call(m: Machine, e: f.Call, frame: Frame, env: Env) -> Value:
    if frame.chain is not None or frame.stub:
        return _called(m, e, frame, env)
    frame.chain = e  # `Model.objects.get(…).name`: the chain ends in an attribute, the query in this call
    try:
        return _called(m, e, frame, env)
    finally:
        frame.chain = None


def _called(m: Machine, e: f.Call, frame: Frame, env: Env) -> Value:
    if isinstance(e.function, (f.Global, f.Local)) and e.function.name == "super" and frame.self_ is not None:
        return calls.super_of(m, e, frame, env)
    function = m.spine(e.function, frame, env)
    args, keywords = _arguments(m, e, frame, env)
    verb = e.function.name if isinstance(e.function, (f.Attribute, f.Global, f.Local)) else ""
    if verb in jobs.VERBS and not frame.stub:
        queued = jobs.queued(m, e, args, keywords, frame, env, verb)
        if queued is not None:
            return queued
    if isinstance(e.function, f.Attribute):
        changed = containers.changed_in_place(m, e, function, args, keywords, frame, env)
        if changed is not None:
            return changed
    m.handed_back = {}
    value = m.call(function, args, keywords, frame, env, e.span)
    if isinstance(function, FunctionRef):
        calls.handed_back(m, e, function, frame, env)
    return value


def _subscript(m: Machine, e: f.Subscript, frame: Frame, env: Env) -> Value:
    of = m.spine(e.of, frame, env)
    index = m.eval(e.index, frame, env)
    return containers.subscript(m, of, index, isinstance(e.index, f.Combine) and e.index.how == "slice", frame, env)


def _choose(m: Machine, e: f.Choose, frame: Frame, env: Env) -> Value:
    test = m.truth(e.test, frame, env)
    values: list[Value] = []
    ways: list[Env] = []
    for known, part in ((test.true, e.then), (test.false, e.other)):
        if known is not None:
            way = env.copy()
            way.assume(known)
            try:
                values.append(m.eval(part, frame, way))
                ways.append(way)
            except Unreachable:
                continue
    if not ways:
        raise Unreachable
    after = m.meet(ways)
    values = m.marked(values, ways, after.facts)
    env.become(after)
    return join_all(values)


def _comprehension(m: Machine, e: f.Comprehension, frame: Frame, env: Env) -> Value:
    inner = env.copy()
    steps = [inner]
    results: list[Value] = []
    one_by_one: list[bool] = []  # whether each clause runs over elements that are known and all taken
    asked: list[tuple[Value, Value, Truth]] = []  # an element, what it is of, the tests that it passed

    def loop(index: int, way: Env) -> None:
        if index == len(e.clauses):
            parts = e.element.parts if e.how == "{:}" and isinstance(e.element, f.Combine) else (e.element,)
            found = [keysets.kept(m.eval(part, frame, way), way.facts - env.facts, m.prover) for part in parts]
            results.append(found[0] if len(found) == 1 else Seq(tuple(found)))
            return
        clause = e.clauses[index]
        over = m.iterated(m.eval(clause.iterable, frame, way), frame, way)
        listed = isinstance(over, Seq) and len(over.items) <= MAX_UNROLLED
        one_by_one.append(listed and not clause.tests)
        items = list(over.items) if isinstance(over, Seq) and listed else [m.element(over)]
        for item in items:
            step = way.copy() if len(items) > 1 else way
            if step is not way:
                steps.append(step)
            m.bind(clause.target, item, frame, step, Span(0, 0, 0, 0))
            passed = TRUE
            for test in clause.tests:
                known = m.truth(test, frame, step)
                passed = both(passed, known)
                if known.true is not None:
                    step.assume(known.true)
            asked.append((item, over, passed))
            loop(index + 1, step)

    try:
        loop(0, inner)
    except Unreachable:
        results = results or [Opaque("never built")]
    for step in steps:
        env.pending.update(step.pending)
        if len(step.heap) > len(env.heap):  # what the objects that it built hold
            env.heap.update((place, held) for place, held in step.heap.items() if place not in env.heap)
    if e.how == "{:}":
        if not results:
            return Table((), None)
        pairs = [r.items if isinstance(r, Seq) and len(r.items) == 2 else (r, r) for r in results]
        return keyed(join_all([key for key, _ in pairs]), join_all([value for _, value in pairs]))
    if len(e.clauses) == 1 and all(one_by_one):
        return Seq(tuple(results))
    if len(asked) != 1 or len(results) != 1:
        return Many(join_all(results)) if results else Seq(())
    item, over, passed = asked[0]
    if isinstance(results[0], Truth) and (passed == TRUE or _only_nothing(passed, item)):
        return keysets.answers(results[0], item, over)
    return keysets.left(results[0], passed, item, over)


def _only_nothing(passed: Truth, item: Value) -> bool:
    """`for pk in sent if pk`: what is left out is the key of no row."""
    return passed.false is not None and nothing(item, passed.false)


def _lambda(m: Machine, e: f.Lambda, frame: Frame, env: Env) -> Value:
    return FunctionRef(
        f"{frame.function}.<lambda>", frame.module, e, None, frame.owner, Scope(env.locals, frame.closure)
    )


def _defined(m: Machine, e: f.Defined, frame: Frame, env: Env) -> Value:
    name = f"{frame.module}.{e.name}"
    record = m.names.functions.get(name)
    if record is not None:
        function = FunctionRef(
            name, frame.module, record.facts, None, record.owner or frame.owner, Scope(env.locals, frame.closure)
        )
        return m.decorated(function, record.facts.decorators, frame, env)
    return ClassRef(name) if name in m.names.classes else Opaque(f"`{e.name}` was not found")


def _named(m: Machine, e: f.Named, frame: Frame, env: Env) -> Value:
    value = m.eval(e.value, frame, env)
    m.bind(e.target, value, frame, env, Span(0, 0, 0, 0))
    return value


def _unknown(m: Machine, e: f.Unknown, frame: Frame, env: Env) -> Value:
    return made([m.eval(p, frame, env) for p in e.parts])


EVALUATORS: dict[type[Any], Callable[[Machine, Any, Frame, Env], Value]] = {
    f.Local: _local,
    f.Global: _global,
    f.Import: _import,
    f.Constant: _constant,
    f.Attribute: _attribute,
    f.Call: _call,
    f.Subscript: _subscript,
    f.Combine: combine,
    f.Choose: _choose,
    f.Comprehension: _comprehension,
    f.Lambda: _lambda,
    f.Defined: _defined,
    f.Named: _named,
    f.Unknown: _unknown,
}
