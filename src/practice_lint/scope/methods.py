"""What a method call gives, by the kind of value that it is called on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from practice_lint.facts import Span
from practice_lint.scope import bodies, jobs, keysets, premises, querysets, trust
from practice_lint.scope.attributes import PERMISSION_METHODS
from practice_lint.scope.origins import ANY_MODEL
from practice_lint.scope.proofs import TOLD, model_of
from practice_lint.scope.sql_text import formatted, joined
from practice_lint.scope.state import Env, Frame
from practice_lint.scope.values import (
    CHOSEN_MODEL,
    GRANTED,
    MAYBE,
    NO_FACTS,
    NONE,
    Answers,
    Args,
    Asked,
    Carrier,
    ClassRef,
    Const,
    Fact,
    FunctionRef,
    Input,
    Instance,
    Kept,
    Key,
    Keyed,
    Keywords,
    Left,
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
    Seq,
    Super,
    Table,
    Text,
    Tie,
    Truth,
    Value,
    alternatives,
    join,
    join_all,
    made,
    replied,
    unstarred,
)

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine
from practice_lint.scope.natives import INERT, SINKS


def method(
    m: Machine, native: Native, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    handler = METHODS_BY_KIND.get(type(native.of))
    plain_args = [unstarred(a) for a in args]
    if handler is not None:
        return handler(m, native.of, native.name, plain_args, keywords, frame, env, span)
    last = native.name.rsplit(".", 1)[-1]
    told = trust.of_library(last) if isinstance(native.of, (Opaque, Made)) else None
    if told is not None and (isinstance(native.of, Opaque) or told is not trust.STORED):
        return told
    if last == "raise_for_status":
        env.assume(replied(native.of))
    if trust.ASKING.search(last):
        return Asked((native.of, *plain_args, *(v for _, v in keywords)))
    for value in [*plain_args, *(v for _, v in keywords)]:
        if last not in INERT and not isinstance(native.of, (Opaque, Nothing, Truth)):
            m.leaves(value, SINKS.get(last, f"passed to `{last}`"), frame, env, span, last in SINKS)
    return made([native.of, *plain_args, *(v for _, v in keywords)])


def _rows_method(
    m: Machine, rows: Rows, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    if rows.site is None:
        rows = m.rooted(rows, frame)
    if rows.site is None and span is not None:
        rows = Rows(rows.model, rows.ties, m.site_here(frame, span), rows.methods, rows.field)
    if name in ("issubset", "issuperset") and args:  # of a set made of them
        return _set_method(m, rows, name, args, env)
    found = querysets.call(m, rows, name, args, keywords, frame, env, span or Span(0, 0, 0, 0))
    if found is not None:
        return found
    if name in m.project.config.scope_methods or any(
        f"{c.rsplit('.', 1)[-1]}.{name}" in m.project.config.scope_methods for c in rows.methods
    ):
        return Rows(rows.model, rows.ties | {Tie("given", f"`{name}` is configured to scope")}, rows.site, rows.methods)
    told = any(
        isinstance(each, Request) or m.judge.caller(each) for each in (*map(unstarred, args), *(v for _, v in keywords))
    )
    doubt = f"method-not-followed:`{name}` of its manager or queryset was not found"
    tie = Tie("unknown", doubt, column=TOLD if told else "")
    return Rows(rows.model, rows.ties | {tie}, rows.site, rows.methods, rows.field)


CONTENT_TYPE = "django.contrib.contenttypes.models.ContentType"


PASSWORD_METHODS = frozenset({"check_password", "acheck_password"})  # of Django's AbstractBaseUser


OF_TYPE = {  # methods of a content type, and what each is on a queryset of its model
    "model_class": "all",
    "get_object_for_this_type": "get",
    "get_all_objects_for_this_type": "filter",
}


def _row_method(
    m: Machine, row: Row, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    if row.model == CONTENT_TYPE and name in OF_TYPE and m.judge.chooser(row) is not None:
        if name == "model_class":
            return ClassRef(CHOSEN_MODEL)
        chosen = Rows(CHOSEN_MODEL, frozenset(), m.site_here(frame, span))
        return querysets.call(m, chosen, OF_TYPE[name], args, keywords, frame, env, span or Span(0, 0, 0, 0)) or NONE
    if name in ("save", "asave", "delete", "adelete", "save_base"):
        m.wrote(row.rows, "deleted" if "delete" in name else "saved", frame, env, span, row=row)
        stored = [(key[1], v) for key, v in env.heap.items() if key[0] == row]
        m.relinked(row.rows, m.linked(row.model, stored, frame, env, span), frame, env, span)
        return NONE
    if name in PERMISSION_METHODS and m.judge.caller(row):
        return _permitted(m, args, keywords)
    if name in PASSWORD_METHODS and row.model in m.judge.users:
        return trust.knows_password(m, row)
    if trust.ASKING.search(name):
        return Asked((row, *args, *(v for _, v in keywords)))
    for value in [*args, *(v for _, v in keywords)]:
        m.leaves(value, f"passed to `{name}`", frame, env, span, certain=False)
    return made([row, *args])


def _permitted(m: Machine, args: Args, keywords: Keywords) -> Truth:
    """`user.has_perm("x")` knows no practice. Asked about an object, Django's own backend always refuses: who answers
    yes is a backend of the project's that knows the object."""
    of = dict(keywords).get("obj") or (args[1] if len(args) > 1 else None)
    if of is None or isinstance(of, Nothing):
        return Truth(frozenset({GRANTED}), NO_FACTS)
    model = model_of(of)
    if model is not None and isinstance(of, (Row, OneOf)):
        return Truth(m.prover.prove(of, model), NO_FACTS)
    keys = [part for part in alternatives(of) if isinstance(part, (Input, Param)) and part.name]
    sure = all(isinstance(part, Input) and part.source == "url" for part in alternatives(of))  # else it may be missing
    return Truth(frozenset(Fact("key" if sure else "asked", ANY_MODEL, key) for key in keys), NO_FACTS)


