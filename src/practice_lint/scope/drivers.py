"""How code is entered: one run per view handler, per task, per form; then every function that none of them ran.

In: `Project`, the interpreter. Out: its records, filled. A run begins with what the framework knows (the request, the
URL's parameters, what middleware set) and ends where rows leave.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from functools import partial

from practice_lint.facts import Call, Combine, Constant
from practice_lint.project.entries import Entry
from practice_lint.project.entry import CALLED
from practice_lint.project.link import Project
from practice_lint.project.names import FunctionRecord
from practice_lint.project.visit import argument, tail
from practice_lint.scope import premises
from practice_lint.scope.consumers import run_consumer
from practice_lint.scope.effects import effects_of
from practice_lint.scope.evaluate import Machine
from practice_lint.scope.gates import Gates
from practice_lint.scope.parameters import (
    TEMPLATE_SINKS,
    custom_urls,
    model_named,
    plainly,
    view_arguments,
)
from practice_lint.scope.runs import JOBS, fresh, guarded, label
from practice_lint.scope.shares import Run, run_in_shares
from practice_lint.scope.state import Env, Frame, Place, Unreachable
from practice_lint.scope.unreached import query_words, run_alone, run_hooks, run_unreached, store_words
from practice_lint.scope.values import (
    NEXT_LAYER,
    NO_FACTS,
    NOBODY,
    REQUEST,
    SIGNED,
    Carrier,
    ClassRef,
    Const,
    Fact,
    FunctionRef,
    Input,
    Instance,
    Key,
    Many,
    OneOf,
    Opaque,
    Request,
    Row,
    Rows,
    Site,
    Tie,
    Value,
)

FEEDING = ("__call__", "items")  # what a feed and a sitemap are asked for
CALLING_ON = ("__call__", "__acall__")  # middleware that calls the next layer itself; its other hooks return None
NOT_PLAIN = re.compile(r"[…(]")  # of an address of which no captured name is known
HTTP_METHODS = ("get", "post", "put", "patch", "delete")
ACTION_METHODS = {  # rest_framework.routers.SimpleRouter
    "list": "get",
    "retrieve": "get",
    "create": "post",
    "update": "put",
    "partial_update": "patch",
    "destroy": "delete",
}
TEMPLATED = "django.views.generic.base.TemplateResponseMixin"
CONTEXT = "context"  # django-context-decorator: the template's context holds what the method gives
METHOD_LISTS = frozenset({"api_view", "require_http_methods"})
ONE_METHOD = {"require_GET": "GET", "require_POST": "POST", "require_safe": "GET"}
MAX_METHODS = 5
REACHED = frozenset({"view", "ninja", "graphql", "consumer", "feed", "context-processor", "template-tag", "admin"})
VIEWSET_ACTIONS = tuple(ACTION_METHODS)


def drive(project: Project, jobs: int | None = 1) -> Machine:
    """Run every entry point, then whatever was not reached. `jobs` bounds the processes, None: the processors."""
    m = Machine(project)
    m.effects = effects_of(project.names, query_words(m) | store_words(m))
    gates = Gates(project)
    _middleware(m)
    entries = (entry for entry in project.entries if entry.kind in REACHED)
    run_in_shares(m, [run for entry in entries for run in _runs(m, entry, gates)], jobs)
    m.debugging = False
    run_hooks(m)
    m.records.requested = frozenset(m.records.visited)
    run_in_shares(m, [partial(_job, m, entry) for entry in project.entries if entry.kind in JOBS], jobs)
    run_unreached(m)
    return m


def _middleware(m: Machine) -> None:
    """What middleware puts on the request is a carrier: the server's word, not the sender's. One that lets nobody
    through without a practice (but to the page where one gets it) speaks for every view."""
    for entry in m.project.entries:
        if entry.kind != "middleware":
            continue
        env = fresh()
        record = m.names.functions.get(entry.target)
        if record is not None:
            outer = FunctionRef(record.name, record.module, record.facts, None, None, None)
            frame = m.module_frame(record.module)

            def whole(outer: FunctionRef = outer, frame: Frame = frame, env: Env = env) -> Value:
                inner = m.call(outer, [NEXT_LAYER], [], frame, env, None)
                return m.call(inner, [Request()], [], frame, env, None)

            guarded(m, None, "middleware", env, whole)
            m.kept |= premises.closed(m.records.passed)
        elif entry.target in m.names.classes:
            _middleware_class(m, entry.target, env)
        m.judge.remember(_let_through(m))
        m.prover.forget()
        for (holder, name), value in list(env.heap.items()):
            if holder == REQUEST:
                there = not m.judge.may_be_none(value, NO_FACTS)
                m.carriers[f"request.{name}"] = carried = _carried(m, name, value)
                if there:
                    m.judge.remember({carried})
                    m.prover.forget()


def _let_through(m: Machine) -> frozenset[Value]:
    """The practices without which the middleware that just ran lets nobody through: known where it hands the request
    on, and nowhere handed on without one. Pages that it does not look at are those where one gets a practice."""
    ways, m.records.passed = m.records.passed, []
    if any(NOBODY in way for way in ways):
        return frozenset()
    return frozenset(f.value for way in ways for f in way if f.kind == "present" and f.value is not None)


def _middleware_class(m: Machine, cls: str, env: Env) -> None:
    module = m.names.classes[cls].module
    instance = Instance(cls, f"{cls}@middleware")
    env.heap[instance.ident, "get_response"] = NEXT_LAYER
    frame = m.module_frame(module)
    for name in ("process_request", *CALLING_ON, "process_view"):
        method = m.names.method(cls, name)
        if method is None or m.names.modules[method.module].stub:
            continue
        args: list[Value] = [Request()]
        if name == "process_view":
            args += [Opaque("the view"), Input("url", ""), Input("url", "")]
        function = FunctionRef(method.name, method.module, method.facts, instance, method.owner, None)

        def whole(function: FunctionRef = function, args: list[Value] = args) -> Value:
            return m.call(function, args, [], frame, env, None)

        m.hook = None if name in CALLING_ON else method.name
        before = len(m.records.passed)
        guarded(m, None, "middleware", env, whole)
        m.kept |= premises.closed(m.records.passed[before:])
        m.hook = None


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


def _runs(m: Machine, entry: Entry, gates: Gates) -> Iterator[Run]:
    """The runs of an entry point, which may be run in any order."""
    path = m.names.modules[entry.module].path
    at = (entry.span.line, entry.span.column, entry.span.end_line, entry.span.end_column)
    site = Site(path, at, entry.module, "", entry.span)

    def entered(run: Callable[..., None], *args: object) -> Run:
        def whole() -> None:
            m.debugging, m.entry_site, m.route_params = entry.debug, site, _captured(entry)
            run(m, entry, *args)

        return whole

    if entry.target in m.names.classes:
        if entry.kind in ("view", "feed"):
            for verb, method in _handled(m, entry, gates):
                yield entered(_class_view, verb, method)
        elif entry.kind == "consumer":
            yield entered(run_consumer)
        else:
            yield entered(_class_methods)
    elif entry.target in m.names.functions:
        record = m.names.functions[entry.target]
        for sent in _methods_of(record) if entry.kind == "view" else (None,):
            m.records.gates[label(entry, sent)] = gates.of(entry)
            yield entered(_function_view, record, None, sent)
    else:
        cls, _, name = entry.target.rpartition(".")
        inherited = m.names.method(cls, name) if cls in m.names.classes else None
        if inherited is not None:
            m.records.gates[label(entry)] = gates.of(entry)
            yield entered(_function_view, inherited, ClassRef(cls), None)


def _captured(entry: Entry) -> frozenset[str] | None:
    """What the URL captures, None where that is not known: a part of the address was not followed, or is a group
    without a name."""
    if entry.kind != "view" or entry.route is None:
        return None
    return frozenset(entry.params) if entry.params or not NOT_PLAIN.search(entry.route) else None


def _shown(m: Machine, entry: Entry) -> frozenset[Fact]:
    """What the request's sender has shown before the view runs."""
    return frozenset({SIGNED}) if premises.under(entry.route, m.kept) else NO_FACTS


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
                if method is not None and "action" in m.decorator_kinds(method) and (None, name) not in found:
                    found.append((None, name))
    found += [(name, name) for name in HTTP_METHODS if m.names.method(cls, name) and (None, name) not in found]
    return found


