"""Expressions and steps -> values and states.

In: facts of a function and a state. Out: its value, and the state after it. Flow-sensitive: branches are run apart and
merged, a way that raises is dropped, a loop's body is run once over one element (over each, where they are known).
Deliberately unknown: what is an entry point (see `drivers.py`), what a call does (see `calls.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from practice_lint import facts as f
from practice_lint.facts import Span
from practice_lint.project.visit import tail
from practice_lint.scope import attributes, calls, jobs
from practice_lint.scope.lookups import EMPTY_Q, q_all, q_any
from practice_lint.scope.proofs import both, either, inverse
from practice_lint.scope.querysets import union
from practice_lint.scope.runtime import BudgetSpent, Runtime
from practice_lint.scope.sql_text import percent
from practice_lint.scope.standing import State
from practice_lint.scope.state import Env, Frame, Place, Unreachable, merge
from practice_lint.scope.trust import knows_secret
from practice_lint.scope.values import (
    BYPASSED,
    FALSE,
    IMPERSONAL,
    MAYBE,
    NO_FACTS,
    NONE,
    TRUE,
    Attr,
    Carrier,
    ClassRef,
    Condition,
    Const,
    External,
    Fact,
    FunctionRef,
    Input,
    Instance,
    Key,
    Made,
    Many,
    Native,
    NewRow,
    Nothing,
    OneOf,
    Opaque,
    Param,
    Request,
    Row,
    Rows,
    Scope,
    Seq,
    Table,
    Text,
    Truth,
    Value,
    alternatives,
    join,
    join_all,
    made,
)

SCOPING = ("ambient", "bypassed")  # facts that hold for the body of a `with`
MAX_UNROLLED = 8  # a loop over a literal list up to this long is run element by element


class Machine(Runtime):
    """The interpreter; `Runtime` holds what it knows and records."""

    # ── expressions ─────────────────────────────────────────────────────────────────────────────────────────────────

    def eval(self, expr: f.Expr, frame: Frame, env: Env) -> Value:
        """The value of an expression that stands on its own: a query in it has its place here."""
        kind = type(expr)
        if kind is f.Local or kind is f.Constant or kind is f.Global:
            return self.spine(expr, frame, env)
        outer = frame.chain
        frame.chain = expr if isinstance(expr, f.Call) and not frame.stub else None
        try:
            value = self.spine(expr, frame, env)
            if not frame.stub:
                found = type(value)
                if found is Rows or found is Row or found is Key:
                    self.seen(value, frame, env)
            return value
        finally:
            frame.chain = outer

    def spine(self, expr: f.Expr, frame: Frame, env: Env) -> Value:
        """The value of a link of a chain; the query belongs to the chain's outermost call."""
        self.steps += 1
        if self.steps > self.hard_limit:
            raise BudgetSpent(self.entry or "")
        return EVALUATORS[type(expr)](self, expr, frame, env)

    def lookup(self, name: str, frame: Frame, env: Env) -> Value:
        """A local name: here, in the functions around, in the class body being evaluated, then the module."""
        value = env.locals.get(name)
        if value is not None:
            return value
        scope = frame.closure
        while scope is not None:
            value = scope.names.get(name)
            if value is not None:
                return cast(Value, value)
            scope = scope.outer
        if frame.class_body is not None:
            bound = self.names.attribute(frame.class_body, name)
            if bound is not None and bound[1] is not None and (frame.class_body, name) not in self.evaluating:
                return self.class_attribute(frame.class_body, bound[0], name, bound[1], env)
            method = self.names.method(frame.class_body, name)
            if method is not None:
                return self.bound(method, None, None)
        return self.global_name(name, frame)

    def global_name(self, name: str, frame: Frame) -> Value:
        symbol = self.names.resolve(frame.module, name)
        return self.symbol(symbol) if symbol is not None else External(name)

    def truth(self, expr: f.Expr, frame: Frame, env: Env) -> Truth:
        """What is known when the expression holds and when it does not."""
        if isinstance(expr, f.Combine):
            if expr.how == "not":
                return inverse(self.truth(expr.parts[0], frame, env))
            if expr.how in ("and", "or"):
                return self._connected(expr, frame, env)
        value = self.eval(expr, frame, env)
        self.ask(value)
        if isinstance(value, Input) and value.source == "url" and value.name:
            return TRUE if self.routed(value.name) else FALSE  # a route either captures it or does not
        return self.prover.truth(value, env.facts)

    def _connected(self, expr: f.Combine, frame: Frame, env: Env) -> Truth:
        """`a and b`: b is evaluated where a holds."""
        result = self.truth(expr.parts[0], frame, env)
        for part in expr.parts[1:]:
            known = result.true if expr.how == "and" else result.false
            if known is None:
                break
            inner = env.copy()
            inner.assume(known)
            try:
                more = self.truth(part, frame, inner)
            except Unreachable:
                continue
            env.heap.update(inner.heap)
            env.pending.update(inner.pending)
            for name, value in inner.locals.items():
                if name not in env.locals or env.locals[name] != value:
                    env.locals[name] = value
            result = both(result, more) if expr.how == "and" else either(result, more)
        return result

    def call(
        self,
        function: Value,
        args: list[Value],
        keywords: list[tuple[str, Value]],
        frame: Frame,
        env: Env,
        span: Span | None,
    ) -> Value:
        return calls.call(self, function, args, keywords, frame, env, span)

    def attribute(self, value: Value, name: str, frame: Frame, env: Env) -> Value:
        return attributes.read(self, value, name, frame, env)

    def returned(self, expr: f.Expr, frame: Frame, env: Env) -> Value:
        """The value of a `return`: a condition keeps what it proves."""
        if isinstance(expr, f.Combine) and expr.how in ("and", "or", "not"):
            value = self.eval(expr, frame, env)
            return value
        return self.eval(expr, frame, env)

    def discard(self, value: Rows, step: f.Evaluate, frame: Frame, env: Env) -> None:
        """`rows.filter(practice=…)` as a statement: the rows keep what they were."""
        if value.site is None or not isinstance(step.value, f.Call) or not isinstance(step.value.function, f.Attribute):
            return
        before = self.eval(step.value.function.of, frame, env)
        if (
            isinstance(before, Rows)
            and before.site == value.site
            and self.judge.rows(before, env.facts).state < State.UNKNOWN
            and self.judge.rows(value, env.facts).state is State.PROVED
        ):
            place = Place(
                frame.path, step.span, "the scoped queryset is thrown away", frame.module, frame.symbol, step.value
            )
            self.records.discarded[value.site] = place

    def entered(self, value: Value, frame: Frame, env: Env) -> Value:
        """What `with value as x` binds; a scope of django-scopes holds for the body."""
        if isinstance(value, Many):
            return value.element
        if isinstance(value, Native) and value.of == External("django_scopes"):
            env.facts = env.facts - {BYPASSED} | {Fact("ambient")}
            return value
        if isinstance(value, Instance):
            enter = self.attribute(value, "__enter__", frame, env)
            if isinstance(enter, FunctionRef):
                return self.call(enter, [], [], frame, env, None)
        return value

    # ── steps ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def run(self, steps: tuple[f.Step, ...], frame: Frame, env: Env) -> bool:
        """Run the steps; False when no way falls through their end."""
        for step in steps:
            try:
                if not STEPS[type(step)](self, step, frame, env):
                    return False
            except Unreachable:
                return False
        return True

    def meet(self, ways: list[Env]) -> Env:
        result = ways[0]
        for way in ways[1:]:
            result = merge(result, way, self.prover, self.settle)
        return result

    def branch(
        self, known: frozenset[Fact] | None, steps: tuple[f.Step, ...], frame: Frame, env: Env, ways: list[Env]
    ) -> None:
        if known is None:
            return
        way = env.copy()
        way.assume(known)
        if self.run(steps, frame, way):
            ways.append(way)

    def bind(self, target: f.Expr, value: Value, frame: Frame, env: Env, span: Span) -> None:
        match target:
            case f.Local() | f.Global():
                env.locals[target.name] = value
            case f.Attribute():
                self.store(self.eval(target.of, frame, env), target.name, value, frame, env, span)
            case f.Subscript():
                self._store_item(target, value, frame, env, span)
            case f.Combine():
                for index, part in enumerate(target.parts):
                    if isinstance(part, f.Combine) and part.how == "*":
                        self.bind(
                            part.parts[0],
                            value if not isinstance(value, Seq) else Seq(value.items[index:]),
                            frame,
                            env,
                            span,
                        )
                    else:
                        self.bind(part, self.item(value, index, len(target.parts)), frame, env, span)

    def item(self, value: Value, index: int, count: int) -> Value:
        """Element `index` of a value that is unpacked into `count`."""
        match value:
            case Seq():
                return value.items[index] if index < len(value.items) else Opaque("unpacked beyond its end")
            case OneOf():
                return join_all([self.item(p, index, count) for p in value.parts])
            case Many():
                return value.element
            case _:
                return self.element(value)

    def element(self, value: Value) -> Value:
        """One element of what is iterated over."""
        match value:
            case Rows():
                row = Row(Rows(value.model, value.ties, value.site, value.methods))
                return row if value.field is None else Key(row, value.field)
            case Many():
                return value.element
            case Seq():
                return join_all(list(value.items)) if value.items else Opaque("an element of an empty list")
            case OneOf():
                return join_all([self.element(p) for p in value.parts])
            case Input():
                return Input(value.source, value.name + "[]" if not value.name.endswith("[]") else value.name)
            case Table():
                return Opaque("a key of a dict")
            case Param() | Attr():
                return Attr(value, "[]")
            case Made():
                rows = [p for p in value.parts if isinstance(p, (Rows, Row, Key))]
                return (
                    join_all([self.element(p) if isinstance(p, Rows) else p for p in rows])
                    if len(rows) == len(value.parts) and rows
                    else value
                )
            case Carrier():
                return Carrier(f"{value.name}[]")
            case Instance():
                return Opaque("an element of an object that was not followed")
            case _:
                return value

    def iterated(self, value: Value, frame: Frame, env: Env) -> Value:
        """What a loop runs over: of an object, what its `__iter__` gives."""
        if isinstance(value, Instance):
            iterate = self.attribute(value, "__iter__", frame, env)
            if isinstance(iterate, FunctionRef):
                return self.call(iterate, [], [], frame, env, None)
        return value

    def _store_item(self, target: f.Subscript, value: Value, frame: Frame, env: Env, span: Span) -> None:
        holder = self.eval(target.of, frame, env)
        index = self.eval(target.index, frame, env)
        if isinstance(holder, Carrier) and holder.name.startswith("request.session"):
            return
        if isinstance(holder, Instance):
            env.heap[holder.ident, "[]"] = join(env.heap.get((holder.ident, "[]"), value), value)
            return
        self.rebind(target.of, with_item(holder, index, value), frame, env, span)

    def rebind(self, target: f.Expr, value: Value, frame: Frame, env: Env, span: Span) -> None:
        """A container was changed in place: the name or attribute that holds it holds the changed value."""
        if isinstance(target, (f.Local, f.Global)):
            env.locals[target.name] = value
        elif isinstance(target, f.Attribute):
            holder = self.eval(target.of, frame, env)
            if isinstance(holder, (Instance, Request)):
                self.store(holder, target.name, value, frame, env, span)
        elif isinstance(target, f.Subscript):
            holder = self.eval(target.of, frame, env)
            self.rebind(target.of, with_item(holder, self.eval(target.index, frame, env), value), frame, env, span)