def _new_row_method(
    m: Machine, row: NewRow, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    if name in ("save", "asave", "save_base"):
        m.created(row, Rows(row.model, frozenset(), row.site), m.attributes_of(row, env), frame, env, span)
    return NONE


def _super_method(
    m: Machine, value: Super, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    if name in ("__init__", "__init_subclass__", "setUp"):
        self_ = value.self_
        if isinstance(self_, Instance):
            for key, item in keywords:
                if key != "**":
                    env.heap.setdefault((self_.ident, key), item)
        return NONE
    if name in ("save", "clean", "full_clean", "delete"):
        return NONE
    if name == "get_queryset" and isinstance(value.self_, Instance):
        return Opaque("`super().get_queryset()` of a library that was not followed")
    return (
        made([*args, *(v for _, v in keywords)])
        if args or keywords
        else Opaque(f"`super().{name}()` of a library that was not followed")
    )


def or_default(sent: Value, default: Value) -> Value:
    """Of a part of what was sent and what stands for it where it was not: a constant or an empty list names no row."""
    nobodys = isinstance(default, (Nothing, Const)) or default in (Seq(()), Table((), None))
    return sent if isinstance(sent, Input) and nobodys else join(sent, default)


# Methods of dicts, text and uploaded files that give several parts of what was sent.
LISTING = frozenset(
    {
        "keys", "values", "split", "rsplit", "lists", "splitlines", "partition", "rpartition", "readlines", "chunks"
    }
)  # fmt: skip


def _input_method(
    m: Machine, value: Input, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    if name in ("get", "pop", "getlist", "setdefault") and args:
        if isinstance(args[0], Const):
            part: Value = Input(value.source, f"{value.name}.{args[0].value}" if value.name else str(args[0].value))
        else:
            part = Input(value.source, f"{value.name}.*" if value.name else "*")
        default = args[1] if len(args) > 1 else next((v for k, v in keywords if k == "default"), None)
        return part if default is None else or_default(part, default)
    if name in bodies.DUMPS and value in m.bodies:
        return bodies.dumped(m, value, keywords)
    if name == "items":
        return Many(Seq((Input(value.source, "*"), Input(value.source, "*"))))
    if name in SET_METHODS and args:
        return _set_method(m, value, name, args, env)
    if name in LISTING:
        return Many(Input(value.source, value.name or "*"))
    if name == "startswith" and m.mode == "middleware":
        return premises.begins(value, args)
    if name in ("startswith", "endswith", "isdigit", "is_valid", "isnumeric"):
        return MAYBE
    if name in ("format", "join"):  # the text that it makes holds what it is given
        return made([value, *args, *(v for _, v in keywords)])
    return value


def _carrier_method(
    m: Machine, value: Carrier, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    if args and isinstance(args[0], Const):
        return Carrier(f"{value.name}[{args[0].value}]")
    return Carrier(value.name)


def _table_method(
    m: Machine, value: Table, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    if name in ("get", "pop") and args:
        default = args[1] if len(args) > 1 else NONE
        if isinstance(value, Keyed):
            there = m.prover.member(args[0], value, env.facts)
            return OneOf((value.each, default), Truth(there, NO_FACTS)) if there else join(value.each, default)
        if isinstance(args[0], Const) and isinstance(args[0].value, str):
            exact = dict(value.items).get(args[0].value)
            if exact is not None:
                return exact
            sent = value.get(args[0].value)
            return or_default(sent, default) if sent is not None else default
        m.chosen_out_of(value, args[0], frame)
        values = [v for _, v in value.items] + ([value.rest] if value.rest is not None else [])
        return join_all([*values, default])
    everything = [v for _, v in value.items] + ([value.rest] if value.rest is not None else [])
    if isinstance(value, Keyed):
        everything = [value.each]
    if name == "items":
        if value.rest is None:
            return Seq(tuple(Seq((Const(k), v)) for k, v in value.items))
        return Many(Seq((m.element(value), join_all(everything))))
    if name == "values":
        return Seq(tuple(everything)) if value.rest is None else Many(join_all(everything))
    if name == "keys" and value.rest is None:
        return Seq(tuple(Const(k) for k, _ in value.items))
    if name == "copy":
        return value
    return Many(m.element(value)) if name == "keys" else MAYBE


def _sequence_method(
    m: Machine, value: Value, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    if name in ("count", "index"):
        return MAYBE
    if name in SET_METHODS and args:
        return _set_method(m, value, name, args, env)
    if name in ("union", "symmetric_difference"):
        return Many(join_all([m.element(value), *(m.element(a) for a in args)]))
    if name in ("pop", "popleft"):
        return m.element(value)
    return value


SET_METHODS = frozenset({"difference", "intersection", "issubset", "issuperset"})


def _set_method(m: Machine, value: Value, name: str, args: Args, env: Env) -> Value:
    other = args[0]
    if name == "difference":
        return keysets.difference(m.prover, value, other, env.facts)
    if name == "intersection":
        return keysets.intersection(m.prover, value, other, env.facts)
    part, whole = (value, other) if name == "issubset" else (other, value)
    return Truth(keysets.within(m.prover, part, whole, env.facts), NO_FACTS)


def _request_method(
    m: Machine, value: Request, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    return Opaque(f"`request.{name}`")


def _text_method(
    m: Machine, value: Const, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    if name == "format" and isinstance(value.value, str):
        return formatted(value.value, args, dict(keywords))
    if name == "join" and args and (text := joined(value, args[0])) is not None:
        return text
    if name in ("join", "replace") and (args or keywords):
        return made([*args, *(v for _, v in keywords)])
    if not isinstance(value.value, str):
        return Opaque("text")
    if name == "split" and len(args) < 2 and all(isinstance(arg, Const) and arg.value for arg in args):
        parts = value.value.split(next((str(arg.value) for arg in args), None))
        return Seq(tuple(Const(part) for part in parts))
    return Const(getattr(value.value, name)()) if name in ("lower", "upper", "strip", "title") else Opaque("text")


def _pieces_method(
    m: Machine, value: Text, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    return value if name in ("strip", "lstrip", "rstrip", "encode") else made([value, *args])


def _class_method(
    m: Machine, value: ClassRef, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    if name == "as_view":
        return Opaque("a view function")
    return made([*args, *(v for _, v in keywords)])


def _kept_method(
    m: Machine, value: Kept, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    """Something of what a store answered is still that."""
    return Many(value) if name in ("items", "values", "keys", "splitlines", "split") else value


def _key_method(
    m: Machine, value: Key, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    return value if not args else made([value, *args])


def _function_method(
    m: Machine, value: FunctionRef, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    """`task.delay(pk)`"""
    return jobs.dispatch(m, value, name, args, keywords, frame, env, span)


METHODS_BY_KIND: dict[type[Any], Callable[..., Value]] = {
    Rows: _rows_method,
    Row: _row_method,
    NewRow: _new_row_method,
    Super: _super_method,
    Input: _input_method,
    Carrier: _carrier_method,
    Table: _table_method,
    Keyed: _table_method,
    Seq: _sequence_method,
    Many: _sequence_method,
    Left: _sequence_method,
    Answers: _sequence_method,
    Request: _request_method,
    Const: _text_method,
    Text: _pieces_method,
    ClassRef: _class_method,
    Kept: _kept_method,
    Key: _key_method,
    FunctionRef: _function_method,
}
