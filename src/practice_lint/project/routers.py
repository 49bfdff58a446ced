"""REST routers: what `router.register(prefix, ViewSet)` puts where.

In: `Closures`. Out: `Routers`, asked for the entries of a router under a prefix, and for a viewset's own actions.
Deliberately unknown: where routers are mounted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from practice_lint.facts import Attribute, Bind, Call, Constant, Evaluate, Expr, Global, Local, Span
from practice_lint.project.closures import Closure, Closures, Statement
from practice_lint.project.entry import Entry
from practice_lint.project.names import FunctionRecord, Names
from practice_lint.project.visit import argument, tail

Action = tuple[str, str]  # HTTP method, handler name

LIST_ACTIONS: tuple[Action, ...] = (("get", "list"), ("post", "create"))
DETAIL_ACTIONS: tuple[Action, ...] = (
    ("get", "retrieve"),
    ("put", "update"),
    ("patch", "partial_update"),
    ("delete", "destroy"),
)
STANDARD = frozenset(handler for _, handler in (*LIST_ACTIONS, *DETAIL_ACTIONS))

# Bases outside the project and the stubs -> the standard actions that they bring.
EXTERNAL_ACTIONS: Mapping[str, frozenset[str]] = {
    "ModelViewSet": STANDARD,
    "ReadOnlyModelViewSet": frozenset({"list", "retrieve"}),
    "ListModelMixin": frozenset({"list"}),
    "CreateModelMixin": frozenset({"create"}),
    "RetrieveModelMixin": frozenset({"retrieve"}),
    "UpdateModelMixin": frozenset({"update", "partial_update"}),
    "DestroyModelMixin": frozenset({"destroy"}),
}

EXTRA_ACTIONS: Mapping[str, bool | None] = {"action": None, "detail_route": True, "list_route": False}
PARAMETER = re.compile(r"<(?:[^<>:]+:)?([A-Za-z_]\w*)>|\{(?:[^{}:]+:)?([A-Za-z_]\w*)\}")


@dataclass(frozen=True, slots=True)
class Registration:
    prefix: str
    viewset: str  # canonical name
    parents: str  # drf-extensions: the path of the registrations above, with their parameters
    name: str | None
    module: str
    span: Span
    debug: bool


@dataclass(slots=True)
class _Router:
    registrations: list[Registration] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Node:
    """What a `register` call returns in drf-extensions: further registrations hang below it."""

    router: str
    path: str


@dataclass(frozen=True, slots=True)
class ExtraAction:
    handler: str
    path: str
    detail: bool
    methods: tuple[str, ...]
    span: Span
    module: str


class Routers:
    def __init__(self, names: Names, closures: Closures) -> None:
        self.names = names
        self.closures = closures
        self._routers: dict[str, _Router] = {}
        self._nodes: dict[str, _Node] = {}
        self._methods: dict[str, list[FunctionRecord]] = {}
        for record in names.functions.values():
            if record.owner is not None:
                self._methods.setdefault(record.owner, []).append(record)
        for module in names.modules.values():
            if not module.stub and not module.facts.problem:
                for statement in closures.statements(module.name):
                    self._read(statement)

    def __contains__(self, router: str) -> bool:
        return router in self._routers

    # ── registrations ───────────────────────────────────────────────────────────────────────────────────────────────

    def _read(self, statement: Statement) -> None:
        match statement.step:
            case Evaluate(value=Call(function=Attribute(name="register")) as call):
                self._register(statement.of(call))
            case Bind(target=Global(name=name), value=Call(function=Attribute(name="register")) as call):
                node = self._register(statement.of(call))
                if node is not None:
                    self._nodes[f"{statement.module}.{name}"] = node
            case Evaluate(value=Call(function=Attribute(of=holder, name="extend"), args=(other,))):
                into, source = (self._router_of(statement.of(_unregistered(each))) for each in (holder, other))
                if into is not None and source is not None:
                    self._routers.setdefault(into, _Router()).merged.append(source)

    def _register(self, call: Closure) -> _Node | None:
        assert isinstance(call.expr, Call)
        assert isinstance(call.expr.function, Attribute)
        holder = call.of(call.expr.function.of)
        if isinstance(holder.expr, Call) and tail(holder.expr) == "register":
            above = self._register(holder)
        else:
            name = self._router_of(holder)
            above = None if name is None else self._nodes.get(name, _Node(name, ""))
        prefix = argument(call.expr, "prefix", 0)
        viewset = argument(call.expr, "viewset", 1)
        if above is None or prefix is None or viewset is None:
            return None
        symbol = self._class(call.of(viewset))
        if symbol is None:
            return None
        path = self.closures.text(call.of(prefix))
        basename = argument(call.expr, "basename", 2) or argument(call.expr, "base_name")
        lookups = argument(call.expr, "parents_query_lookups")
        names = [self.closures.text(item) or "…" for item in self.closures.items(call.of(lookups))] if lookups else []
        parents = above.path.replace("\0", f"<parent_lookup_{names[-1]}>") if names else above.path.replace("\0", "…")
        registration = Registration(
            prefix="…" if path is None else path,
            viewset=symbol,
            parents=parents,
            name=None if basename is None else self.closures.text(call.of(basename)),
            module=call.module,
            span=call.expr.span,
            debug=call.debug,
        )
        router = self._routers.setdefault(above.router, _Router())
        if registration not in router.registrations:
            router.registrations.append(registration)
        return _Node(above.router, f"{parents}{registration.prefix}/\0/")

    def _router_of(self, closure: Closure) -> str | None:
        symbol = self.closures.symbol(closure)
        return symbol.name if symbol is not None and symbol.kind == "value" else None

    def _class(self, closure: Closure) -> str | None:
        symbol = self.closures.symbol(closure)
        if symbol is not None and symbol.kind == "value":
            options = self.closures.options(closure)
            return self._class(options[0]) if len(options) == 1 else None
        return symbol.name if symbol is not None and symbol.kind == "class" else None

    # ── entries ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def entries(self, router: str, prefix: str, wrappers: tuple[str, ...], debug: bool = False) -> Iterator[Entry]:
        """The list route, the detail route and the extra actions of everything registered, nested routers' parents in
        front."""
        for each in self._entries(router, prefix, wrappers, frozenset()):
            yield replace(each, debug=True) if debug else each

    def _entries(self, router: str, prefix: str, wrappers: tuple[str, ...], above: frozenset[str]) -> Iterator[Entry]:
        record = self._routers.get(router)
        if record is None or router in above:
            return
        parent, slash = self._parent_path(router, 0), self._slash(router)
        for each in record.registrations:
            base = f"{prefix}{parent}{each.parents}"
            for found in self.viewset(each, base, slash, wrappers):
                yield replace(found, debug=True) if each.debug else found
        for other in record.merged:
            yield from self._entries(other, prefix, wrappers, above | {router})

    def _slash(self, router: str) -> str:
        for call in self._constructors(router):
            assert isinstance(call.expr, Call)
            if argument(call.expr, "trailing_slash") == Constant(False):
                return ""
        return "/"

    def _constructors(self, router: str) -> Iterator[Closure]:
        module, _, name = router.rpartition(".")
        if module in self.names.modules:
            yield from (each for each in self.closures.variable(module, name) if isinstance(each.expr, Call))

    def _parent_path(self, router: str, depth: int) -> str:
        """drf-nested-routers: `NestedSimpleRouter(parent, "clinics", lookup="clinic")` -> "clinics/<clinic_pk>/"."""
        for call in self._constructors(router):
            assert isinstance(call.expr, Call)
            prefix = argument(call.expr, "parent_prefix", 1)
            parent = argument(call.expr, "parent_router", 0)
            if "Nested" not in tail(call.expr) or prefix is None or parent is None or depth > 8:
                continue
            above = self._router_of(call.of(parent))
            stated = self.closures.text(call.of(prefix))
            text = "…" if stated is None else stated
            lookup = argument(call.expr, "lookup")
            word = (self.closures.text(call.of(lookup)) if lookup is not None else None) or "nested_1"
            key = "pk"
            for each in self._routers[above].registrations if above in self._routers else ():
                if each.prefix == text:
                    key = self._attribute(each.viewset, "lookup_field") or "pk"
            before = self._parent_path(above, depth + 1) if above else ""
            return f"{before}{text + '/' if text else ''}<{word}_{key}>/"
        return ""

    def viewset(self, each: Registration, base: str, slash: str, wrappers: tuple[str, ...]) -> Iterator[Entry]:
        inner = base + (each.prefix + "/" if each.prefix else "")
        detail = f"{inner}<{self.lookup(each.viewset)}>"
        routes = ((inner.removesuffix("/") + slash, LIST_ACTIONS, "list"), (detail + slash, DETAIL_ACTIONS, "detail"))
        for route, actions, suffix in routes:
            present = tuple(action for action in actions if self.has(each.viewset, action[1]))
            name = None if each.name is None else f"{each.name}-{suffix}"
            if present:
                yield entry("view", each.viewset, each.module, each.span, route, present, wrappers=wrappers, name=name)
        for extra in self.extra_actions(each.viewset):
            place = f"{detail}/{extra.path}{slash}" if extra.detail else f"{inner}{extra.path}{slash}"
            pairs = tuple((method, extra.handler) for method in extra.methods)
            yield entry("view", each.viewset, each.module, each.span, place, pairs, wrappers=wrappers)

    # ── viewsets ────────────────────────────────────────────────────────────────────────────────────────────────────

    def has(self, viewset: str, handler: str) -> bool:
        if self.names.method(viewset, handler) is not None:
            return True
        bases = (name for name in self.names.mro(viewset) if name not in self.names.classes)
        return any(handler in EXTERNAL_ACTIONS.get(base.rpartition(".")[2], ()) for base in bases)

    def standard_actions(self, viewset: str) -> tuple[Action, ...]:
        return tuple(action for action in (*LIST_ACTIONS, *DETAIL_ACTIONS) if self.has(viewset, action[1]))

    def lookup(self, viewset: str) -> str:
        return self._attribute(viewset, "lookup_url_kwarg") or self._attribute(viewset, "lookup_field") or "pk"

    def _attribute(self, name: str, attribute: str) -> str | None:
        found = self.names.attribute(name, attribute)
        return found[1].value if found and isinstance(found[1], Constant) and isinstance(found[1].value, str) else None

    def extra_actions(self, viewset: str) -> Iterator[ExtraAction]:
        """@action methods and those mapped onto them (`@archive.mapping.delete`), nearest definition of each name
        first."""
        seen: set[str] = set()
        known: dict[str, ExtraAction] = {}
        mapped: list[tuple[FunctionRecord, str, str]] = []
        for owner in self.names.mro(viewset):
            for record in self._methods.get(owner, ()):
                handler = record.facts.name.rpartition(".")[2]
                if handler in seen:
                    continue
                for decorator in record.facts.decorators:
                    if tail(decorator) in EXTRA_ACTIONS:
                        known[handler] = self._extra(record, handler, decorator)
                    match decorator:
                        case Attribute(
                            of=Attribute(of=Local(name=base) | Global(name=base), name="mapping"), name=method
                        ):
                            mapped.append((record, base, method))
            seen.update(record.facts.name.rpartition(".")[2] for record in self._methods.get(owner, ()))
        yield from known.values()
        for record, base, method in mapped:
            if base in known:
                like = known[base]
                handler = record.facts.name.rpartition(".")[2]
                yield ExtraAction(handler, like.path, like.detail, (method,), record.facts.head, record.module)

    def _extra(self, record: FunctionRecord, handler: str, decorator: Expr) -> ExtraAction:
        methods: tuple[str, ...] = ("get",)
        path, detail = handler, EXTRA_ACTIONS[tail(decorator)]
        if isinstance(decorator, Call):
            here = Closure(record.module, decorator, {})
            stated = argument(decorator, "methods", 0)
            if stated is not None:
                methods = tuple(
                    (self.closures.text(item) or "get").lower() for item in self.closures.items(here.of(stated))
                )
            url_path = argument(decorator, "url_path")
            path = (self.closures.text(here.of(url_path)) if url_path is not None else None) or handler
            if detail is None:
                detail = argument(decorator, "detail", 1) != Constant(False)
        return ExtraAction(handler, path, bool(detail), methods or ("get",), record.facts.head, record.module)


def _unregistered(expr: Expr) -> Expr:
    """`router.registry` -> `router`"""
    return expr.of if isinstance(expr, Attribute) and expr.name == "registry" else expr


def entry(
    kind: str,
    target: str,
    module: str,
    span: Span,
    route: str | None = None,
    actions: tuple[Action, ...] = (),
    *,
    wrappers: tuple[str, ...] = (),
    name: str | None = None,
) -> Entry:
    """An entry whose parameters are those that its route captures."""
    return Entry(kind, target, route, captured(route), actions, (), wrappers, name, module, span)  # type: ignore[arg-type]


def captured(route: str | None) -> tuple[str, ...]:
    """The names that a route captures: `<int:pk>`, `(?P<pk>…)`, `{pk}`."""
    return tuple(dict.fromkeys(one or two for one, two in PARAMETER.findall(route))) if route else ()