def with_item(holder: Value, index: Value, value: Value) -> Value:
    """The container after `holder[index] = value`."""
    if isinstance(holder, OneOf):
        return join_all([with_item(p, index, value) for p in holder.parts])
    if isinstance(holder, Table) and isinstance(index, Const) and isinstance(index.value, str):
        items = tuple(kv for kv in holder.items if kv[0] != index.value)
        return Table((*items, (index.value, value)), holder.rest)
    if isinstance(holder, Table):
        return Table(holder.items, value if holder.rest is None else made([holder.rest, value]))
    if isinstance(holder, Input):
        named = isinstance(index, Const) and isinstance(index.value, str)
        return with_item(Table((), holder), index, value) if named else holder
    if isinstance(holder, (Seq, Many)):
        return Many(made([holder, value]))
    if isinstance(holder, (Made, Opaque, Nothing)):
        return made([holder, value])
    return holder


# ── expressions ─────────────────────────────────────────────────────────────────────────────────────────────────────


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
            args.extend(rest.items if isinstance(rest, Seq) else [calls.Rest(rest)])
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
        changed = calls.changed_in_place(m, e, function, args, keywords, frame, env)
        if changed is not None:
            return changed
    return m.call(function, args, keywords, frame, env, e.span)


def _subscript(m: Machine, e: f.Subscript, frame: Frame, env: Env) -> Value:
    of = m.spine(e.of, frame, env)
    index = m.eval(e.index, frame, env)
    return calls.subscript(m, of, index, isinstance(e.index, f.Combine) and e.index.how == "slice", frame, env)


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
    values = m.marked(values, ways)
    env.become(m.meet(ways))
    return join_all(values)