def _handled(m: Machine, entry: Entry, gates: Gates) -> Iterator[tuple[str | None, str]]:
    """The handlers of a view class that are run for this entry: one that is routed at several addresses is run once,
    where it makes no difference by which it was reached."""
    cls = entry.target
    handlers = (
        _handlers(m, entry)
        if entry.kind == "view"
        else [(None, name) for name in FEEDING if m.names.method(cls, name)][:1]
    )
    for verb, name in handlers or [(None, "dispatch")]:
        if m.names.method(cls, name) is None:
            continue
        where, shown = label(entry, verb), _shown(m, entry)
        m.records.gates[where] = gate = gates.of(entry, name)
        alike = (cls, verb, name, entry.initkwargs, entry.wrappers, _captured(entry), shown, gate, entry.debug)
        first = m.records.alike.setdefault(alike, where)
        if entry.kind == "view" and first != where:
            m.records.also[first].add(where)
        else:
            yield verb, name


def _class_view(m: Machine, entry: Entry, verb: str | None, name: str) -> None:
    cls = entry.target
    method = m.names.method(cls, name)
    assert method is not None
    module = m.names.classes[cls].module
    path = m.names.modules[module].path
    head = m.names.classes[cls].facts.head
    env = fresh()
    env.assume(_shown(m, entry))
    m.entry_function = method.name if not m.names.modules[method.module].stub else None
    where = label(entry, verb)
    frame = m.module_frame(module)
    frame.trail = (Place(path, head, f"{where} runs `{cls.removeprefix(module + '.')}.{name}`"),)
    view = Instance(cls, f"{cls}@view")
    env.heap[view.ident, "request"] = Request()
    env.heap[view.ident, "kwargs"] = Input("url", "")
    env.heap[view.ident, "args"] = Input("url", "")
    env.heap[view.ident, "action"] = Const(name)
    sent = _sent_by(m, method, verb or name)
    if sent is not None:
        env.heap[REQUEST, "method"] = Const(sent)
    _crudl_model(m, cls, view, env)
    for keyword in entry.initkwargs:
        if keyword.name != "**":
            env.heap[view.ident, keyword.name] = m._quiet(keyword.value, m.module_frame(entry.module), fresh())
    handler = m.bound(method, view, ClassRef(cls))
    env.heap[view.ident, "practice_lint_handler"] = handler

    def whole() -> Value:
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
        if name != "dispatch":
            _read_by_template(m, cls, view, frame, env)
        return value

    guarded(m, where, "view", env, whole)


