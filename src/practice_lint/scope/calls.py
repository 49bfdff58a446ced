"""Calls: functions are run in place, classes become objects, everything else is a row of a table or not followed.

In: a callable value, arguments, the state. Out: the value, and the state after. What is not followed is remembered as
made of its arguments, and rows given to it are on their way out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from practice_lint import facts as f
from practice_lint.facts import Span
from practice_lint.project.visit import every_step, expressions_in
from practice_lint.scope import constructors, methods, natives, stores, trust
from practice_lint.scope.premises import kept
from practice_lint.scope.proofs import doubted, followed, let_in, outsiders
from practice_lint.scope.runtime import MAX_CALL_DEPTH
from practice_lint.scope.state import Env, Frame, Place, Unreachable
from practice_lint.scope.values import (
    CHOSEN_MODEL,
    IMPERSONAL,
    NEXT_LAYER,
    NOBODY,
    NONE,
    PRIVILEGED,
    Asked,
    Attr,
    Carrier,
    ClassRef,
    Const,
    External,
    Fact,
    FunctionRef,
    Input,
    Instance,
    Key,
    Keyed,
    Keywords,
    Made,
    Many,
    Module,
    Native,
    Nothing,
    OneOf,
    Opaque,
    Param,
    Partial,
    Request,
    Rest,
    Row,
    Rows,
    Seq,
    Super,
    Table,
    Truth,
    Value,
    alternatives,
    consulted,
    join,
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
    params = fn.code.params
    values = [fn.self_, *args] if fn.self_ is not None and isinstance(fn.code, f.Function) else list(args)
    names = bind(m, params, values, keywords, inner, env)
    if inner.self_ is None and params and fn.owner is not None:
        inner.self_ = names.get(params[0].name)
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
        _handed_on(m, inner.returns)
    base = env.facts
    after = m.meet([way for _, way in inner.returns])
    value = _result(m, inner.returns, base, after.facts)
    m.handed_back = {name: after.locals[name] for name in _mutated(m, fn) if name in after.locals}
    env.heap, env.pending = after.heap, after.pending
    env.facts = after.facts if NOBODY in base else after.facts - {NOBODY}  # what it tested is its own affair
    place = m.remembering.get(fn.name)
    if place is not None:
        stores.remembered(m, fn, args, keywords, value, base, after, place)
    if inner.yields:
        return Many(join_all(inner.yields))
    return value


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


def _handed_on(m: Machine, returns: list[tuple[Value, Env]]) -> None:
    """A hook of middleware that answers nothing lets the request go on."""
    for value, way in returns:
        known = m.prover.truth(value, way.facts).false
        if known is not None:
            m.records.passed.append(way.facts | known)


def _result(m: Machine, returns: list[tuple[Value, Env]], base: frozenset[Fact], after: frozenset[Fact]) -> Value:
    """What the call returns; of a predicate, what its answer proves. `after`: what is known once it has returned."""
    if len(returns) == 1:
        return returns[0][0]
    values = m.marked([v for v, _ in returns], [way for _, way in returns], after)
    found = [n for n, value in enumerate(values) if not stores.own_answer(m, value, [way for _, way in returns])]
    joined = join_all(values)
    values = [values[n] for n in found] or values
    ways = [returns[n][1].facts for n in found] or [way.facts for _, way in returns]
    answer = _answer(m, values, ways, base)
    if all(map(_yes_or_no, values)):
        return answer
    joined = _status(m, values, joined, ways, base)
    # "None, or what is wrong": which of the two it is tells which way was taken
    if isinstance(joined, OneOf) and NONE in joined.parts:
        return OneOf(joined.parts, answer)
    if answer.true and any(map(_empty, values)):
        return OneOf(alternatives(joined), answer)  # "nothing, or what he may do"
    return joined


def _answer(m: Machine, values: list[Value], ways: list[frozenset[Fact]], base: frozenset[Fact]) -> Truth:
    """What it proves that the value, which is one of these on the way beside it, is true or false."""
    true: list[frozenset[Fact]] = []
    false: list[frozenset[Fact]] = []
    for value, way in zip(values, ways, strict=True):
        known = m.prover.truth(value, way)
        if known.true is not None:
            true.append(followed(way | known.true) - base)
        if known.false is not None:
            false.append(followed(way | known.false) - base)
    return Truth(_common(true), _common(false))


def _empty(value: Value) -> bool:
    return value in (Seq(()), Table((), None))


def _yes_or_no(value: Value) -> bool:
    return isinstance(value, (Truth, Nothing)) or (isinstance(value, Const) and isinstance(value.value, bool))


def _status(
    m: Machine, values: list[Value], joined: Value, ways: list[frozenset[Fact]], base: frozenset[Fact]
) -> Value:
    """`return False, "not yours"` beside `return True, None`, or the same as dicts: what an element answers, where all
    ways answer it with yes, no or None."""
    if isinstance(joined, Seq) and all(isinstance(v, Seq) and len(v.items) == len(joined.items) for v in values):
        columns = zip(*(v.items for v in values if isinstance(v, Seq)), strict=True)
        asked = zip(joined.items, map(list, columns), strict=True)
        return Seq(tuple(_told(m, item, column, ways, base) for item, column in asked))
    tables = [v for v in values if isinstance(v, Table) and v.rest is None]
    if isinstance(joined, Table) and len(tables) == len(values):
        rows = [dict(table.items) for table in tables]
        named = ((name, item, [row.get(name, NONE) for row in rows]) for name, item in joined.items)
        return Table(tuple((name, _told(m, item, column, ways, base)) for name, item, column in named), joined.rest)
    return joined


def _told(m: Machine, item: Value, values: list[Value], ways: list[frozenset[Fact]], base: frozenset[Fact]) -> Value:
    if all(map(_yes_or_no, values)) and any(v != values[0] for v in values):
        return _answer(m, values, ways, base)
    if isinstance(item, OneOf) and NONE in item.parts and not any(isinstance(p, (Row, Rows, Key)) for p in item.parts):
        return OneOf(item.parts, _answer(m, values, ways, base))
    return item


def _common(ways: list[frozenset[Fact]]) -> frozenset[Fact] | None:
    """What all ways know; a way of platform staff, or of who holds a permission instead, agrees with every other."""
    if not ways:
        return None
    doubts = consulted(fact for way in ways for fact in way)
    others = [way for way in ways if PRIVILEGED.isdisjoint(way)]
    if others:
        return frozenset.intersection(*others) | kept(ways) | doubted(others) | doubts | let_in(ways)
    return frozenset.intersection(*ways) | outsiders(ways) | doubts


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


def _never_captured(m: Machine, value: Value, index: Value) -> bool:
    """Whether the index is no name that the route captures: only where something else was put there it is read."""
    if value != Input("url", "") or not isinstance(index, Const) or not isinstance(index.value, str):
        return False
    return not m.routed(index.value)


# ── items and containers ────────────────────────────────────────────────────────────────────────────────────────────


def subscript(m: Machine, of: Value, index: Value, sliced: bool, frame: Frame, env: Env) -> Value:
    match of:
        case OneOf():
            parts = [part for part in of.parts if not isinstance(part, Nothing)]
            parts = [part for part in parts if not _never_captured(m, part, index)] or parts
            return join_all([subscript(m, part, index, sliced, frame, env) for part in parts] or [NONE])
        case Rows():
            if sliced:
                return of
            return m.element(of)
        case Many():
            return of if sliced else of.element
        case Seq():
            if sliced:
                return Many(join_all(list(of.items))) if of.items else of
            if (
                isinstance(index, Const)
                and isinstance(index.value, int)
                and -len(of.items) <= index.value < len(of.items)
            ):
                return of.items[index.value]
            return m.element(of)
        case Module() if m.judge.chooser(index) is not None:  # globals()[request.GET["model"]]
            return ClassRef(CHOSEN_MODEL)
        case Keyed():
            env.assume(m.prover.member(index, of, env.facts))  # else it raises KeyError
            return of.each
        case Table():
            if isinstance(index, Const) and isinstance(index.value, str):
                found = of.get(index.value)
                return found if found is not None else Opaque("a missing key of a dict")
            m.chosen_out_of(of, index, frame)
            values = [v for _, v in of.items] + ([of.rest] if of.rest is not None else [])
            return join_all(values) if values else Opaque("an item of an empty dict")
        case Input():
            if sliced:
                return of
            if isinstance(index, Const):
                name = str(index.value) if isinstance(index.value, str) else "[]"
                return Input(
                    of.source, f"{of.name}.{name}" if of.name and name != "[]" else of.name + name if of.name else name
                )
            return Input(of.source, f"{of.name}[]")
        case Carrier():
            return Carrier(f"{of.name}[{index.value if isinstance(index, Const) else ''}]")
        case Param() | Attr() | Opaque() if index == Const("request"):
            return Request()
        case Param() | Attr():
            return Attr(of, str(index.value) if isinstance(index, Const) else "[]")
        case Instance():
            stored = env.heap.get((of.ident, "[]"))
            getter = m.attribute(of, "__getitem__", frame, env)
            if isinstance(getter, FunctionRef):
                return run(m, getter, [index], [], frame, env, None)
            return stored if stored is not None else Opaque("an item of an object")
        case Native():
            if isinstance(of.of, Request):
                return Input("header", str(index.value) if isinstance(index, Const) else "")
            return methods.method(m, of, [index], [], frame, env, None)
        case Made():
            rows = [p for p in of.parts if isinstance(p, (Row, Rows, Key))]
            return (
                made([*of.parts])
                if len(rows) != len(of.parts) or not rows
                else join_all([m.element(p) if isinstance(p, Rows) else p for p in rows])
            )
        case ClassRef() | External():
            return of  # a subscripted generic
        case Key():
            return of
        case _:
            return made([of, index])


MUTATORS = {
    "append": "one",
    "add": "one",
    "insert": "last",
    "appendleft": "one",
    "extend": "all",
    "update": "all",
    "setdefault": "item",
    "discard": "none",
    "remove": "none",
    "clear": "none",
    "sort": "none",
    "reverse": "none",
    "pop": "pop",
}


def changed_in_place(
    m: Machine, e: f.Call, function: Value, args: list[Value], keywords: Keywords, frame: Frame, env: Env
) -> Value | None:
    """`xs.append(x)`, `d.update(…)` on a container that a name holds: the name holds the changed container."""
    if not isinstance(e.function, f.Attribute):
        return None
    methods = [p for p in alternatives(function) if isinstance(p, Native)]
    containers = [
        p
        for p in methods
        if (isinstance(p.of, (Seq, Many, Table, Made)) and p.name in MUTATORS)
        or (isinstance(p.of, Input) and p.name == "update")
    ]
    if not containers or len(methods) < len(alternatives(function)):
        return None
    if len(containers) < len(methods) and MUTATORS[containers[0].name] in ("item", "pop"):
        return None
    holders: list[Value] = [p.of for p in methods if p not in containers]
    results: list[Value] = []
    for method in containers:
        changed, result = _changed(m, method.of, MUTATORS[method.name], args, keywords)
        holders.append(changed)
        results.append(result)
    if holders != [p.of for p in methods]:
        m.rebind(e.function.of, join_all(holders), frame, env, e.span)
    return join_all(results)


def _changed(m: Machine, holder: Value, kind: str, args: list[Value], keywords: Keywords) -> tuple[Value, Value]:
    """The container after the call, and what the call returns."""
    values = [unstarred(a) for a in args]
    changed: Value = holder
    result: Value = NONE
    if kind in ("one", "last") and values:
        changed = _with_element(m, holder, values[-1])
    elif kind == "all":
        for value in values:
            changed = _with_all(m, changed, value)
        for name, value in keywords:
            changed = _with_key(changed, name, value)
    elif kind == "item" and values:
        default = values[1] if len(values) > 1 else NONE
        result = default
        if isinstance(values[0], Const) and isinstance(values[0].value, str):
            changed = _with_key(holder, values[0].value, default)
    elif kind == "pop":
        if not isinstance(holder, Table) or not values:
            return holder, m.element(holder)
        if not isinstance(values[0], Const) or not isinstance(values[0].value, str):
            return holder, m.element(holder)
        exact = dict(holder.items).get(values[0].value)
        default = values[1] if len(values) > 1 else NONE
        result = holder.get(values[0].value) or default
        if len(values) > 1 and exact is None and holder.rest is not None:
            result = methods.or_default(result, default)
        changed = Table(tuple(kv for kv in holder.items if kv[0] != values[0].value), holder.rest)
    return changed, result


def _with_element(m: Machine, holder: Value, value: Value) -> Value:
    if isinstance(holder, Seq) and len(holder.items) < 12:
        return Seq((*holder.items, value))
    if isinstance(holder, (Seq, Many)):
        return Many(join(m.element(holder), value)) if not isinstance(holder, Seq) or holder.items else Many(value)
    return made([holder, value])


def _with_all(m: Machine, holder: Value, value: Value) -> Value:
    if isinstance(holder, Input) and isinstance(value, Table):
        holder = Table((), holder)
    if isinstance(holder, Table) and isinstance(value, Table):
        merged = {**dict(holder.items), **dict(value.items)}
        rests = [r for r in (holder.rest, value.rest) if r is not None]
        return Table(tuple(merged.items()), join_all(rests) if rests else None)
    if isinstance(holder, Table):
        return Table(holder.items, value if holder.rest is None else made([holder.rest, value]))
    if isinstance(holder, Seq) and isinstance(value, Seq) and len(holder.items) + len(value.items) <= 12:
        return Seq(holder.items + value.items)
    if isinstance(holder, Seq) and not holder.items:
        return Many(m.element(value))
    if isinstance(holder, (Seq, Many)):
        return Many(join(m.element(holder), m.element(value)))
    return made([holder, value])


def _with_key(holder: Value, name: str, value: Value) -> Value:
    if isinstance(holder, Input):
        holder = Table((), holder)
    if isinstance(holder, Table):
        return Table((*(kv for kv in holder.items if kv[0] != name), (name, value)), holder.rest)
    return made([holder, value])
