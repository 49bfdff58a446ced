"""Operators on abstract values: containers, truth, comparisons, text, sums."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from practice_lint import facts as f
from practice_lint.scope import keysets
from practice_lint.scope.lookups import EMPTY_Q, q_all, q_any
from practice_lint.scope.proofs import both, either, inverse
from practice_lint.scope.querysets import union
from practice_lint.scope.results import is_one_of
from practice_lint.scope.sql_text import percent
from practice_lint.scope.state import Env, Frame, Unreachable
from practice_lint.scope.trust import answers, grants, knows_secret, of_service
from practice_lint.scope.values import (
    CHOSEN_MODEL,
    FALSE,
    GRANTED,
    IMPERSONAL,
    MAYBE,
    NO_FACTS,
    NONE,
    TRUE,
    UNSURE,
    Answered,
    Attr,
    Carrier,
    ClassRef,
    Condition,
    Const,
    Fact,
    FunctionRef,
    Input,
    Instance,
    Key,
    Made,
    Many,
    NewRow,
    Nothing,
    OneOf,
    Opaque,
    Param,
    Partial,
    Row,
    Rows,
    Seq,
    Table,
    Text,
    Truth,
    Value,
    alternatives,
    atoms,
    join,
    join_all,
    made,
)

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine


def combine(m: Machine, e: f.Combine, frame: Frame, env: Env) -> Value:
    how = COMBINERS.get(e.how)
    if how is not None:
        return how(m, e, frame, env)
    return _made_of([m.eval(p, frame, env) for p in e.parts])


def _made_of(parts: list[Value]) -> Value:
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
            elif _sent(value) and not _sent(key):
                rest.append(made([value, UNSURE]))  # not the sender's words, but what they say was not followed
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


def _sent(value: Value) -> bool:
    return any(isinstance(atom, Input) for atom in atoms(value))


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
        given = _always_given(m, value) or _named(m, part, value, frame)
        stop = known.false is None or given if e.how == "or" else known.true is None
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


def _always_given(m: Machine, value: Value) -> bool:
    """Whether the route captures it: the other arm of `kwargs.get("pk") or query_params.get("pk")` is not reached."""
    return isinstance(value, Input) and value.source == "url" and m.route_params is not None and m.routed(value.name)


def _named(m: Machine, part: f.Expr, value: Value, frame: Frame) -> bool:
    """`lookup or self.lookup()`, where `**lookup` is what the caller named."""
    record = m.names.functions.get(frame.function)
    if record is None or not isinstance(part, f.Local) or not isinstance(value, Table) or not value.items:
        return False
    return any(param.kind == "**" and param.name == part.name for param in record.facts.params)


def _not(m: Machine, e: f.Combine, frame: Frame, env: Env) -> Value:
    return inverse(m.truth(e.parts[0], frame, env))


def _compare(m: Machine, e: f.Combine, frame: Frame, env: Env) -> Value:
    a, b = m.eval(e.parts[0], frame, env), m.eval(e.parts[1], frame, env)
    if e.how in NUMBERS and (known := keysets.compared(m.prover, e.how, a, b, env.facts)) is not None:
        return known
    if e.how in ("==", "is"):
        return _equal(m, a, b, env)
    if e.how in ("!=", "is not"):
        return inverse(_equal(m, a, b, env))
    if e.how in ("in", "not in"):
        own = _overloaded(m, "__contains__", b, [a], frame, env)
        held = _in(m, a, b, env) if own is None else m.prover.truth(own, env.facts)
        return held if e.how == "in" else inverse(held)
    if e.how in NUMBERS:
        return answers(a, b, e.how)
    return MAYBE


def _equal(m: Machine, a: Value, b: Value, env: Env) -> Truth:
    if isinstance(a, Const) and isinstance(b, Const):
        return TRUE if a.value == b.value else FALSE
    if b == NONE or a == NONE:
        return _is_none(m, b if a == NONE else a, env)
    if isinstance(a, ClassRef) and isinstance(b, ClassRef) and CHOSEN_MODEL not in (a.name, b.name):
        return TRUE if a.name == b.name else FALSE
    for key, constant in ((a, b), (b, a)):
        known_as = _told_by_filter(key) if isinstance(constant, Const) else None
        if known_as is not None and isinstance(constant, Const):
            return TRUE if known_as == constant.value else FALSE
    told = answers(a, b, "==")
    other = NO_FACTS
    if isinstance(a, Const) or isinstance(b, Const):
        column, constant = (a, b) if isinstance(b, Const) else (b, a)
        assert isinstance(constant, Const)
        if isinstance(column, Answered):
            return is_one_of(column, [constant])
        known = m.prover.constant(column, [constant], env.facts) | of_service(a, b, env)
        other = m.prover.otherwise(column, env.facts)
    else:
        known = m.prover.equal(a, b, env.facts) | knows_secret(m, a, b)
    return Truth((told.true or NO_FACTS) | known, None if told.false is None else told.false | other)


def _told_by_filter(value: Value) -> object:
    """`Permission.objects.get(codename="view_patient").codename`: the row was asked for by it."""
    if not isinstance(value, Key):
        return None
    ties = [
        t for t in value.row.rows.ties if t.kind == "column" and t.path == t.column == value.field and not t.several
    ]
    told = [t.value.value for t in ties if isinstance(t.value, Const)]
    return told[0] if len(ties) == len(told) == 1 else None


def _filled(m: Machine, held: Truth, container: Value, env: Env) -> Truth:
    """What holds something is not empty."""
    if not isinstance(container, OneOf) or container.known is None or held.true is None:
        return held
    known = m.prover.truth(container, env.facts).true
    return Truth(None, held.false) if known is None else Truth(held.true | known, held.false)


def _in(m: Machine, a: Value, b: Value, env: Env) -> Truth:
    """`role in ("owner", "admin")`, `patient in practice.patients.all()`"""
    if isinstance(a, Const):
        return _filled(m, _holds(m, a, b, env), b, env)
    if isinstance(b, Seq) and b.items and all(isinstance(i, Const) for i in b.items):
        among = [i for i in b.items if isinstance(i, Const)]
        if isinstance(a, Answered):
            return is_one_of(a, among)
        return Truth(m.prover.constant(a, among, env.facts), m.prover.otherwise(a, env.facts))
    held = Truth(m.prover.member(a, b, env.facts) | of_service(a, b, env), NO_FACTS)
    return _filled(m, held, b, env)


def _holds(m: Machine, a: Const, b: Value, env: Env) -> Truth:
    """`"POST" in ("POST", "PUT")`; `"billing" in request.auth.scopes`: a permission that knows no practice."""
    if isinstance(b, Seq) and b.items and all(isinstance(item, Const) for item in b.items):
        return TRUE if any(isinstance(item, Const) and item.value == a.value for item in b.items) else FALSE
    if all(grants(part) for part in alternatives(b)):
        return Truth(frozenset({GRANTED}), NO_FACTS)
    return Truth(m.prover.member(a, b, NO_FACTS) | of_service(a, b, env), NO_FACTS)


NUMBERS = frozenset({"==", "!=", "<", "<=", ">", ">="})


def _is_none(m: Machine, value: Value, env: Env) -> Truth:
    m.ask(value)
    if isinstance(value, Nothing):
        return TRUE
    if isinstance(value, Input) and value.source == "url" and value.name:
        return FALSE if m.routed(value.name) else TRUE
    if isinstance(value, Row):
        if m.judge.may_be_none(value, env.facts):
            return inverse(m.prover.truth(value, env.facts))
        return Truth(None, m.prover.exists(value.rows, env.facts)) if not m.judge.caller(value) else MAYBE
    if isinstance(value, (Const, FunctionRef, Instance, Many, NewRow, Rows, Seq, ClassRef, Table)):
        return FALSE
    if isinstance(value, Key):
        return inverse(m.prover.truth(value, env.facts))
    if isinstance(value, OneOf) and value.known is not None and NONE in value.parts:
        return inverse(m.prover.truth(value, env.facts))
    if isinstance(value, OneOf):
        parts = [_is_none(m, p, env) for p in value.parts]
        false = [p.false for p in parts if p.false is not None]
        true = [p.true for p in parts if p.true is not None]
        some = frozenset({Fact("some", "", value)}) | m.prover.present(value)
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
        own = _overloaded(m, OVERLOADED[e.how], result, [value], frame, env)
        result = own if own is not None else combined(m, e.how, result, value, env)
    return result


OVERLOADED = {"|": "__or__", "&": "__and__"}


def _overloaded(m: Machine, name: str, a: Value, args: list[Value], frame: Frame, env: Env) -> Value | None:
    """What the project's own class says an operator does with its objects."""
    method = m.names.method(a.cls, name) if isinstance(a, Instance) else None
    if method is None or m.names.modules[method.module].stub:
        return None
    return m.call(m.attribute(a, name, frame, env), args, [], frame, env, None)


