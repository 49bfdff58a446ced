"""How code is entered: one run per view handler, per task, per form; then every function that none of them ran.

In: `Project`, the interpreter. Out: its records, filled. A run begins with what the framework knows (the request, the
URL's parameters, what middleware set) and ends where rows leave.
"""

from __future__ import annotations

from functools import partial

from practice_lint.facts import Attribute, Bind, Call, Expr, Function, Global, Import, Local, Span
from practice_lint.project.entries import Entry
from practice_lint.project.entry import CALLED
from practice_lint.project.link import Project
from practice_lint.project.names import FunctionRecord
from practice_lint.project.visit import argument, calls_in, every_expression, tail
from practice_lint.scope.effects import QUERY_WORDS, effects_of, mentions
from practice_lint.scope.evaluate import BudgetSpent, Machine
from practice_lint.scope.gates import Gates
from practice_lint.scope.runtime import BUDGET, HARD_FACTOR, SMALL_BUDGET
from practice_lint.scope.serialization import field_values
from practice_lint.scope.state import Env, Frame, Place, Unreachable
from practice_lint.scope.stores import STORE_NAMES
from practice_lint.scope.values import (
    NO_FACTS,
    REQUEST,
    Carrier,
    ClassRef,
    Const,
    FunctionRef,
    Input,
    Instance,
    Key,
    Many,
    OneOf,
    Opaque,
    Param,
    Request,
    Row,
    Rows,
    Site,
    Table,
    Tie,
    Value,
    atoms,
    made,
)

GRAPH_ROOTS = frozenset({"self", "root", "cls", "parent", "source", "obj", "_", "__", "_root", "instance"})
FEEDING = ("__call__", "items")  # what a feed and a sitemap are asked for
HTTP_METHODS = ("get", "post", "put", "patch", "delete")
VIEWSET_ACTIONS = ("list", "retrieve", "create", "update", "partial_update", "destroy")
JOBS = {"task": "task", "command": "command", "signal": "signal", "migration": "migration"}


def drive(project: Project) -> Machine:
    """Run every entry point, then whatever was not reached."""
    m = Machine(project)
    m.effects = effects_of(project.names, query_words(m) | store_words(m))
    gates = Gates(project)
    _middleware(m)
    for entry in project.entries:
        if entry.kind in ("view", "ninja", "graphql", "consumer", "feed", "context-processor", "template-tag", "admin"):
            _entry(m, entry, gates)
    _hooks(m)
    for entry in project.entries:
        if entry.kind in JOBS:
            _job(m, entry)
    _alone(m)
    return m


def fresh(names: dict[str, Value] | None = None) -> Env:
    return Env(names or {}, {}, NO_FACTS, {})


def guarded(m: Machine, entry: str | None, mode: str, env: Env, run: object) -> Value | None:
    """One run, from its beginning to its end; whatever is on its way out at the end is judged."""
    m.entry, m.mode, m.steps = entry, mode, 0
    m.judged.clear()
    m.budget = SMALL_BUDGET if mode in JOBS or mode == "alone" else BUDGET
    m.hard_limit = m.budget * HARD_FACTOR
    try:
        value = run()  # type: ignore[operator]
    except Unreachable:
        return None
    except BudgetSpent:
        m.records.spent.append(entry or "")
        m.stack.clear()
        m.flush(env)
        return None
    except RecursionError:
        m.records.spent.append(entry or "")
        m.stack.clear()
        return None
    m.flush(env)
    return value  # type: ignore[no-any-return]


# ── middleware ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _middleware(m: Machine) -> None:
    """What middleware puts on the request is a carrier: the server's word, not the sender's."""
    for entry in m.project.entries:
        if entry.kind != "middleware":
            continue
        env = fresh()
        record = m.names.functions.get(entry.target)
        if record is not None:
            outer = FunctionRef(record.name, record.module, record.facts, None, None, None)
            frame = m.module_frame(record.module)

            def whole(outer: FunctionRef = outer, frame: Frame = frame, env: Env = env) -> Value:
                inner = m.call(outer, [Opaque("the next layer")], [], frame, env, None)
                return m.call(inner, [Request()], [], frame, env, None)

            guarded(m, None, "middleware", env, whole)
        elif entry.target in m.names.classes:
            _middleware_class(m, entry.target, env)
        for (holder, name), value in list(env.heap.items()):
            if holder == REQUEST:
                m.carriers[f"request.{name}"] = _carried(m, name, value)