def _comprehension(m: Machine, e: f.Comprehension, frame: Frame, env: Env) -> Value:
    inner = env.copy()
    steps = [inner]
    results: list[Value] = []
    one_by_one: list[bool] = []  # whether each clause runs over elements that are known and all taken

    def loop(index: int, way: Env) -> None:
        if index == len(e.clauses):
            results.append(m.eval(e.element, frame, way))
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
            for test in clause.tests:
                known = m.truth(test, frame, step)
                if known.true is not None:
                    step.assume(known.true)
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
        values = [r.items[1] if isinstance(r, Seq) and len(r.items) == 2 else r for r in results]
        return Table((), join_all(values))
    if len(e.clauses) == 1 and all(one_by_one):
        return Seq(tuple(results))
    if not results:
        return Seq(())
    return Many(join_all(results))


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


def _combine(m: Machine, e: f.Combine, frame: Frame, env: Env) -> Value:
    how = COMBINERS.get(e.how)
    if how is not None:
        return how(m, e, frame, env)
    parts = [m.eval(p, frame, env) for p in e.parts]
    if IMPERSONAL in parts and all(isinstance(p, Const) or p == IMPERSONAL for p in parts):
        return IMPERSONAL  # yesterday is no more anybody's than today
    return made(parts)


def _sequence(m: Machine, e: f.Combine, frame: Frame, env: Env) -> Value:
    items: list[Value] = []
    spread: list[Value] = []
    for part in e.parts:
        if isinstance(part, f.Combine) and part.how == "*":
            inner = m.eval(part.parts[0], frame, env)
            if isinstance(inner, Seq):
                items.extend(inner.items)
            else:
                spread.append(m.element(inner))
        else:
            items.append(m.eval(part, frame, env))
    if spread:
        return Many(join_all(items + spread))
    return Seq(tuple(items))


