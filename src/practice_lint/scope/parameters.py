"""What the framework hands to a function that it calls: , rows, input, by name, annotation and mode."""

from __future__ import annotations

from practice_lint.facts import Attribute, Call, Expr, Global, Local
from practice_lint.project.entries import Entry
from practice_lint.project.names import FunctionRecord
from practice_lint.project.visit import argument, calls_in, every_expression, tail
from practice_lint.scope.bodies import remember, schema_of
from practice_lint.scope.evaluate import Machine
from practice_lint.scope.runs import fresh
from practice_lint.scope.state import Env
from practice_lint.scope.validated import passed_on
from practice_lint.scope.values import (
    ClassRef,
    Input,
    Instance,
    Opaque,
    Param,
    Request,
    Row,
    Rows,
    Table,
    Tie,
    Value,
    atoms,
    made,
)

GRAPH_ROOTS = frozenset({"self", "root", "cls", "parent", "source", "obj", "_", "__", "_root", "instance"})
TEMPLATE_SINKS = {
    "template-tag": "rendered by the templates that use the tag",
    "context-processor": "in the context of every template",
}


def plainly(value: Value) -> Value:
    """A response without what its objects hold: that was judged where each was made, when more was known."""
    return made([a for a in atoms(value) if not isinstance(a, Instance)])


def view_arguments(m: Machine, entry: Entry, record: FunctionRecord) -> tuple[list[Value], list[tuple[str, Value]]]:
    m.bodies.clear()
    if entry.kind == "ninja":
        keywords: list[tuple[str, Value]] = []
        for param in record.facts.params[1:]:
            sent = Input("url" if param.name in entry.params else "body", param.name)
            schema = schema_of(m, record.module, param.annotation)
            if schema is not None:
                remember(m, sent, schema)
            keywords.append((param.name, sent))
        return [Request()], keywords
    if entry.kind == "context-processor":
        return [Request()], []
    if entry.kind == "template-tag":
        context = Table((("request", Request()),), Opaque("the template's context"))
        return [], [
            (
                param.name,
                context if param.name == "context" else parameter(m, record, param.name, param.annotation),
            )
            for param in record.facts.params
            if param.kind in ("positional", "keyword")
        ]
    if entry.kind == "graphql":
        given = {
            param.name: Param(record.name, "info")
            if "info" in param.name
            else Row(Rows(typed, frozenset({Tie("param", param.name)}), None, m.methods_of(typed)))
            if (typed := model_named(m, record.module, param.annotation)) is not None
            else Param(record.name, param.name)
            if position == 0 and param.name in GRAPH_ROOTS
            else Input("body", param.name)
            for position, param in enumerate(record.facts.params)
            if param.kind in ("positional", "keyword")
        }
        return [], [*given.items(), ("**", Input("body", ""))]
    return [Request()], [("**", Input("url", ""))]


def self_value(m: Machine, owner: str, mode: str, env: Env) -> Value:
    """`self` when a method is run on its own."""
    if owner in m.models.by_name:
        return Row(Rows(owner, frozenset({Tie("self", "")}), None, m.methods_of(owner)))
    order = m.names.mro(owner)
    if any(
        base in order
        for base in (
            "django.db.models.manager.BaseManager",
            "django.db.models.Manager",
            "django.db.models.BaseManager",
            "django.db.models.QuerySet",
        )
    ):
        model = next(
            (
                r.name
                for r in m.models.by_name.values()
                if any(owner in (x.manager, x.queryset) for x in r.managers.values())
            ),
            None,
        )
        if model is not None:
            return Rows(model, frozenset({Tie("param", "self")}), None, m.methods_of(model))
    instance = Instance(owner, f"{owner}@self")
    if mode in ("serializer", "form", "filter", "view", "admin", "graphql"):
        env.heap[instance.ident, "context"] = Table((("request", Request()),), Opaque("the serializer's context"))
        env.heap[instance.ident, "_context"] = env.heap[instance.ident, "context"]
        env.heap[instance.ident, "request"] = Request()
        env.heap[instance.ident, "initial_data"] = Input("body", "")
        env.heap[instance.ident, "cleaned_data"] = (
            passed_on(m, owner, "form", env) if mode == "form" else Input("form", "")
        )
        env.heap[instance.ident, "data"] = Input("form", "")
        env.heap[instance.ident, "kwargs"] = Input("url", "")
        model = meta_model(m, owner)
        if model is not None and mode in ("serializer", "form"):
            env.heap[instance.ident, "instance"] = given(m, model, "the view passed the row in")
    if mode == "consumer":
        env.heap[instance.ident, "scope"] = Table(
            (("user", m.caller), ("url_route", Table((("kwargs", Input("url", "")),), None))), Input("header", "")
        )
    return instance


