"""What a validated form or serializer holds, field by field.

In: a form or serializer, or its class alone. Out: rows out of relation fields (whether those are scoped is asked of the
field, once: see `fields.py`), keys out of choices that were made from rows, what nested serializers and fields of the
project's own make of what was sent, everything else as the sender wrote it. Source: the lifecycles of Django's forms
and of REST framework's serializers.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import TYPE_CHECKING

from practice_lint.facts import Span
from practice_lint.scope.keysets import element_of
from practice_lint.scope.standing import State
from practice_lint.scope.state import Env, Frame, Unreachable
from practice_lint.scope.values import (
    NONE,
    TRUE,
    Args,
    ClassRef,
    Const,
    External,
    FunctionRef,
    Input,
    Instance,
    Key,
    Keywords,
    Many,
    Nothing,
    OneOf,
    Opaque,
    Row,
    Rows,
    Seq,
    Table,
    Tie,
    Value,
    alternatives,
    atoms,
    join_all,
)

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine

MAX_FIELDS = 60  # fields of one serializer that are looked at
MAX_NESTED = 3  # serializers inside serializers
BODY, FORM = "body", "form"
ELSEWHERE = Opaque("its field keeps it under another name")

# By the last name of a class: whether a relation field of it gives several rows.
RELATION_FIELDS = {
    "ModelChoiceField": False,
    "ModelMultipleChoiceField": True,
    "PrimaryKeyRelatedField": False,
    "SlugRelatedField": False,
    "HyperlinkedRelatedField": False,
    "ManyRelatedField": True,
    "RelatedField": False,
}

SERIALIZER = "rest_framework.serializers.BaseSerializer"
OWN_HOOKS = {BODY: ("run_validation", "to_internal_value"), FORM: ("clean", "to_python")}


def validated_data(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """What the sender wrote, field by field; `validate_<name>` runs on its field and may prove or replace it."""
    serializer, data = (args[0], args[1]) if len(args) == 2 else (NONE, NONE)
    if not isinstance(serializer, Instance):
        return Input(BODY, "")
    nested = isinstance(data, Input) and isinstance(env.heap.get((serializer.ident, "parent")), Instance)
    sent = data if nested and isinstance(data, Input) else Input(BODY, "")
    values = _of_object(m, serializer, sent, frame, env)
    items = dict(values.items)
    for name in m.methods_named(serializer.cls, "validate_"):
        field = name.removeprefix("validate_")
        validator = m.attribute(serializer, name, frame, env)
        if isinstance(validator, FunctionRef):
            items[field] = m.call(validator, [items.get(field, _part(sent, field))], [], frame, env, span)
    return Table(tuple(items.items()), values.rest)


def cleaned_data(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    form = args[0] if args else NONE
    return _of_object(m, form, Input(FORM, ""), frame, env) if isinstance(form, Instance) else Input(FORM, "")


def _of_object(m: Machine, holder: Instance, sent: Input, frame: Frame, env: Env) -> Table:
    """The values of a form's or serializer's own fields, those that its `__init__` changed or added included."""
    items = dict(field_values(m, holder.cls, sent.source, env).items)
    fields = dict(declared(m, holder.cls, env))
    own = env.heap.get((holder.ident, "fields"))
    if isinstance(own, Table):
        fields.update(own.items)
    for name, field in fields.items():
        if isinstance(field, Instance):
            value = _of_field(m, field, holder, _part(sent, name), frame, env)
            if value is not None:
                items[_stored_as(m, field, name, env)] = value
            elif relation_kind(m, field, env) is None:
                items.pop(name, None)
    return Table((*items.items(), *_kept_elsewhere(m, fields, items, env)), sent)


def _kept_elsewhere(
    m: Machine, fields: Mapping[str, Value], items: Container[str], env: Env
) -> list[tuple[str, Value]]:
    """`feature_id = SlugRelatedField(source="feature")`: nothing is under the field's own name."""
    named = {n: _stored_as(m, f, n, env) for n, f in fields.items() if isinstance(f, Instance)}
    return [
        (n, ELSEWHERE) for n, source in named.items() if source != n and n not in {*named.values()} and n not in items
    ]