def combined(m: Machine, how: str, a: Value, b: Value, env: Env) -> Value:
    """`a | b`, `a & b` of querysets, Q objects, permission classes, dicts and sets."""
    if isinstance(a, OneOf) or isinstance(b, OneOf):
        return join_all([combined(m, how, x, y, env) for x in alternatives(a)[:4] for y in alternatives(b)[:4]])
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
    if how in "|&" and (_permission(m, a) or _permission(m, b)):
        return Partial(ClassRef(f"{PERMISSIONS}.{'OR' if how == '|' else 'AND'}"), (a, b), ())
    if isinstance(a, Truth) and isinstance(b, Truth):
        return either(a, b) if how == "|" else both(a, b)
    if how == "&" and (keysets.is_list(a) or keysets.is_list(b)):
        return keysets.intersection(m.prover, a, b, env.facts)
    return made([a, b])


PERMISSIONS = "rest_framework.permissions"


def _permission(m: Machine, value: Value) -> bool:
    """Whether it is a permission class, or an operator over some that waits to be instantiated."""
    if isinstance(value, Partial):
        return isinstance(value.of, ClassRef) and value.of.name.startswith(f"{PERMISSIONS}.")
    return isinstance(value, ClassRef) and f"{PERMISSIONS}.BasePermission" in m.names.mro(value.name)


def _invert(m: Machine, e: f.Combine, frame: Frame, env: Env) -> Value:
    value = m.eval(e.parts[0], frame, env)
    own = _overloaded(m, "__invert__", value, [], frame, env)
    if own is not None:
        return own
    if _permission(m, value):
        return Partial(ClassRef(f"{PERMISSIONS}.NOT"), (value,), ())
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


def _minus(m: Machine, e: f.Combine, frame: Frame, env: Env) -> Value:
    """`set(sent) - set(mine)`"""
    a, b = (m.eval(p, frame, env) for p in e.parts)
    if keysets.is_list(a) or (keysets.is_list(b) and isinstance(a, (Input, Param, Attr))):
        return keysets.difference(m.prover, a, b, env.facts)
    return _made_of([a, b])


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
        return combined(m, operator, m.eval(e.parts[0], frame, env), m.eval(e.parts[1], frame, env), env)
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
    "-": _minus,
    "-=": _minus,
    "%": _percent,
    "*": _times,
    "yield": _yield,
    "yield from": _yield,
    "+=": _augmented,
    "|=": _augmented,
    "&=": _augmented,
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not"), _compare),
}