def _middleware_class(m: Machine, cls: str, env: Env) -> None:
    module = m.names.classes[cls].module
    instance = Instance(cls, f"{cls}@middleware")
    env.heap[instance.ident, "get_response"] = Opaque("the next layer")
    frame = m.module_frame(module)
    for name in ("process_request", "__call__", "__acall__", "process_view"):
        method = m.names.method(cls, name)
        if method is None or m.names.modules[method.module].stub:
            continue
        args: list[Value] = [Request()]
        if name == "process_view":
            args += [Opaque("the view"), Input("url", ""), Input("url", "")]
        function = FunctionRef(method.name, method.module, method.facts, instance, method.owner, None)

        def whole(function: FunctionRef = function, args: list[Value] = args) -> Value:
            return m.call(function, args, [], frame, env, None)

        guarded(m, None, "middleware", env, whole)


def _carried(m: Machine, name: str, value: Value) -> Value:
    """The value that a request attribute has for every view: rows keep their model and become the server's word."""
    tie = Tie("carrier", f"request.{name}")
    match value:
        case Row():
            rows = value.rows
            return Row(Rows(rows.model, rows.ties | {tie}, None, rows.methods), value.optional)
        case Rows():
            return Rows(value.model, value.ties | {tie}, None, value.methods, value.field)
        case Key():
            return Key(Row(Rows(value.row.model, value.row.rows.ties | {tie}, None)), value.field)
        case OneOf():
            parts = tuple(dict.fromkeys(_carried(m, name, p) for p in value.parts))
            return OneOf(parts) if len(parts) > 1 else parts[0]
        case Many():
            return Many(_carried(m, name, value.element))
        case Instance() | ClassRef() | FunctionRef():
            return value
    if type(value).__name__ in ("Nothing", "Const", "Truth"):
        return value
    return Carrier(f"request.{name}")


# ── entry points ────────────────────────────────────────────────────────────────────────────────────────────────────


def _entry(m: Machine, entry: Entry, gates: Gates) -> None:
    path = m.names.modules[entry.module].path
    at = (entry.span.line, entry.span.column, entry.span.end_line, entry.span.end_column)
    m.entry_site = Site(path, at, entry.module, "", entry.span)
    m.route_params = (
        frozenset(entry.params) if entry.kind == "view" and entry.route is not None and entry.params else None
    )
    if entry.target in m.names.classes:
        if entry.kind in ("view", "feed"):
            _class_view(m, entry, gates)
        elif entry.kind == "consumer":
            _consumer(m, entry)
        else:
            _class_methods(m, entry.target, entry.kind, entry)
    elif entry.target in m.names.functions:
        m.records.gates[label(entry)] = gates.of(entry)
        _function_view(m, entry, m.names.functions[entry.target])


def label(entry: Entry, method: str | None = None) -> str:
    words = entry.route if entry.route is not None else None
    if words is None:
        return f"{entry.target} (no route found)"
    route = "/" + words.lstrip("^/").rstrip("$")
    return f"{method.upper()} {route}" if method else route


def _handlers(m: Machine, entry: Entry) -> list[tuple[str | None, str]]:
    """(HTTP method, handler name) of a view class."""
    cls = entry.target
    if entry.actions:
        mapped = {method for method, _ in entry.actions}
        plain = [name for name in HTTP_METHODS if name not in mapped and name in m.methods_named(cls, name[0])]
        return [*entry.actions, *((name, name) for name in plain)]
    found: list[tuple[str | None, str]] = []
    order = m.names.mro(cls)
    if any(o.startswith("rest_framework.viewsets.") for o in order):
        found = [(None, name) for name in VIEWSET_ACTIONS if m.names.method(cls, name)]
        for owner in order:
            record = m.names.classes.get(owner)
            if record is None or m.names.modules[record.module].stub:
                continue
            for name in m.own_methods(owner):
                method = m.names.method(cls, name)
                if method is not None and "action" in m._decorator_kinds(method) and (None, name) not in found:
                    found.append((None, name))
    found += [(name, name) for name in HTTP_METHODS if m.names.method(cls, name) and (None, name) not in found]
    return found