def field_values(m: Machine, cls: str, source: str, env: Env, depth: int = 0) -> Table:
    """What is known of the values by the class alone; of serializers in it (`depth`: in how many) by theirs."""
    items: dict[str, Value] = {}
    meta_model = _meta(m, cls, "model", env)
    if isinstance(meta_model, ClassRef) and meta_model.name in m.models.by_name:
        for name, field in m.models.by_name[meta_model.name].fields.items():
            if field.relation in ("fk", "o2o", "m2m") and field.target and field.target in m.models.by_name:
                items[name] = _chosen(m, field.target, field.relation == "m2m")
    for name, value in declared(m, cls, env).items():
        kind = relation_kind(m, value, env)
        if kind is not None:
            known = items.get(name, Opaque("a row that a form field chose"))
            held_as = _stored_as(m, value, name, env) if isinstance(value, Instance) else name
            items[held_as] = _out_of(m, value, kind, env) or known
        elif isinstance(value, Instance) and depth < MAX_NESTED and SERIALIZER in m.names.mro(value.cls):
            inner = field_values(m, value.cls, source, env, depth + 1)
            part = Table(inner.items, Input(source, name))
            items[_stored_as(m, value, name, env)] = Many(part) if _set(m, value, "many", env) else part
        else:
            items.pop(name, None)
    return Table((*items.items(), *_kept_elsewhere(m, declared(m, cls, env), items, env)), Input(source, ""))


def passed_on(m: Machine, cls: str, source: str, env: Env) -> Table:
    """What a method of the class is handed when it is run on its own: the values of its fields, and what its callers
    put beside them, which is not what was sent."""
    values = field_values(m, cls, source, env)
    names = _fields_alone(m, cls, env) if source == BODY else None
    if names is None:
        return values
    items = {name: Input(source, name) for name in sorted(names)} | dict(values.items)
    return Table(tuple(items.items()), Opaque("no field of the serializer holds it"))


REBUILDING = ("__init__", "get_fields", "get_field_names", "to_internal_value", "run_validation", "fields")


def _fields_alone(m: Machine, cls: str, env: Env) -> frozenset[str] | None:
    """The names under which the fields of a serializer are kept; None where more is known at run time only."""
    order = m.names.mro(cls)
    if SERIALIZER not in order or any(_own(m, cls, name) for name in REBUILDING):
        return None
    if any(base not in m.names.classes for base in order):
        return None
    own = {_stored_as(m, f, n, env) if isinstance(f, Instance) else n for n, f in declared(m, cls, env).items()}
    listed = _meta(m, cls, "fields", env)
    if listed is None:
        return frozenset(own) if _meta(m, cls, "model", env) is None else None
    if not isinstance(listed, Seq) or not all(isinstance(i, Const) for i in listed.items):
        return None
    return frozenset(own | {str(item.value) for item in listed.items if isinstance(item, Const)})


def _of_field(m: Machine, field: Instance, holder: Instance, sent: Input, frame: Frame, env: Env) -> Value | None:
    """The value of one field; None where it is what was sent."""
    kind = relation_kind(m, field, env)
    own = not any(base.rpartition(".")[2] in RELATION_FIELDS for base in m.names.mro(field.cls)) and any(
        _own(m, field.cls, hook) for hook in OWN_HOOKS.get(sent.source, ())
    )
    if own and SERIALIZER not in m.names.mro(field.cls):
        value = _run(m, field, holder, OWN_HOOKS[sent.source][0], sent, frame, env)
        if value is not None and any(isinstance(atom, (Row, Rows, Key)) for atom in atoms(value)):
            if kind is None or m.judge.of(value, env.facts).state >= State.UNKNOWN:
                return value
    if kind is not None:
        return _out_of(m, field, kind, env)
    keys = _keys_offered(m, field, env)
    if keys is not None:
        return keys
    if SERIALIZER in m.names.mro(field.cls):
        return _nested(m, field, holder, sent, frame, env)
    return None


def _nested(m: Machine, field: Instance, holder: Instance, sent: Input, frame: Frame, env: Env) -> Value | None:
    """What a serializer inside the serializer makes of its part of the body."""
    if sent.name.count(".") >= MAX_NESTED or field.cls == holder.cls or _set(m, field, "read_only", env):
        return None
    many = _set(m, field, "many", env)
    part = Input(sent.source, sent.name + "[]") if many else sent
    value = _run(m, field, holder, "run_validation", part, frame, env)
    return Many(value) if many and value is not None else value


def _run(m: Machine, field: Instance, holder: Instance, hook: str, sent: Input, frame: Frame, env: Env) -> Value | None:
    env.heap[field.ident, "parent"] = holder
    function = m.attribute(field, hook, frame, env)
    try:
        value = m.call(function, [sent], [], frame, env, None) if isinstance(function, FunctionRef) else NONE
    except Unreachable:
        return None
    return None if isinstance(value, (Nothing, Opaque)) else value