def _dict(m: Machine, e: f.Combine, frame: Frame, env: Env) -> Value:
    items: dict[str, Value] = {}
    rest: list[Value] = []
    for part in e.parts:
        if isinstance(part, f.Combine) and part.how == ":":
            key, value = m.eval(part.parts[0], frame, env), m.eval(part.parts[1], frame, env)
            if isinstance(key, Const) and isinstance(key.value, str):
                items[key.value] = value
            else:
                rest.append(value)
        elif isinstance(part, f.Combine):
            inner = m.eval(part.parts[0], frame, env)
            if isinstance(inner, Table):
                items.update(inner.items)
                if inner.rest is not None:
                    rest.append(inner.rest)
            else:
                rest.append(inner)
    return Table(tuple(items.items()), (rest[0] if len(rest) == 1 else made(rest)) if rest else None)


def _and_or(m: Machine, e: f.Combine, frame: Frame, env: Env) -> Value:
    """Values, not conditions: `a or b` is one of the two, `a and b` too."""
    values: list[Value] = []
    way = env
    for part in e.parts:
        try:
            value = m.eval(part, frame, way)
        except Unreachable:
            break
        known = m.prover.truth(value, way.facts)
        stop = known.false is None if e.how == "or" else known.true is None
        values.append(value)
        if stop:
            break
        assumed = known.false if e.how == "or" else known.true
        if assumed:
            nxt = way.copy()
            nxt.assume(assumed)
            nxt.heap, nxt.pending, nxt.locals = way.heap, way.pending, way.locals
            way = nxt
    if not values:
        raise Unreachable
    if any(isinstance(v, Truth) for v in values):
        result = m.prover.truth(values[0], env.facts)
        for value in values[1:]:
            result = (either if e.how == "or" else both)(result, m.prover.truth(value, env.facts))
        return result
    if e.how == "or":  # all but the last were true
        kept = [v for v in values[:-1] if v != NONE and v != Const("") and v != Const(False)] + values[-1:]
        kept = [
            OneOf(tuple(p for p in v.parts if p != NONE)) if isinstance(v, OneOf) and i < len(kept) - 1 else v
            for i, v in enumerate(kept)
        ]
        return join_all([v.parts[0] if isinstance(v, OneOf) and len(v.parts) == 1 else v for v in kept])
    return join_all([values[-1], *(NONE for v in values[:1] if len(values) > 1)])