def _class_view(m: Machine, entry: Entry, gates: Gates) -> None:
    cls = entry.target
    handlers = (
        _handlers(m, entry)
        if entry.kind == "view"
        else [(None, name) for name in FEEDING if m.names.method(cls, name)][:1]
    )
    module = m.names.classes[cls].module
    path = m.names.modules[module].path
    head = m.names.classes[cls].facts.head
    for verb, name in handlers or [(None, "dispatch")]:
        method = m.names.method(cls, name)
        if method is None:
            continue
        env = fresh()
        m.entry_function = method.name if not m.names.modules[method.module].stub else None
        where = label(entry, verb)
        m.records.gates[where] = gates.of(entry, name)
        frame = m.module_frame(module)
        frame.trail = (Place(path, head, f"{where} runs `{cls.removeprefix(module + '.')}.{name}`"),)
        view = Instance(cls, f"{cls}@view")
        env.heap[view.ident, "request"] = Request()
        env.heap[view.ident, "kwargs"] = Input("url", "")
        env.heap[view.ident, "args"] = Input("url", "")
        env.heap[view.ident, "action"] = Const(name)
        _crudl_model(m, cls, view, env)
        for keyword in entry.initkwargs:
            if keyword.name != "**":
                env.heap[view.ident, keyword.name] = m._quiet(keyword.value, m.module_frame(entry.module), fresh())
        handler = m.bound(method, view, ClassRef(cls))
        env.heap[view.ident, "practice_lint_handler"] = handler

        def whole(
            view: Instance = view, handler: Value = handler, name: str = name, frame: Frame = frame, env: Env = env
        ) -> Value:
            rest: list[tuple[str, Value]] = [("**", Input("url", ""))]
            dispatch = m.attribute(view, "dispatch", frame, env)
            if isinstance(dispatch, FunctionRef) and name != "dispatch":
                setup = m.attribute(view, "setup", frame, env)
                if isinstance(setup, FunctionRef):
                    m.call(setup, [Request()], rest, frame, env, None)
                    env.heap[view.ident, "kwargs"] = Input("url", "")
                value = m.call(dispatch, [Request()], rest, frame, env, None)
            else:
                value = m.call(handler, [Request()], rest, frame, env, None)
            m.leaves(plainly(value), "sent in the response", frame, env, None)
            return value

        guarded(m, where, "view", env, whole)


def _crudl_model(m: Machine, cls: str, view: Instance, env: Env) -> None:
    """A view inside a smartmin CRUDL reads the CRUDL's model unless it names its own."""
    outer = cls.rpartition(".")[0]
    own = m.names.attribute(cls, "model")
    if outer not in m.names.classes or (own is not None and not m.names.modules[m.names.classes[own[0]].module].stub):
        return
    bound = m.names.attribute(outer, "model")
    if bound is not None:
        env.heap[view.ident, "model"] = m.class_attribute(outer, bound[0], "model", bound[1], env)


def _function_view(m: Machine, entry: Entry, record: FunctionRecord) -> None:
    env = fresh()
    frame = m.module_frame(record.module)
    where = label(entry)
    frame.trail = (
        Place(m.names.modules[record.module].path, record.facts.head, f"{where} runs `{record.facts.name}`"),
    )
    function = m.bound(record, None, None)
    args, keywords = _view_arguments(m, entry, record)
    m.entry_function = record.name
    mode = "view" if entry.kind in ("view", "ninja", "graphql", "feed", "consumer") else entry.kind

    def whole() -> Value:
        value: Value = function
        for name in reversed(entry.wrappers):
            symbol = m.names.resolve_path(entry.module, name.removesuffix(CALLED))
            wrapper = m.symbol(symbol) if symbol is not None else None
            if name.endswith(CALLED) and isinstance(wrapper, FunctionRef):
                wrapper = m.call(wrapper, [Opaque("an option of the decorator")], [], frame, env, None)
            if isinstance(wrapper, FunctionRef):
                applied = m.call(wrapper, [value], [], frame, env, None)
                value = applied if isinstance(applied, (FunctionRef, Instance)) else value
        result = m.call(value, args, keywords, frame, env, None)
        m.leaves(plainly(result), TEMPLATE_SINKS.get(entry.kind, "sent in the response"), frame, env, None)
        return result

    guarded(m, where, mode, env, whole)


SOCKET_DATA = frozenset({"text_data", "bytes_data", "content"})  # what the client sends
CONNECTING = ("connect", "websocket_connect")
RECEIVING = ("receive", "receive_json", "websocket_receive", "disconnect", "websocket_disconnect", "handle")