def _own(m: Machine, cls: str, hook: str) -> bool:
    method = m.names.method(cls, hook)
    return method is not None and not m.names.modules[method.module].stub


def _part(sent: Input, name: str) -> Input:
    return Input(sent.source, f"{sent.name}.{name}" if sent.name else name)


def held(m: Machine, field: Value, name: str, env: Env) -> Value | None:
    """An attribute that an object was given, by this run or in the class body that made it."""
    return m.held(field.ident, name, env) if isinstance(field, Instance) else None


def _set(m: Machine, field: Value, name: str, env: Env) -> bool:
    return held(m, field, name, env) in (TRUE, Const(True))


def _stored_as(m: Machine, field: Instance, name: str, env: Env) -> str:
    source = held(m, field, "source", env)
    plain = isinstance(source, Const) and isinstance(source.value, str) and source.value.isidentifier()
    return str(source.value) if plain and isinstance(source, Const) else name


# ── relations ───────────────────────────────────────────────────────────────────────────────────────────────────────


def relation_kind(m: Machine, field: Value, env: Env) -> bool | None:
    """Whether a relation field gives several rows; None of a field that is none. A field of the project's own that is
    given a queryset is one."""
    if not isinstance(field, Instance):
        return None
    for base in m.names.mro(field.cls):
        kind = RELATION_FIELDS.get(base.rsplit(".", 1)[-1])
        if kind is not None:
            return kind
    return False if isinstance(held(m, field, "queryset", env), Rows) else None


def _out_of(m: Machine, field: Value, kind: bool, env: Env) -> Value | None:
    rows = held(m, field, "queryset", env)
    if not isinstance(rows, Rows):
        return None
    row = _chosen(m, rows.model, kind)
    return Many(row) if not kind and _set(m, field, "many", env) else row


def _chosen(m: Machine, model: str, many: bool) -> Value:
    tie = Tie("given", "its own field chose it out of the rows that the field offers")
    rows = Rows(model, frozenset({tie}), None, m.methods_of(model))
    return rows if many else Row(rows, True)


# ── choices ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _keys_offered(m: Machine, field: Instance, env: Env) -> Value | None:
    """Of a choice field whose choices were made from rows, `[(row.pk, row.name) for row in rows]`, one of their keys:
    the field refuses every other value."""
    names = {base.rpartition(".")[2] for base in m.names.mro(field.cls)}
    choices = held(m, field, "choices", env)
    if "ChoiceField" not in names or choices is None:
        return None
    firsts = [part for choice in _choices(choices) for part in alternatives(_first(choice))]
    keys: list[Value] = [part for part in firsts if isinstance(part, Key)]
    if not keys or not all(isinstance(part, (Key, Const, Nothing, External)) for part in firsts):
        return None
    return Many(join_all(keys)) if "MultipleChoiceField" in names else join_all(keys)


def _choices(value: Value) -> tuple[Value, ...]:
    if isinstance(value, Seq):
        return value.items
    return tuple(choice for part in alternatives(value) for choice in alternatives(element_of(part)))


def _first(choice: Value) -> Value:
    match choice:
        case Seq():
            return choice.items[0] if choice.items else NONE
        case Many():  # beside `("", "all of them")` a pair is either
            return choice.element
        case OneOf():
            return join_all([_first(part) for part in choice.parts])
    return choice


# ── declarations ────────────────────────────────────────────────────────────────────────────────────────────────────


def _meta(m: Machine, cls: str, name: str, env: Env) -> Value | None:
    for owner in m.names.mro(cls):
        meta = f"{owner}.Meta"
        if meta in m.names.classes:
            bound = m.names.attribute(meta, name)
            if bound is not None:
                return m.class_attribute(meta, bound[0], name, bound[1], env)
    return None


def declared(m: Machine, cls: str, env: Env) -> dict[str, Value]:
    """Fields bound in the class bodies of the MRO, by name."""
    fields: dict[str, Value] = {}
    for owner in reversed(m.names.mro(cls)):
        record = m.names.classes.get(owner)
        if record is None or m.names.modules[record.module].stub:
            continue
        for name in m.bound_names(owner)[:MAX_FIELDS]:
            bound = m.names.attribute(owner, name)
            if bound is not None and bound[0] == owner:
                value = m.class_attribute(cls, owner, name, bound[1], env)
                if isinstance(value, (Instance, External)):
                    fields[name] = value
    return fields
