"""Calls: functions are run in place, classes become objects, everything else is a row of a table or not followed.

In: a callable value, arguments, the state. Out: the value, and the state after. What is not followed is remembered as
made of its arguments, and rows given to it are on their way out.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from practice_lint import facts as f
from practice_lint.facts import Span
from practice_lint.project.visit import every_step, expressions_in
from practice_lint.scope import constructors, methods, natives, stores, trust
from practice_lint.scope.containers import MUTATORS
from practice_lint.scope.results import handed_on, result
from practice_lint.scope.runtime import MAX_CALL_DEPTH
from practice_lint.scope.state import Env, Frame, Place, Unreachable
from practice_lint.scope.values import (
    CHOSEN_MODEL,
    IMPERSONAL,
    NEXT_LAYER,
    NOBODY,
    NONE,
    Asked,
    Attr,
    Carrier,
    ClassRef,
    External,
    FunctionRef,
    Input,
    Instance,
    Keywords,
    Made,
    Many,
    Native,
    Nothing,
    OneOf,
    Opaque,
    Param,
    Partial,
    Rest,
    Seq,
    Super,
    Table,
    Value,
    join_all,
    made,
    unstarred,
)

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine

MAX_RECURSION = 1  # a function may be running at most so often below itself
MAX_NESTED = 3  # the same for a sketch: serializers stand in serializers


def call(
    m: Machine, function: Value, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    match function:
        case FunctionRef():
            return run(m, function, args, keywords, frame, env, span)
        case ClassRef():
            return construct(m, function, args, keywords, frame, env, span)
        case External():
            return natives.external(m, function.name, args, keywords, frame, env, span)
        case Native():
            return methods.method(m, function, args, keywords, frame, env, span)
        case Partial():
            return call(m, function.of, [*function.args, *args], [*function.keywords, *keywords], frame, env, span)
        case Instance():
            callee = m.attribute(function, "__call__", frame, env)
            if isinstance(callee, FunctionRef):
                return run(m, callee, args, keywords, frame, env, span)
        case OneOf():
            return _any_of(m, function, args, keywords, frame, env, span)
        case Carrier():
            return Carrier(f"{function.name}()")
        case Attr() if m.judge.caller(function):
            if args and trust.ASKING.search(function.name):
                return Asked((function.of, *(unstarred(a) for a in args)))
            return Attr(function, "()")
        case Opaque() if function == IMPERSONAL:
            return IMPERSONAL
        case Opaque() if function == NEXT_LAYER:
            m.records.passed.append(env.facts)
    return not_followed(m, function, args, keywords, frame, env, span)


def _any_of(
    m: Machine, function: OneOf, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    ways: list[Env] = []
    values: list[Value] = []
    for part in function.parts:
        if isinstance(part, Nothing):
            continue
        way = env.copy()
        try:
            values.append(call(m, part, args, keywords, frame, way, span))
            ways.append(way)
        except Unreachable:
            continue
    if not ways:
        raise Unreachable
    env.become(m.meet(ways))
    return join_all(values)


def not_followed(
    m: Machine, function: Value, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    values: list[Value] = [unstarred(a) for a in args] + [v for _, v in keywords]
    for value in values:
        m.leaves(value, "passed to a function that was not followed", frame, env, span, certain=False)
    base = [function] if isinstance(function, (Param, Attr, Made)) else []
    return made([*base, *values]) if values or base else Opaque("the result of a call that was not followed")


# ── functions ───────────────────────────────────────────────────────────────────────────────────────────────────────


def run(
    m: Machine, fn: FunctionRef, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    """Run a function of the project or of the stubs with these arguments, on this state."""
    if m.steps > m.budget:
        if m.entry:
            m.records.spent.append(m.entry)
        return not_followed(m, Opaque("the run is too large"), args, keywords, frame, env, span)
    module = m.names.modules[fn.module]
    if len(m.stack) >= MAX_CALL_DEPTH or m.stack.count(fn.name) > (MAX_NESTED if module.stub else MAX_RECURSION):
        return Opaque(f"`{fn.name.rsplit('.', 1)[-1]}` calls itself or lies too deep")
    if fn.name in m.effects.mild and not m.evaluating:  # what a class body makes is there to be asked later
        given = [unstarred(a) for a in args] + [v for _, v in keywords]
        holder = [fn.self_] if fn.self_ is not None else []
        if fn.name in m.effects.quiet or all(m.dull(v, env) for v in given + holder):
            return made(given + holder)
    symbol = fn.name.removeprefix(fn.module + ".")
    trail = frame.trail
    if span is not None and not frame.stub and not module.stub:
        trail = (*trail, Place(frame.path, span, f"calls `{symbol}`", frame.module, frame.symbol, frame.chain))
    inner = Frame(
        fn.name, fn.module, symbol, module.path, module.stub, fn.owner, fn.self_, fn.closure, frame.depth + 1, trail
    )
    inner.outer_site = m.chain_site(frame) if module.stub else None
    inner.called_back = frame.stub and not module.stub
    params = fn.code.params
    values = [fn.self_, *args] if fn.self_ is not None and isinstance(fn.code, f.Function) else list(args)
    names = bind(m, params, values, keywords, inner, env)
    if inner.self_ is None and params and fn.owner is not None:
        inner.self_ = names.get(params[0].name)
    if not module.stub and not frame.stub:
        inner.models, inner.chosen_at = _models_handed(m, fn, names), m.chain_site(frame)
    state = Env(names, env.heap, env.facts, env.pending)
    m.stack.append(fn.name)
    m.records.visited.add(fn.name)
    try:
        if isinstance(fn.code, f.Lambda):
            value = m.eval(fn.code.body, inner, state)
            env.heap, env.facts, env.pending = state.heap, state.facts, state.pending
            return value
        falls = m.run(fn.code.body, inner, state)
    finally:
        m.stack.pop()
    if falls:
        inner.returns.append((NONE, state))
    if not inner.returns:
        raise Unreachable
    if fn.name == m.hook:
        handed_on(m, inner.returns)
    base = env.facts
    after = m.meet([way for _, way in inner.returns])
    value = result(m, inner.returns, base, after.facts)
    m.handed_back = {name: after.locals[name] for name in _mutated(m, fn) if name in after.locals}
    env.heap, env.pending = after.heap, after.pending
    env.facts = after.facts if NOBODY in base else after.facts - {NOBODY}  # what it tested is its own affair
    place = m.remembering.get(fn.name)
    if place is not None:
        stores.remembered(m, fn, args, keywords, value, base, after, place)
    if inner.yields:
        return Many(join_all(inner.yields))
    return value


def _models_handed(m: Machine, fn: FunctionRef, names: dict[str, Value]) -> frozenset[str]:
    """Parameters, its own and those of the functions around it, that hold a model class which little is asked of: what
    a function does at length it does itself, whichever the model."""
    own = fn.code.params[0].name if fn.self_ is not None and fn.code.params else None
    bound = [(name, v) for name, v in names.items() if name != own]
    scope = fn.closure
    while scope is not None:
        bound += [(name, v) for name, v in scope.names.items() if name not in names]
        scope = scope.outer
    models = [name for name, v in bound if isinstance(v, ClassRef) and v.name in m.models.by_name]
    if not models or not isinstance(fn.code, f.Function):
        return frozenset(models)
    asked = Counter(name for e in expressions_in(fn.code.body) if (name := _model_asked(e)) is not None)
    return frozenset(name for name in models if asked[name] <= FEW_QUERIES)


FEW_QUERIES = 2  # a getter has one, or one for each of two ways


def _model_asked(e: f.Expr) -> str | None:
    """The local in `local.objects`."""
    if isinstance(e, f.Attribute) and isinstance(e.of, f.Local) and (e.name[:1].islower() or e.name in MANAGERS):
        return e.of.name
    return None


MANAGERS = frozenset({"_default_manager", "_base_manager"})


def _mutated(m: Machine, fn: FunctionRef) -> tuple[str, ...]:
    """Parameters that the function adds to, and nowhere binds anew: what its caller handed over holds more then."""
    known = m.mutated.get(fn.name)
    if known is None and isinstance(fn.code, f.Function):
        steps = list(every_step(fn.code.body))
        targets = [step.target for step in steps if isinstance(step, f.Bind)]
        added = {t.of.name for t in targets if isinstance(t, f.Subscript) and isinstance(t.of, f.Local)}
        for e in expressions_in(fn.code.body):
            if isinstance(e, f.Call) and isinstance(e.function, f.Attribute) and e.function.name in MUTATORS:
                added |= {e.function.of.name} if isinstance(e.function.of, f.Local) else set()
        bound = {t.name for t in targets if isinstance(t, f.Local)}
        known = tuple(p.name for p in fn.code.params if p.name in added - bound and p.kind not in ("*", "**"))
        m.mutated[fn.name] = known
    return known or ()


def handed_back(m: Machine, e: f.Call, function: FunctionRef, frame: Frame, env: Env) -> None:
    """`collect(found, rows)`: the caller's list holds what the function put into it."""
    if not m.handed_back or not isinstance(function.code, f.Function):
        return
    positional = [p.name for p in function.code.params if p.kind == "positional"][function.self_ is not None :]
    given = [*zip(positional, e.args, strict=False), *((k.name, k.value) for k in e.keywords)]
    for name, argument in given:
        value = m.handed_back.get(name)
        held = env.locals.get(argument.name) if isinstance(argument, (f.Local, f.Global)) else None
        if value is not None and isinstance(held, (Seq, Many, Table)) and value != held:
            m.rebind(argument, value, frame, env, e.span)
    m.handed_back = {}