def _consumer(m: Machine, entry: Entry) -> None:
    """A socket: `connect` first; what it proved and stored on `self` holds for everything that comes after."""
    cls = entry.target
    if entry.route is None and any(e.kind == "consumer" and e.target == cls and e.route for e in m.project.entries):
        return  # its routes are entries of their own
    env = fresh()
    self_ = self_value(m, cls, "consumer", env)
    where = label(entry) if entry.route is not None else f"socket {cls}"
    names = [name for owner in m.names.mro(cls) if owner in m.names.classes for name in m.own_methods(owner)]
    events = [n for n in dict.fromkeys(names) if n not in (*CONNECTING, *RECEIVING) and _hears(m, cls, n)]
    for name in (*CONNECTING, *RECEIVING, *events):
        method = m.names.method(cls, name)
        if method is None or m.names.modules[method.module].stub:
            continue
        way = env if name in CONNECTING else env.copy()
        frame = m.module_frame(method.module)
        words = f"{where} runs `{method.name.removeprefix(method.module + '.')}`"
        frame.trail = (Place(m.names.modules[method.module].path, method.facts.head, words),)
        given = [(p.name, _heard(m, method, p.name)) for p in method.facts.params[1:] if p.kind != "**"]
        function = FunctionRef(method.name, method.module, method.facts, self_, method.owner, None)

        m.entry_function = None
        guarded(m, where, "view", way, partial(m.call, function, [], given, frame, way, None))
        way.pending = {}


def _hears(m: Machine, cls: str, name: str) -> bool:
    """A method that the channel layer calls: `chat_message(self, event)`."""
    method = m.names.method(cls, name)
    return method is not None and [p.name for p in method.facts.params[1:]] in (["event"], ["message"])


def _heard(m: Machine, method: FunctionRecord, name: str) -> Value:
    return Input("body", "") if name in SOCKET_DATA else Param(method.name, name)


TEMPLATE_SINKS = {
    "template-tag": "rendered by the templates that use the tag",
    "context-processor": "in the context of every template",
}


def plainly(value: Value) -> Value:
    """A response without what its objects hold: that was judged where each was made, when more was known."""
    return made([a for a in atoms(value) if not isinstance(a, Instance)])


def _view_arguments(m: Machine, entry: Entry, record: FunctionRecord) -> tuple[list[Value], list[tuple[str, Value]]]:
    if entry.kind == "ninja":
        keywords: list[tuple[str, Value]] = []
        for param in record.facts.params[1:]:
            source = "url" if param.name in entry.params else "body"
            keywords.append((param.name, Input(source, param.name)))
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
            if (typed := _typed(m, record.module, param.annotation)) is not None
            else Param(record.name, param.name)
            if position == 0 and param.name in GRAPH_ROOTS
            else Input("body", param.name)
            for position, param in enumerate(record.facts.params)
            if param.kind in ("positional", "keyword")
        }
        return [], [*given.items(), ("**", Input("body", ""))]
    return [Request()], [("**", Input("url", ""))]


def _job(m: Machine, entry: Entry) -> None:
    """A task, command, signal receiver or migration: no request, so its arguments are stored keys."""
    record = m.names.functions.get(entry.target)
    m.entry_function = None
    if record is None:
        if entry.target in m.names.classes:
            _class_methods(m, entry.target, entry.kind, entry)
        return
    env = fresh()
    frame = m.module_frame(record.module)
    names: list[tuple[str, Value]] = []
    for param in record.facts.params:
        if param.kind in ("positional", "keyword") and param.name not in ("self", "cls"):
            typed = _typed(m, record.module, param.annotation)
            names.append(
                (
                    param.name,
                    Row(Rows(typed, frozenset({Tie("job", "")}), None, m.methods_of(typed)))
                    if typed
                    else Input("task", param.name),
                )
            )
    self_: Value | None = Instance(record.owner, f"{record.owner}@job") if record.owner else None
    if record.owner is None and record.facts.params and record.facts.params[0].name == "self":
        names.append(("self", Opaque("the task")))
    function = FunctionRef(record.name, record.module, record.facts, self_, record.owner, None)
    guarded(
        m,
        f"{entry.kind} {entry.target}",
        JOBS.get(entry.kind, "task"),
        env,
        lambda: m.call(function, [], names, frame, env, None),
    )


def _class_methods(m: Machine, cls: str, mode: str, entry: Entry) -> None:
    for owner in m.names.mro(cls):
        record = m.names.classes.get(owner)
        if record is None or m.names.modules[record.module].stub:
            continue
        for name in m.own_methods(owner):
            method = m.names.method(cls, name)
            if method is not None and method.owner == owner:
                admitted = custom_urls(m, cls).get(name, True) if mode == "admin" else True
                run_alone(m, method, JOBS.get(mode, mode) if admitted else "view", cls=cls, entry=f"{mode} {cls}")


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


# ── forms, serializers, filters: run by name, as their framework does ───────────────────────────────────────────────