def _read_by_template(m: Machine, cls: str, view: Instance, frame: Frame, env: Env) -> None:
    """A property of a view that no code asks for is there for the template, which is handed the view."""
    order = m.names.mro(cls)
    if TEMPLATED not in order:
        return
    for name in dict.fromkeys(each for owner in order for each in m.own_methods(owner)):
        method = m.names.method(cls, name)
        if method is None or method.name in m.records.visited or m.names.modules[method.module].stub:
            continue
        if not (m.is_property(method) or CONTEXT in m.decorator_kinds(method)):
            continue
        way = env.copy()
        way.pending = {}
        with contextlib.suppress(Unreachable):
            value = m.attribute(view, name, frame, way)
            if isinstance(value, FunctionRef):
                value = m.call(value, [], [], frame, way, None)
            m.leaves(value, "read by the template", frame, way, None, certain=False)
            m.flush(way)


def _methods_of(record: FunctionRecord) -> tuple[str | None, ...]:
    """The HTTP methods by which a function is asked, where a decorator lists them and it matters which it was."""
    for decorator in record.facts.decorators:
        given = argument(decorator, "http_method_names", 0) if isinstance(decorator, Call) else None
        listed = given or (argument(decorator, "request_method_list") if isinstance(decorator, Call) else None)
        if tail(decorator) in ONE_METHOD:
            return (ONE_METHOD[tail(decorator)],)
        if tail(decorator) not in METHOD_LISTS or not isinstance(listed, Combine):
            continue
        texts = [part.value for part in listed.parts if isinstance(part, Constant) and isinstance(part.value, str)]
        if texts and len(texts) == len(listed.parts):
            return tuple(dict.fromkeys(text.upper() for text in texts))[:MAX_METHODS]
    return (None,)