def _not(m: Machine, e: f.Combine, frame: Frame, env: Env) -> Value:
    return inverse(m.truth(e.parts[0], frame, env))


def _compare(m: Machine, e: f.Combine, frame: Frame, env: Env) -> Value:
    a, b = m.eval(e.parts[0], frame, env), m.eval(e.parts[1], frame, env)
    if e.how in ("==", "is"):
        if isinstance(a, Const) and isinstance(b, Const):
            return TRUE if a.value == b.value else FALSE
        if b == NONE or a == NONE:
            return _is_none(m, b if a == NONE else a, env)
        if isinstance(a, Const) or isinstance(b, Const):
            return MAYBE
        return Truth(m.prover.equal(a, b, env.facts) | knows_secret(m, a, b), NO_FACTS)
    if e.how in ("!=", "is not"):
        if b == NONE or a == NONE:
            return inverse(_is_none(m, b if a == NONE else a, env))
        if isinstance(a, Const) or isinstance(b, Const):
            return MAYBE
        return Truth(NO_FACTS, m.prover.equal(a, b, env.facts) | knows_secret(m, a, b))
    if e.how == "in":
        return Truth(m.prover.member(a, b, env.facts), NO_FACTS)
    if e.how == "not in":
        return Truth(NO_FACTS, m.prover.member(a, b, env.facts))
    if isinstance(a, Rows) and isinstance(b, Const) and e.how in (">", ">="):
        return Truth(m.prover.exists(a, env.facts), NO_FACTS)
    return MAYBE


def _is_none(m: Machine, value: Value, env: Env) -> Truth:
    m.ask(value)
    if isinstance(value, Nothing):
        return TRUE
    if isinstance(value, Input) and value.source == "url" and value.name:
        return FALSE if m.routed(value.name) else TRUE
    if isinstance(value, Row):
        if value.optional:
            return Truth(m.prover.absent(value), m.prover.exists(value.rows, env.facts))
        return Truth(None, m.prover.exists(value.rows, env.facts)) if not m.judge.caller(value) else MAYBE
    if isinstance(value, (Instance, NewRow, Rows, Seq, ClassRef)):
        return FALSE
    if isinstance(value, Key):
        return inverse(m.prover.truth(value, env.facts))
    if isinstance(value, OneOf) and value.known is not None and NONE in value.parts:
        return inverse(value.known)
    if isinstance(value, OneOf):
        parts = [_is_none(m, p, env) for p in value.parts]
        false = [p.false for p in parts if p.false is not None]
        true = [p.true for p in parts if p.true is not None]
        some = frozenset({Fact("some", "", value)})
        return Truth(
            frozenset.intersection(*true) | m.prover.absent(value) if true else None,
            frozenset.intersection(*false) | some if false else None,
        )
    if isinstance(value, Carrier):
        return inverse(m.prover.truth(value, env.facts))
    if isinstance(value, (Input, Param, Attr)):
        return Truth(frozenset({Fact("none", "", value)}), NO_FACTS)
    return MAYBE


