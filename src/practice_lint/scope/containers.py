"""What stands under a key, and lists and dicts that are changed in place.

In: containers and keys. Out: values; the changed container. Deliberately unknown: who holds it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from practice_lint import facts as f
from practice_lint.scope import methods
from practice_lint.scope.state import Env, Frame
from practice_lint.scope.values import (
    CHOSEN_MODEL,
    NONE,
    Attr,
    Carrier,
    ClassRef,
    Const,
    External,
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
    Request,
    Row,
    Rows,
    Seq,
    Table,
    Value,
    alternatives,
    join,
    join_all,
    made,
    unstarred,
)

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine


def _never_captured(m: Machine, value: Value, index: Value) -> bool:
    """Whether the index is no name that the route captures: only where something else was put there it is read."""
    if value != Input("url", "") or not isinstance(index, Const) or not isinstance(index.value, str):
        return False
    return not m.routed(index.value)


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
                return m.call(getter, [index], [], frame, env, None)
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