def given(m: Machine, model: str, words: str) -> Row:
    return Row(Rows(model, frozenset({Tie("given", words)}), None, m.methods_of(model)))


def meta_model(m: Machine, cls: str) -> str | None:
    """`Meta.model` (or `model`) of a form, serializer, filter set or admin class."""
    for owner in m.names.mro(cls):
        for holder in (f"{owner}.Meta", owner):
            if holder in m.names.classes:
                bound = m.names.attribute(holder, "model")
                if bound is not None:
                    value = m.class_attribute(holder, bound[0], "model", bound[1], fresh())
                    if isinstance(value, ClassRef) and value.name in m.models.by_name:
                        return value.name
    return None


# Parameter names that the frameworks themselves pass to hooks, by the kind of class.
FRAMEWORK_INPUT = {
    "validated_data": "body",
    "attrs": "body",
    "data": "body",
    "value": "body",
    "cleaned_data": "form",
    "initial_data": "body",
}


ADMIN_KEYS = frozenset({"object_id"})  # of change_view, delete_view, history_view


FRAMEWORK_ROWS = frozenset({"obj", "instance", "object"})


def framework_parameter(
    m: Machine, record: FunctionRecord, mode: str, owner: str | None, name: str, annotation: Expr | None
) -> Value:
    if name == "request":
        return Request()
    if mode in ("serializer", "form") and name in ("validated_data", "attrs", "cleaned_data") and owner is not None:
        return passed_on(m, owner, FRAMEWORK_INPUT[name], fresh())
    if mode in ("serializer", "form", "filter") and name in FRAMEWORK_INPUT:
        return Input(FRAMEWORK_INPUT[name], "" if name != "value" else record.facts.name.rsplit("validate_", 1)[-1])
    if mode in ("serializer", "form", "admin", "permission") and name in FRAMEWORK_ROWS and owner is not None:
        model = meta_model(m, owner)
        if model is not None:
            return given(m, model, "the view passed the row in")
    if mode in ("admin", "view") and owner is not None and record.owner is not None:
        if name in ADMIN_KEYS or record.facts.name.rpartition(".")[2] in custom_urls(m, owner):
            return Input("url", name)
    if mode in ("filter", "admin", "serializer") and name in ("queryset", "qs") and owner is not None:
        model = meta_model(m, owner)
        if model is not None:
            return Rows(model, frozenset({Tie("given", "the view passed the rows in")}), None, m.methods_of(model))
    if mode in ("task", "command", "signal", "migration"):
        return Input("task", name)
    return parameter(m, record, name, annotation)


def parameter(m: Machine, record: FunctionRecord, name: str, annotation: Expr | None) -> Value:
    typed = model_named(m, record.module, annotation)
    if typed is not None:
        return Row(Rows(typed, frozenset({Tie("param", name)}), None, m.methods_of(typed)))
    if name == "request":
        return Request()
    return Param(record.name, name)


def model_named(m: Machine, module: str, annotation: Expr | None) -> str | None:
    """The model that an annotation names, `Order | None` and text included."""
    if isinstance(annotation, (Global, Local, Attribute)):
        symbol = m.names.resolve_expr(module, annotation)
        if symbol is not None and symbol.kind == "class" and symbol.name in m.models.by_name:
            return symbol.name
    return None


def custom_urls(m: Machine, cls: str) -> dict[str, bool]:
    """Methods of an admin class that its `get_urls` routes -> whether the admin site's own check stands in front."""
    found: dict[str, bool] = {}
    for owner in m.names.mro(cls):
        method = m.names.functions.get(f"{owner}.get_urls")
        if method is None or m.names.modules[method.module].stub:
            continue
        for call in calls_in(method.facts.body):
            view = argument(call, "view", 1) if tail(call) in ("path", "re_path", "url") else None
            if isinstance(view, Attribute) and view.of == Local("self"):
                found[view.name] = False
            for expr in every_expression(view) if isinstance(view, Call) else ():
                if isinstance(expr, Attribute) and expr.of == Local("self"):
                    found.setdefault(expr.name, True)
    return found