def _sent_by(m: Machine, method: FunctionRecord, name: str) -> str | None:
    """The HTTP method by which a handler is reached, where there is one only."""
    verb: str | None = name if name in HTTP_METHODS else ACTION_METHODS.get(name)
    for decorator in method.facts.decorators if verb is None else ():
        if isinstance(decorator, Call) and tail(decorator) == "action":
            given = argument(decorator, "methods")
            parts = given.parts if isinstance(given, Combine) else ()
            verb = "get" if given is None else None
            if len(parts) == 1 and isinstance(parts[0], Constant):
                verb = str(parts[0].value)
    return verb.upper() if verb is not None else None


def _crudl_model(m: Machine, cls: str, view: Instance, env: Env) -> None:
    """A view inside a smartmin CRUDL reads the CRUDL's model unless it names its own."""
    outer = cls.rpartition(".")[0]
    own = m.names.attribute(cls, "model")
    if outer not in m.names.classes or (own is not None and not m.names.modules[m.names.classes[own[0]].module].stub):
        return
    bound = m.names.attribute(outer, "model")
    if bound is not None:
        env.heap[view.ident, "model"] = m.class_attribute(outer, bound[0], "model", bound[1], env)


def _function_view(m: Machine, entry: Entry, record: FunctionRecord, cls: ClassRef | None, sent: str | None) -> None:
    """`cls`: the class that inherits it, of a method; `sent`: the HTTP method that is run, where the view is run once
    for each."""
    function = m.bound(record, cls, cls)
    env = fresh()
    env.assume(_shown(m, entry))
    frame = m.module_frame(record.module)
    where = label(entry, sent)
    if sent is not None:
        env.heap[REQUEST, "method"] = Const(sent)
    frame.trail = (
        Place(m.names.modules[record.module].path, record.facts.head, f"{where} runs `{record.facts.name}`"),
    )
    args, keywords = view_arguments(m, entry, record)
    m.entry_function = record.name
    mode = "view" if entry.kind in ("view", "ninja", "graphql", "feed", "consumer") else entry.kind

    def routed() -> Value | None:
        """The view as its route has it, wrapped; None where the wrappers were not followed to the function."""
        m.records.visited.discard(record.name)
        value = m.eval(entry.view, m.module_frame(entry.module), env) if entry.view is not None else None
        result = m.call(value, args, keywords, frame, env, None) if isinstance(value, FunctionRef) else None
        return result if record.name in m.records.visited else None

    def wrapped() -> Value:
        """The same by the wrappers that have a name; the others are taken to pass the call through."""
        value: Value = function
        for name in reversed(entry.wrappers):
            symbol = m.names.resolve_path(entry.module, name.removesuffix(CALLED))
            wrapper = m.symbol(symbol) if symbol is not None else None
            if name.endswith(CALLED) and isinstance(wrapper, FunctionRef):
                wrapper = m.call(wrapper, [Opaque("an option of the decorator")], [], frame, env, None)
            if isinstance(wrapper, FunctionRef):
                applied = m.call(wrapper, [value], [], frame, env, None)
                value = applied if isinstance(applied, (FunctionRef, Instance)) else value
        return m.call(value, args, keywords, frame, env, None)

    def whole() -> Value:
        result = routed()
        if result is None:
            result = wrapped()
        m.leaves(plainly(result), TEMPLATE_SINKS.get(entry.kind, "sent in the response"), frame, env, None)
        return result

    guarded(m, where, mode, env, whole)


def _job(m: Machine, entry: Entry) -> None:
    """A task, command, signal receiver or migration: no request, so its arguments are stored keys."""
    record = m.names.functions.get(entry.target)
    m.entry_function = None
    if record is None:
        if entry.target in m.names.classes:
            _class_methods(m, entry)
        return
    env = fresh()
    frame = m.module_frame(record.module)
    names: list[tuple[str, Value]] = []
    for param in record.facts.params:
        if param.kind in ("positional", "keyword") and param.name not in ("self", "cls"):
            typed = model_named(m, record.module, param.annotation)
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


def _class_methods(m: Machine, entry: Entry) -> None:
    cls, mode = entry.target, entry.kind
    for owner in m.names.mro(cls):
        record = m.names.classes.get(owner)
        if record is None or m.names.modules[record.module].stub:
            continue
        for name in m.own_methods(owner):
            method = m.names.method(cls, name)
            if method is not None and method.owner == owner:
                admitted = custom_urls(m, cls).get(name, True) if mode == "admin" else True
                run_alone(m, method, JOBS.get(mode, mode) if admitted else "view", cls=cls, entry=f"{mode} {cls}")