HOOK_BASES = {
    "rest_framework.serializers.BaseSerializer": "serializer",
    "rest_framework.fields.Field": "serializer",
    "django.forms.forms.BaseForm": "form",
    "django.forms.BaseForm": "form",
    "django.forms.Form": "form",
    "django.forms.ModelForm": "form",
    "django_filters.FilterSet": "filter",
    "django_filters.rest_framework.FilterSet": "filter",
    "django_filters.filterset.FilterSet": "filter",
    "rest_framework.permissions.BasePermission": "permission",
    "graphene_django.types.DjangoObjectType": "graphql",
    "graphene_django.DjangoObjectType": "graphql",
}


def _hooks(m: Machine) -> None:
    done: set[str] = set()
    for base, mode in HOOK_BASES.items():
        for cls in m.names.subclasses(base):
            if cls in done:
                continue
            done.add(cls)
            for name in m.own_methods(cls):
                method = m.names.functions.get(f"{cls}.{name}")
                if method is not None and method.name not in m.records.visited:
                    run_alone(m, method, mode, cls=cls, entry=f"{mode} {cls}")


# ── functions that no entry point ran ───────────────────────────────────────────────────────────────────────────────


def _alone(m: Machine) -> None:
    words = query_words(m)
    for name in sorted(m.names.functions):
        record = m.names.functions[name]
        module = m.names.modules[record.module]
        if module.stub or name in m.records.visited or not mentions(record.facts.body, words):
            continue
        run_alone(m, record, "alone")


def query_words(m: Machine) -> frozenset[str]:
    """Names with which a query on this project's models can begin."""
    managers = {name for model in m.models.by_name.values() for name in model.managers}
    accessors = {r.field.related_name or "" for name in m.models.by_name for r in m.models.relations(name) if r.many}
    hidden = {
        r.name + "_set" for name in m.models.by_name for r in m.models.relations(name) if r.many and not r.forward
    }
    forward = {r.name for name in m.models.by_name for r in m.models.relations(name) if r.many}
    return QUERY_WORDS | managers | accessors | hidden | forward


def store_words(m: Machine) -> frozenset[str]:
    """Names by which modules call what the process keeps outside the database, where they are names of their own."""
    return frozenset(
        step.target.name
        for module in m.names.modules.values()
        if not module.stub
        for step in module.facts.body
        if isinstance(step, Bind) and isinstance(step.target, Global) and isinstance(step.value, Import)
        if step.value.path in STORE_NAMES
    )


def run_alone(m: Machine, record: FunctionRecord, mode: str, cls: str | None = None, entry: str | None = None) -> None:
    """Run one function with parameters that its callers decide."""
    env = fresh()
    frame = m.module_frame(record.module)
    m.route_params, m.entry_function = None, None
    owner = cls or record.owner
    kinds = m._decorator_kinds(record)
    names: list[tuple[str, Value]] = []
    params = record.facts.params
    self_: Value | None = None
    if owner is not None and params and "staticmethod" not in kinds:
        self_ = ClassRef(owner) if "classmethod" in kinds else self_value(m, owner, mode, env)
        params = params[1:]
    for param in params:
        if param.kind in ("positional", "keyword"):
            names.append((param.name, framework_parameter(m, record, mode, owner, param.name, param.annotation)))
        elif param.kind == "**":
            names.append(("**", Param(record.name, param.name)))
    function = FunctionRef(record.name, record.module, record.facts, self_, record.owner, None)

    def whole() -> Value:
        value = m.call(function, [], names, frame, env, None)
        m.leaves(
            value,
            "returned to a caller that was not found" if mode == "alone" else "handed to the framework",
            frame,
            env,
            None,
            certain=False,
        )
        return value

    guarded(m, entry, mode, env, whole)


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
            field_values(m, owner, "form", env) if mode == "form" else Input("form", "")
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
        return field_values(m, owner, FRAMEWORK_INPUT[name], fresh())
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
    typed = _typed(m, record.module, annotation)
    if typed is not None:
        return Row(Rows(typed, frozenset({Tie("param", name)}), None, m.methods_of(typed)))
    if name == "request":
        return Request()
    return Param(record.name, name)


def _typed(m: Machine, module: str, annotation: Expr | None) -> str | None:
    """The model that an annotation names, `Order | None` and text included."""
    if isinstance(annotation, (Global, Local, Attribute)):
        symbol = m.names.resolve_expr(module, annotation)
        if symbol is not None and symbol.kind == "class" and symbol.name in m.models.by_name:
            return symbol.name
    return None


__all__ = ["Function", "Span", "drive"]
