"""Expressions and steps -> values and states.

In: facts of a function and a state. Out: its value, and the state after it. Flow-sensitive: branches are run apart and
merged, a way that raises is dropped, a loop's body is run once over one element (over each, where they are known).
Deliberately unknown: what is an entry point (see `drivers.py`), what a call does (see `calls.py`).
"""

from __future__ import annotations

from typing import cast

from practice_lint import facts as f
from practice_lint.facts import Span
from practice_lint.scope import attributes, calls
from practice_lint.scope.expressions import EVALUATORS
from practice_lint.scope.keysets import element_of
from practice_lint.scope.proofs import both, either, inverse
from practice_lint.scope.recording import Recording
from practice_lint.scope.runtime import BudgetSpent
from practice_lint.scope.standing import State
from practice_lint.scope.state import Env, Frame, Place, Unreachable, merge
from practice_lint.scope.steps import STEPS
from practice_lint.scope.values import (
    BYPASSED,
    FALSE,
    TRUE,
    Carrier,
    Const,
    External,
    Fact,
    FunctionRef,
    Input,
    Instance,
    Key,
    Keyed,
    Made,
    Many,
    Native,
    Nothing,
    OneOf,
    Opaque,
    Request,
    Row,
    Rows,
    Seq,
    Table,
    Truth,
    Value,
    join,
    join_all,
    keyed,
    made,
)


class Machine(Recording):
    """The interpreter; `Recording` holds what it knows and records."""

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
        return element_of(value)

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
    if isinstance(holder, Keyed):
        return keyed(join(holder.keys, index), join(holder.each, value))
    if holder == Table((), None):
        return keyed(index, value)
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