def bind(
    m: Machine, params: tuple[f.Param, ...], args: list[Value], keywords: Keywords, frame: Frame, env: Env
) -> dict[str, Value]:
    """Arguments to parameters, as Python does, with `*rest` and `**rest` that are not known one by one."""
    names: dict[str, Value] = {}
    given = {k: v for k, v in keywords if k != "**"}
    rests = [v for k, v in keywords if k == "**"]
    positional = [p for p in params if p.kind == "positional"]
    star = next((a.value for a in args if isinstance(a, Rest)), None)
    plain = [a for a in args if not isinstance(a, Rest)]
    for param, value in zip(positional, plain, strict=False):
        names[param.name] = value
    extra = plain[len(positional) :]
    for param in params:
        if param.kind in ("positional", "keyword") and param.name not in names:
            names[param.name] = _missing(m, param, given, rests, star, frame, env)
    for param in params:
        if param.kind == "*":
            names[param.name] = Seq(tuple(extra)) if star is None else Many(join_all([*extra, m.element(star)]))
        elif param.kind == "**":
            named = {p.name for p in params}
            items = tuple((k, v) for k, v in given.items() if k not in named)
            if rests and not items:
                names[param.name] = rests[0] if len(rests) == 1 else made(rests)
            else:
                names[param.name] = Table(items, rests[0] if rests else None)
    return names