def _or_bits(m: Machine, e: f.Combine, frame: Frame, env: Env) -> Value:
    values = [m.eval(p, frame, env) for p in e.parts]
    result = values[0]
    for value in values[1:]:
        result = combined(m, e.how, result, value)
    return result


def combined(m: Machine, how: str, a: Value, b: Value) -> Value:
    """`a | b`, `a & b` of querysets, Q objects, permission classes, dicts and sets."""
    if isinstance(a, OneOf) or isinstance(b, OneOf):
        return join_all([combined(m, how, x, y) for x in alternatives(a)[:4] for y in alternatives(b)[:4]])
    if isinstance(a, Condition) and isinstance(b, Condition):
        return q_any(a, b) if how == "|" else q_all(a, b)
    if isinstance(a, Condition) or isinstance(b, Condition):
        known, other = (a, b) if isinstance(a, Condition) else (b, a)
        assert isinstance(known, Condition)
        if isinstance(other, (Param, Attr, Opaque, Made)):
            return known if how == "&" else Opaque("a Q object that was not followed")
        return known if how == "&" else EMPTY_Q
    if isinstance(a, Rows) and isinstance(b, Rows):
        if how == "|":
            return union(m, a, [b])
        return Rows(a.model, a.ties | b.ties, a.site, a.methods, a.field)
    if isinstance(a, Table) and isinstance(b, Table) and how == "|":
        return Table(tuple({**dict(a.items), **dict(b.items)}.items()), a.rest if b.rest is None else b.rest)
    if isinstance(a, (ClassRef, Seq)) and isinstance(b, (ClassRef, Seq)) and how in "|&":
        return m.composed_permissions(how, a, b)
    if isinstance(a, Truth) and isinstance(b, Truth):
        return either(a, b) if how == "|" else both(a, b)
    return made([a, b])


def _invert(m: Machine, e: f.Combine, frame: Frame, env: Env) -> Value:
    value = m.eval(e.parts[0], frame, env)
    return EMPTY_Q if isinstance(value, Condition) else MAYBE if isinstance(value, Truth) else made([value])


def _text(m: Machine, e: f.Combine, frame: Frame, env: Env) -> Value:
    parts = [m.eval(p, frame, env) for p in e.parts]
    if all(isinstance(p, Const) for p in parts):
        return Const("".join(str(p.value) for p in parts if isinstance(p, Const)))
    return m.text_of(parts)


def _plus(m: Machine, e: f.Combine, frame: Frame, env: Env) -> Value:
    values = [m.eval(p, frame, env) for p in e.parts]
    result = values[0]
    for value in values[1:]:
        result = _added(m, result, value)
    return result


def _percent(m: Machine, e: f.Combine, frame: Frame, env: Env) -> Value:
    a, b = (m.eval(p, frame, env) for p in e.parts)
    if isinstance(a, Text) or (isinstance(a, Const) and isinstance(a.value, str)):
        return percent(a, b)
    return m.text_of([a, b])


def _times(m: Machine, e: f.Combine, frame: Frame, env: Env) -> Value:
    """`["%s"] * n`"""
    values = [m.eval(p, frame, env) for p in e.parts]
    lists = [v for v in values if isinstance(v, (Seq, Many))]
    return Many(m.element(lists[0])) if len(values) == 2 and lists else made(values)


def _added(m: Machine, a: Value, b: Value) -> Value:
    if isinstance(a, Const) and isinstance(b, Const) and isinstance(a.value, str) and isinstance(b.value, str):
        return Const(a.value + b.value)
    if isinstance(a, Seq) and isinstance(b, Seq):
        return Seq(a.items + b.items)
    if isinstance(a, (Seq, Many)) or isinstance(b, (Seq, Many)):
        return Many(join(m.element(a), m.element(b)))
    return m.text_of([a, b])


