"""`value.name` for every kind of value.

In: a value, a name, the state. Out: the value read. Model fields and relations come from the model graph, methods and
class attributes from the MRO, request attributes from the heap (middleware has run before).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from practice_lint.project.managers import is_queryset
from practice_lint.project.models import Relation
from practice_lint.project.names import Symbol
from practice_lint.scope.column_names import EVERYBODY
from practice_lint.scope.managing import bypassing
from practice_lint.scope.platform import OVER_ALL, OVERSIGHT
from practice_lint.scope.proofs import inverse
from practice_lint.scope.querysets import METHODS
from practice_lint.scope.trust import of_library
from practice_lint.scope.values import (
    CHOSEN_MODEL,
    NO_FACTS,
    NONE,
    REQUEST,
    SIGNED_IN,
    STAFF,
    Answers,
    Attr,
    Carrier,
    ClassRef,
    Const,
    External,
    FunctionRef,
    Input,
    Instance,
    Kept,
    Key,
    Keyed,
    Left,
    Made,
    Many,
    Member,
    Module,
    Native,
    NewRow,
    Nothing,
    OneOf,
    Opaque,
    Param,
    Partial,
    Request,
    Row,
    Rows,
    Seq,
    Size,
    Super,
    Table,
    Text,
    Tie,
    Truth,
    Value,
    join_all,
    made,
    secret_setting,
)

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine
    from practice_lint.scope.state import Env, Frame

STAFF_FLAGS = frozenset({"is_superuser", "is_staff"})  # Django's own two; others are roles inside a practice

# What a request carries that its sender wrote (django.http.HttpRequest, rest_framework.request.Request).
REQUEST_INPUT = {
    "GET": "query",
    "query_params": "query",
    "POST": "body",
    "data": "body",
    "body": "body",
    "DATA": "body",
    "QUERY_PARAMS": "query",
    "FILES": "body",
    "COOKIES": "cookie",
    "META": "header",
    "headers": "header",
    "path": "url",
    "path_info": "url",
    "json": "body",
    "stream": "body",
}
REQUEST_PLAIN = frozenset(
    {
        "method",
        "scheme",
        "encoding",
        "content_type",
        "content_params",
        "resolver_match",
        "is_ajax",
        "is_secure",
        "build_absolute_uri",
        "get_full_path",
        "get_host",
        "accepted_renderer",
        "accepted_media_type",
        "version",
        "versioning_scheme",
        "htmx",
    }
)

# Of a user, whatever else a user model's unknown bases bring.
PERMISSION_METHODS = frozenset({"has_perm", "ahas_perm", "has_perms", "ahas_perms"})
ROW_METHODS = frozenset(
    {
        "save",
        "asave",
        "delete",
        "adelete",
        "refresh_from_db",
        "arefresh_from_db",
        "full_clean",
        "clean",
        "clean_fields",
        "validate_unique",
        "get_deferred_fields",
        "serializable_value",
        "prepare_database_save",
        "save_base",
    }
)


def read(m: Machine, value: Value, name: str, frame: Frame, env: Env) -> Value:
    reader = READERS.get(type(value))
    return (
        reader(m, value, name, frame, env)
        if reader is not None
        else Opaque(f"`.{name}` of something that was not followed")
    )


def _one_of(m: Machine, value: OneOf, name: str, frame: Frame, env: Env) -> Value:
    return join_all([read(m, p, name, frame, env) for p in value.parts if not isinstance(p, Nothing)] or [NONE])


def _module(m: Machine, value: Module, name: str, frame: Frame, env: Env) -> Value:
    symbol = m.names.member(Symbol("module", value.name), name)
    return m.symbol(symbol) if symbol is not None else External(f"{value.name}.{name}")


def _class(m: Machine, value: ClassRef, name: str, frame: Frame, env: Env) -> Value:
    if value.given and (anew := dict(value.given).get(name)) is not None:
        return anew
    if value.name == CHOSEN_MODEL and name != "__name__":
        managers = name in ("objects", "_default_manager", "_base_manager")
        return m.rooted(Rows(value.name, frozenset(), None), frame) if managers else Native(value, name)
    model = m.models.by_name.get(value.name)
    if model is not None:
        found = m.manager(model, name, frame, env)
        if found is not None:
            return found
    method = m.names.method(value.name, name)
    if method is not None:
        return m.bound(method, value, value)
    if (heaped := env.heap.get((value.name, name))) is not None:
        return heaped
    bound = m.names.attribute(value.name, name)
    if bound is not None:
        return _member_of(name, m.class_attribute(value.name, bound[0], name, bound[1], env))
    nested = m.names.classes.get(f"{value.name}.{name}")
    if nested is not None:
        return ClassRef(nested.name)
    if name == "__name__":
        return Const(value.name.rsplit(".", 1)[-1])
    if name in ("as_view", "objects", "_meta", "__dict__", "__mro__"):
        return Native(value, name)
    return External(f"{value.name}.{name}")


def _member_of(name: str, value: Value) -> Value:
    """`Access.PUBLIC`: what the constant is called tells more than what it is stored as."""
    if not (EVERYBODY.fullmatch(name.lower()) or OVER_ALL.search(name.lower()) or OVERSIGHT.search(name.lower())):
        return value
    first = value.items[0] if isinstance(value, Seq) and value.items else value  # `PUBLIC = "p", _("Public")`
    if isinstance(first, Const) and not isinstance(first.value, bool):
        return Member(first.value, name)
    return Member(name, name) if isinstance(first, (Opaque, Made)) else value


def _instance(m: Machine, value: Instance, name: str, frame: Frame, env: Env) -> Value:
    stored = m.held(value.ident, name, env)
    if stored is not None:
        return stored
    found = _member(m, value, value.cls, name, None, frame, env)
    if isinstance(found, Rows) and name == "queryset" and _past_the_hook(m, value.cls, frame):
        return m.rooted(Rows(found.model, found.ties, None, found.methods, found.field), frame)
    if found is not None:
        return found
    if name == "__class__":
        return ClassRef(value.cls)
    if name == "request" and ("request" in m.request_holders or m.is_view(value.cls)):
        return Request()
    return Attr(Param(value.cls, "self"), name)


def _past_the_hook(m: Machine, cls: str, frame: Frame) -> bool:
    """Whether the project's own code takes the class's `queryset` elsewhere than where a view is asked for its rows:
    the query is that line's then. So does a `get_object` beside a `get_queryset` of the project's."""
    method = frame.symbol.rpartition(".")[2]
    if method == "get_object":
        hook = m.names.method(cls, "get_queryset")
        return not frame.stub and hook is not None and not m.names.modules[hook.module].stub
    return not frame.stub and method not in ("get_queryset", "filter_queryset")


def _member(m: Machine, self_: Value, cls: str, name: str, after: str | None, frame: Frame, env: Env) -> Value | None:
    method = m.names.method(cls, name, after=after)
    bound = m.names.attribute(cls, name, after=after)
    if method is not None and bound is not None and method.owner != bound[0]:
        order = m.names.mro(cls)
        if method.owner in order and bound[0] in order and order.index(bound[0]) < order.index(method.owner):
            method = None
    if method is not None:
        function = m.member(method, self_, cls, after)
        if m.is_property(method):
            return m.call(function, [], [], frame, env, None)
        return function
    if bound is not None:
        found = m.class_attribute(cls, bound[0], name, bound[1], env)
        if frame.stub and isinstance(found, (Rows, OneOf)) and (line := m.bound_at(bound[0], name)) is not None:
            return m.placed(found, *line)
        if (
            isinstance(found, FunctionRef)
            and found.self_ is None
            and isinstance(found.name, str)
            and found.owner is not None
        ):
            return FunctionRef(found.name, found.module, found.code, self_, found.owner, found.closure)
        return found
    return None


def _super(m: Machine, value: Super, name: str, frame: Frame, env: Env) -> Value:
    inner = value.self_
    if isinstance(inner, (Instance, ClassRef)):
        cls = inner.cls if isinstance(inner, Instance) else inner.name
        found = _member(m, inner, cls, name, value.after, frame, env)
        return found if found is not None else Native(value, name)
    if isinstance(inner, Rows):
        for cls in inner.methods:
            if value.after in m.names.mro(cls):
                method = m.names.method(cls, name, after=value.after)
                if method is not None and not m.names.modules[method.module].stub:
                    return m.bound(method, inner, ClassRef(cls))
        return Native(m.unscoped(inner) if name == "get_queryset" else inner, name)
    if isinstance(inner, (Row, NewRow)):
        method = m.names.method(inner.model, name, after=value.after)
        if method is not None and not m.names.modules[method.module].stub:
            return m.bound(method, inner, ClassRef(inner.model))
        return Native(inner, name)
    return Opaque(f"`super().{name}` was not resolved")


def _request(m: Machine, value: Request, name: str, frame: Frame, env: Env) -> Value:
    stored = env.heap.get((REQUEST, name))
    if stored is not None:
        return stored
    if name in REQUEST_INPUT:
        return Input(REQUEST_INPUT[name], "")
    if name in ("user", "_user"):
        return m.caller
    if name == "_request":
        return value
    if name in ("kwargs",):
        return Input("url", "")
    if name == "session":
        return Carrier("request.session")
    if name == "parser_context":  # rest_framework.views.APIView.get_parser_context
        sent: tuple[tuple[str, Value], ...] = (("args", Input("url", "")), ("kwargs", Input("url", "")))
        return Table((("request", value), ("view", Opaque("the view")), *sent), None)
    if name in REQUEST_PLAIN:
        return Native(value, name)
    return m.carrier(f"request.{name}")


def _input(m: Machine, value: Input, name: str, frame: Frame, env: Env) -> Value:
    if name in INPUT_METHODS:
        return Native(value, name)
    return Input(value.source, f"{value.name}.{name}" if value.name else name)


# Methods of dicts, lists, text and uploaded data; any other attribute of request data is a part of it (`payload.uuid`).
INPUT_METHODS = frozenset(
    {
        "difference",
        "intersection",
        "issubset",
        "issuperset",
        "get",
        "getlist",
        "pop",
        "items",
        "values",
        "keys",
        "copy",
        "dict",
        "model_dump",
        "setdefault",
        "update",
        "strip",
        "lower",
        "upper",
        "split",
        "rsplit",
        "splitlines",
        "partition",
        "rpartition",
        "removeprefix",
        "removesuffix",
        "casefold",
        "readline",
        "readlines",
        "chunks",
        "getvalue",
        "replace",
        "lstrip",
        "rstrip",
        "format",
        "encode",
        "decode",
        "join",
        "startswith",
        "endswith",
        "isdigit",
        "title",
        "append",
        "extend",
        "read",
        "isnumeric",
        "lists",
        "is_valid",
        "hex",
        "json",
    }
)


def _carrier(m: Machine, value: Carrier, name: str, frame: Frame, env: Env) -> Value:
    if name in ("get", "pop", "setdefault", "getlist"):
        return Native(value, name)
    if name in STAFF_FLAGS:
        return Truth(frozenset({STAFF}), NO_FACTS)
    return Carrier(f"{value.name}.{name}")


def _row(m: Machine, value: Row, name: str, frame: Frame, env: Env) -> Value:
    stored = env.heap.get((value, name))
    if stored is not None:
        return stored
    return _of_row(m, value, name, frame, env)


def _of_row(m: Machine, value: Row, name: str, frame: Frame, env: Env) -> Value:
    model = value.model
    value = Row(value.rows)  # None has no attributes: from here on it is a row
    if name in STAFF_FLAGS:
        return Truth(frozenset({STAFF}), NO_FACTS)
    if name in ("is_authenticated", "is_anonymous") and model in m.judge.users and m.judge.caller(value):
        return SIGNED_IN if name == "is_authenticated" else inverse(SIGNED_IN)
    relation = m.models.accessor(model, name)
    if relation is not None:
        return hop(m, value, relation, frame, env)
    field = m.models.field(model, name)
    if field is not None:
        if field.relation in ("fk", "o2o") and field.target and name != field.name:
            forward = m.models.accessor(model, field.name)
            if forward is not None:
                far = hop(m, value, forward, frame, env)
                if isinstance(far, Row):
                    return Key(far)
        return Key(value, "pk" if field.primary_key else name)
    method = m.names.method(model, name)
    if method is not None and not m.names.modules[method.module].stub:
        function = m.bound(method, value, ClassRef(model))
        return _property(m, value, name, function, frame, env) if m.is_property(method) else function
    if name in ROW_METHODS:
        return Native(value, name)
    if name in ("pk", "id"):
        return Key(value)
    if name in ("_meta", "__class__"):
        return ClassRef(model) if name == "__class__" else Native(ClassRef(model), "_meta")
    if name == "_state" or (name.startswith("get_") and name.endswith("_display")):
        return Key(value, name)
    if method is not None:
        return Native(value, name)
    bound = m.names.attribute(model, name)
    if bound is not None:
        return m.class_attribute(model, bound[0], name, bound[1], env)
    if m.judge.caller(value):
        return Native(value, name) if name in PERMISSION_METHODS else Attr(value, name)
    return Key(value, name)


def _property(m: Machine, row: Row, name: str, function: Value, frame: Frame, env: Env) -> Value:
    """`row.is_public` that is worked out: it says the same as a column of that name."""
    found = m.call(function, [], [], frame, env, None)
    if not EVERYBODY.fullmatch(name) or not isinstance(found, (Truth, Made, OneOf)):
        return found
    known = m.prover.truth(found, env.facts)
    return Truth(None if known.true is None else known.true | m.prover.everybodys(row), known.false)


def hop(m: Machine, value: Row | NewRow, relation: Relation, frame: Frame, env: Env) -> Value:
    """`row.relation`: a related row forwards, a related manager backwards. Whether there is an active practice hangs on
    a nullable key to it; of other keys it tells nothing."""
    direction = "forward" if relation.forward and not relation.many else "backward"
    tie = Tie("hop", relation.name, value.model, direction, value)
    methods = m.methods_of(relation.target)
    if relation.many:
        base = m.default_rows(relation.target, env)
        return m.rooted(Rows(relation.target, base.ties | {tie}, None, methods), frame)
    return Row(
        Rows(relation.target, frozenset({tie}), value.rows.site if isinstance(value, Row) else value.site, methods),
        optional=relation.forward and relation.field.null and m.judge.membership(relation.target),
    )


def _new_row(m: Machine, value: NewRow, name: str, frame: Frame, env: Env) -> Value:
    stored = env.heap.get((value.ident, name))
    if stored is not None:
        return stored
    field = m.models.field(value.model, name)
    if field is not None and field.name != name and field.relation in ("fk", "o2o"):
        stored = env.heap.get((value.ident, field.name))
        if stored is not None:
            return read(m, stored, "pk", frame, env)
    relation = m.models.accessor(value.model, name)
    if relation is not None:
        return hop(m, value, relation, frame, env)
    method = m.names.method(value.model, name)
    if method is not None and not m.names.modules[method.module].stub:
        function = m.bound(method, value, ClassRef(value.model))
        return m.call(function, [], [], frame, env, None) if m.is_property(method) else function
    if name in ROW_METHODS:
        return Native(value, name)
    if name in ("pk", "id"):
        return value
    return Made((value,))


def _rows(m: Machine, value: Rows, name: str, frame: Frame, env: Env) -> Value:
    if name in m.project.config.bypasses:
        value = bypassing(value, name)
    found = [(cls, m.names.method(cls, name)) for cls in value.methods]
    own = [(cls, method) for cls, method in found if method is not None and not m.names.modules[method.module].stub]
    if own:  # past the first link of the chain, the queryset's own before the manager's of the same name
        cls, method = min(own, key=lambda each: value.site is None or not is_queryset(m.names, each[0]))
        function = m.bound(method, value, ClassRef(cls))
        return m.call(function, [], [], frame, env, None) if m.is_property(method) else function
    if name == "model":
        return ClassRef(value.model)
    if name in METHODS:
        return Native(value, name)
    if name in ("instance",):
        owner = next((t.value for t in value.ties if t.kind == "hop" and t.value is not None), None)
        return owner if owner is not None else Opaque("`.instance` of a manager")
    for cls in value.methods:
        bound = m.names.attribute(cls, name)
        if bound is not None:
            return m.class_attribute(cls, bound[0], name, bound[1], env)
    return Native(value, name)


def _many(m: Machine, value: Many, name: str, frame: Frame, env: Env) -> Value:
    return Native(value, name)


def _key(m: Machine, value: Key, name: str, frame: Frame, env: Env) -> Value:
    return Native(value, name)


def _param(m: Machine, value: Param | Attr, name: str, frame: Frame, env: Env) -> Value:
    if name in STAFF_FLAGS:
        return Truth(frozenset({STAFF}), NO_FACTS)
    if name in ("request", "_request") or (name == "context" and isinstance(value, Param) and value.name == "info"):
        return Request()
    if isinstance(value, Param) and value.name == "request":
        return _request(m, Request(), name, frame, env)
    stored = env.heap.get((value, name))
    return stored if stored is not None else Attr(value, name)


def _made(m: Machine, value: Made, name: str, frame: Frame, env: Env) -> Value:
    if name in ("request", "_request"):
        return Request()
    return Native(value, name)


def _external(m: Machine, value: External, name: str, frame: Frame, env: Env) -> Value:
    return Native(value, name) if secret_setting(value) else External(f"{value.name}.{name}")


def _opaque(m: Machine, value: Opaque, name: str, frame: Frame, env: Env) -> Value:
    if of_library(name) is not None:
        return Native(value, name)
    if name in ("request", "_request"):
        return Request()
    if name in STAFF_FLAGS:
        return Truth(frozenset({STAFF}), NO_FACTS)
    return value


def _native(m: Machine, value: Native, name: str, frame: Frame, env: Env) -> Value:
    if isinstance(value.of, Request) and value.name == "resolver_match" and name in ("kwargs", "captured_kwargs"):
        return Input("url", "")
    if isinstance(value.of, Request) and value.name == "parser_context":
        return Input("url", "")
    if isinstance(value.of, (Row, Rows, Key)):
        return made([value.of])
    if isinstance(value.of, ClassRef) and value.name == "_meta" and value.of.name not in m.models.by_name:
        said = _option(m, value.of.name, name, env)
        if said is not None:
            return said
    if isinstance(value.of, ClassRef) and value.name == "_meta" and name == "model":
        return value.of
    if isinstance(value.of, ClassRef) and value.name == "_meta" and name == "db_table":
        table = m.tables.name(value.of.name)
        return Const(table) if table is not None else Opaque("a table's name")
    if isinstance(value.of, ClassRef) and value.name == "_meta" and name in META_TEXTS:
        model = m.models.by_name.get(value.of.name)
        if model is not None:
            return Const(META_TEXTS[name](model.label))
    return Native(value.of, f"{value.name}.{name}")


def _option(m: Machine, cls: str, name: str, env: Env) -> Value | None:
    """`cls._meta.model` of a class that is no model: what its inner `Meta` says, the model also by its serializer."""
    for owner in m.names.mro(cls):
        bound = m.names.attribute(f"{owner}.Meta", name) if f"{owner}.Meta" in m.names.classes else None
        if bound is not None:
            return m.class_attribute(f"{owner}.Meta", bound[0], name, bound[1], env)
    if name == "model_class":
        return _option(m, cls, "model", env)
    serializer = _option(m, cls, "serializer_class", env) if name == "model" else None
    return _option(m, serializer.name, "model", env) if isinstance(serializer, ClassRef) else None


META_TEXTS: dict[str, Callable[[str], str]] = {  # django.db.models.options.Options, by the label "clinic.Patient"
    "label": str,
    "label_lower": str.lower,
    "app_label": lambda label: label.rpartition(".")[0],
    "object_name": lambda label: label.rpartition(".")[2],
    "model_name": lambda label: label.rpartition(".")[2].lower(),
}


def _plain(m: Machine, value: Value, name: str, frame: Frame, env: Env) -> Value:
    return Native(value, name)


def _function(m: Machine, value: FunctionRef, name: str, frame: Frame, env: Env) -> Value:
    stored = m.held(value.name, name, env)
    return stored if stored is not None else Native(value, name)


READERS: dict[type[Any], Callable[..., Value]] = {
    OneOf: _one_of,
    Module: _module,
    ClassRef: _class,
    Instance: _instance,
    Super: _super,
    Request: _request,
    Input: _input,
    Carrier: _carrier,
    Row: _row,
    NewRow: _new_row,
    Rows: _rows,
    Many: _many,
    Left: _many,
    Answers: _many,
    Seq: _plain,
    Table: _plain,
    Keyed: _plain,
    Key: _key,
    Param: _param,
    Attr: _param,
    Made: _made,
    Text: _plain,
    Size: _made,
    Kept: _plain,
    External: _external,
    Opaque: _opaque,
    Native: _native,
    Const: _plain,
    FunctionRef: _function,
    Partial: _plain,
    Nothing: _plain,
    Truth: _plain,
}