def _missing(
    m: Machine, param: f.Param, given: dict[str, Value], rests: list[Value], star: Value | None, frame: Frame, env: Env
) -> Value:
    if param.name in given:
        return given[param.name]
    for rest in rests:
        if isinstance(rest, Table):
            found = rest.get(param.name)
            if found is not None:
                return found
        elif isinstance(rest, Input):
            if param.default is None or rest.source != "url" or m.routed(param.name):
                return Input(rest.source, f"{rest.name}.{param.name}" if rest.name else param.name)
        elif not isinstance(rest, Nothing):
            return Attr(rest, param.name) if isinstance(rest, (Param, Attr)) else Opaque("an argument out of `**`")
    if star is not None and param.default is None:
        return m.element(star)
    if param.default is not None:
        where = m.module_frame(frame.module)
        where.closure = frame.closure
        return m.eval(param.default, where, Env({}, env.heap, env.facts, {}))
    return Opaque(f"`{param.name}` was not given")


def super_of(m: Machine, e: f.Call, frame: Frame, env: Env) -> Value:
    """`super()`, `super(Class, self)`"""
    after = frame.owner
    if e.args:
        named = m.eval(e.args[0], frame, env)
        if isinstance(named, ClassRef):
            after = named.name
    self_ = frame.self_
    if after is None or self_ is None:
        return Opaque("`super()` outside a class")
    return Super(self_, after)


# ── objects ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def construct(
    m: Machine, of: ClassRef, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    cls = of.name
    if cls == CHOSEN_MODEL:
        return made([unstarred(a) for a in args] + [v for _, v in keywords])
    known = constructors.construct(m, cls, args, keywords, frame, env, span)
    if known is not None:
        return known
    if cls in m.models.by_name:
        return m.new_row(cls, m.site_here(frame, span), keywords, env)
    made_of = m.meta_call(cls, args, keywords, frame, env, span)
    if made_of is not None:
        return made_of
    at = (span.line, span.column) if span is not None else (0, 0)
    ident = f"{cls}@{frame.path}:{at[0]}:{at[1]}:{len(m.stack)}"
    if m.evaluating:  # one line of an operator's makes each of the objects that a class body joins
        m.joined += 1
        ident = f"{ident}#{m.joined}"
    instance = Instance(cls, ident)
    for name, value in of.given:
        env.heap[instance.ident, name] = value
    init = m.attribute(instance, "__init__", frame, env)
    if isinstance(init, FunctionRef):
        run(m, init, args, keywords, frame, env, span)
        return instance
    fields = m.annotated_fields(cls)
    plain = [a for a in args if not isinstance(a, Rest)]
    for name, value in [*zip(fields, plain, strict=False), *keywords]:
        if name != "**":
            env.heap[instance.ident, name] = value
    if args and not fields:
        env.heap[instance.ident, "[]"] = made([unstarred(a) for a in args])
    return instance


# ── items and containers ────────────────────────────────────────────────────────────────────────────────────────────