def _augmented(m: Machine, e: f.Combine, frame: Frame, env: Env) -> Value:
    operator = e.how[:-1]
    if operator in ("|", "&"):
        return combined(m, operator, m.eval(e.parts[0], frame, env), m.eval(e.parts[1], frame, env))
    return _plus(m, e, frame, env)


def _yield(m: Machine, e: f.Combine, frame: Frame, env: Env) -> Value:
    for part in e.parts:
        value = m.eval(part, frame, env)
        frame.yields.append(m.element(value) if e.how == "yield from" else value)
    return Opaque("sent into a generator")


COMBINERS: dict[str, Callable[[Machine, Any, Frame, Env], Value]] = {
    "[]": _sequence,
    "()": _sequence,
    "{}": _sequence,
    "{:}": _dict,
    "and": _and_or,
    "or": _and_or,
    "not": _not,
    "|": _or_bits,
    "&": _or_bits,
    "~": _invert,
    "f": _text,
    "+": _plus,
    "%": _percent,
    "*": _times,
    "yield": _yield,
    "yield from": _yield,
    "+=": _augmented,
    "|=": _augmented,
    "&=": _augmented,
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not"), _compare),
}

EVALUATORS: dict[type[Any], Callable[[Machine, Any, Frame, Env], Value]] = {
    f.Local: _local,
    f.Global: _global,
    f.Import: _import,
    f.Constant: _constant,
    f.Attribute: _attribute,
    f.Call: _call,
    f.Subscript: _subscript,
    f.Combine: _combine,
    f.Choose: _choose,
    f.Comprehension: _comprehension,
    f.Lambda: _lambda,
    f.Defined: _defined,
    f.Named: _named,
    f.Unknown: _unknown,
}


# ── steps ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _bind(m: Machine, s: f.Bind, frame: Frame, env: Env) -> bool:
    m.bind(s.target, m.eval(s.value, frame, env), frame, env, s.span)
    return True


def _evaluate(m: Machine, s: f.Evaluate, frame: Frame, env: Env) -> bool:
    value = m.eval(s.value, frame, env)
    if isinstance(value, Rows) and isinstance(s.value, f.Call) and not frame.stub:
        m.discard(value, s, frame, env)
    return True


def _leave(m: Machine, s: f.Leave, frame: Frame, env: Env) -> bool:
    if s.how == "return":
        value = m.returned(s.value, frame, env) if s.value is not None else NONE
        if frame.function == m.entry_function:
            m.leaves(value, "sent in the response", frame, env, s.span)
        frame.returns.append((value, env.copy()))
    elif s.how == "raise":
        if s.value is not None:
            m.eval(s.value, frame, env)
    elif frame.loops:
        frame.loops[-1].append(env.copy())
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
    ways = [env.copy()]
    frame.loops.append([])
    inner = env.copy()
    m.bind(s.target, m.element(over), frame, inner, s.span)
    if m.run(s.body, frame, inner):
        ways.append(inner)
    ways += frame.loops.pop()
    env.become(m.meet(ways))
    return m.run(s.other, frame, env)


def _unrolled(m: Machine, s: f.For, over: Seq, frame: Frame, env: Env) -> bool:
    out: list[Env] = []
    for item in over.items:
        frame.loops.append([])
        m.bind(s.target, item, frame, env, s.span)
        falls = m.run(s.body, frame, env)
        out += frame.loops.pop()
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
    frame.loops.append([])
    m.branch(test.true, s.body, frame, env, ways)
    ways += frame.loops.pop()
    if test.false is not None:
        way = env.copy()
        way.assume(test.false)
        ways.append(way)
    if not ways:
        return False
    env.become(m.meet(ways))
    return m.run(s.other, frame, env)


def _try(m: Machine, s: f.Try, frame: Frame, env: Env) -> bool:
    ways: list[Env] = []
    body = env.copy()
    if m.run(s.body + s.other, frame, body):
        ways.append(body)
    for handler in s.handlers:
        way = env.copy()
        for name, value in body.locals.items():  # what the body had bound before it failed may be there
            if name not in way.locals:
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

__all__ = ["BudgetSpent", "Machine", "Unreachable"]
