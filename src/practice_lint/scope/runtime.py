"""What the interpreter knows and keeps: names as values, functions with their decorators, class attributes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

from practice_lint.facts import Attribute, Bind, Call, Constant, Expr, Global, Local, Span
from practice_lint.project.link import Project
from practice_lint.project.mentions import Mentions
from practice_lint.project.names import FunctionRecord, Symbol
from practice_lint.project.tables import Tables
from practice_lint.project.visit import argument
from practice_lint.scope.effects import Effects, mentions
from practice_lint.scope.judge import Judge
from practice_lint.scope.platform import Platform
from practice_lint.scope.proofs import Prover
from practice_lint.scope.reflection import Reflection
from practice_lint.scope.state import Env, Frame, Heap, Unreachable, marks, of_way, told
from practice_lint.scope.values import (
    NO_FACTS,
    Asked,
    Carrier,
    ClassRef,
    Const,
    External,
    Fact,
    FunctionRef,
    Input,
    Instance,
    Key,
    Module,
    NewRow,
    OneOf,
    Opaque,
    Request,
    Row,
    Rows,
    Site,
    Tie,
    Value,
    atoms,
    join_all,
    text_of,
)

if TYPE_CHECKING:
    from practice_lint.scope.sql import Reader

BUDGET = 20_000  # expressions evaluated for one entry point; beyond it calls are not followed any more
ASKING_VIEW, ASKING_METHOD = "practice_lint_asking.of_view", "practice_lint_asking.of_method"
HARD_FACTOR = 4  # beyond so many budgets the run is given up: what was not reached stays undecided
SMALL_BUDGET = 6_000  # the same for a background job and for a function run on its own
MAX_CALL_DEPTH = 24  # functions inside functions


class BudgetSpent(Exception):
    """This entry point is too large: what was not reached stays undecided."""


SAVING = frozenset({"update", "delete", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"})


def _writes(chain: Call) -> bool:
    """Whether the chain ends in a write, which a function does itself."""
    return isinstance(chain.function, Attribute) and chain.function.name in SAVING


def _begins(chain: Expr) -> str | None:
    """The local that a chain of calls begins with, or that a function at its beginning is asked about."""
    match chain:
        case Local(name):
            return name
        case Attribute(of=of):
            return _begins(of)
        case Call(function=function, args=args):
            return _begins(function) or (_begins(args[0]) if args and not isinstance(function, Attribute) else None)
    return None


class Runtime:
    """State of the interpreter that outlives one expression."""

    def __init__(self, project: Project) -> None:
        self.project, self.names, self.models, self.tenancy = project, project.names, project.models, project.tenancy
        self.judge = Judge(project.models, project.tenancy)
        self.prover = Prover(self.judge, Platform(self.judge, self.names))
        self.caller = Row(
            Rows(self.models.user or "django.contrib.auth.models.User", frozenset({Tie("caller", "")}), None)
        )
        self.carriers: dict[str, Value] = {}  # request attributes that middleware sets
        self.kept: frozenset[str] = frozenset()  # address prefixes where middleware lets only other servers on
        self.hook: str | None = None  # the hook of middleware that is being run, whose None hands the request on
        self.request_holders: set[str] = {"request"}
        self.evaluating: set[tuple[str, str]] = set()
        self.columns_tried = False  # inside of a `try` that expects a model not to have a field
        self.joined = 0  # objects that class bodies made so far
        self.stack: list[str] = []
        self.queries: dict[Site, Expr] = {}  # what stands at each place
        self.tasks = frozenset(e.target for e in project.entries if e.kind == "task")
        self.mentions = Mentions(project.names, project.entries)
        self.unrouted = {
            f"{e.target} (no route found)": e.target for e in project.entries if e.kind == "view" and e.route is None
        }
        self.hooked: dict[str, str] = {}  # classes whose methods a library calls, by the entry they were run under
        self.once: object = None  # what is being worked out that is worked out once, whichever run comes first
        self.dispatched: set[Any] = set()  # jobs that were run with these arguments
        self.places: dict[str, Site] = {}  # lines that sketches remember by name
        self.debugging = False  # this run's entry point is routed only while `settings.DEBUG` is on
        self.entry_site: Site | None = None  # where this run's entry point is registered
        self.entry: str | None = None
        self.mode = "alone"
        self.budget = BUDGET
        self.hard_limit = BUDGET * HARD_FACTOR
        self.judged: set[Value] = set()  # rows whose leaving was judged in this run, where two ways met
        self.bodies: dict[Input, str] = {}  # what this run's handler was sent -> the schema that it is of
        self.entry_function: str | None = None  # what it returns is the response
        self.effects = Effects(frozenset(), frozenset())
        self.steps = 0
        self.tables = Tables(project.names, project.models)
        self.sql_reader: Reader | None = None  # made with the first SQL
        self._hosted: bool | None = None
        self._seen: set[Any] = set()
        self._managers: dict[tuple[str, str], Value | None] = {}
        self._defaults: dict[str, Rows] = {}
        self._attributes: dict[tuple[str, str, str], Value] = {}
        self.class_heap: Heap = {}  # what the objects hold that class bodies make
        self._globals: dict[str, Value] = {}
        reflection = Reflection(project.names)
        self.bound_names, self.methods_named, self.own_methods = (
            reflection.bound_names,
            reflection.methods_named,
            reflection.own_methods,
        )
        self.bound_names_of_mro = reflection.bound_names_of_mro
        self.remembering = self._memories()
        self.mutated: dict[str, tuple[str, ...]] = {}  # by function: parameters that it adds to
        self.handed_back: dict[str, Value] = {}  # what the last call left in them
        self.route_params: frozenset[str] | None = None  # what the URL of this run captures; None: not known
        self._view_bases = ("django.views.generic.base.View", "rest_framework.views.APIView")

    def eval(self, expr: Expr, frame: Frame, env: Env) -> Value:
        raise TypeError("Machine evaluates")

    def call(
        self,
        function: Value,
        args: list[Value],
        keywords: list[tuple[str, Value]],
        frame: Frame,
        env: Env,
        span: Span | None,
    ) -> Value:
        raise TypeError("Machine calls")

    def module_frame(self, module: str, *, class_body: str | None = None, parent: Frame | None = None) -> Frame:
        record = self.names.modules[module]
        symbol = class_body.removeprefix(module + ".") if class_body else ""
        frame = Frame(
            module, module, symbol, record.path, record.stub, class_body, None, None, 0, parent.trail if parent else ()
        )
        frame.class_body = class_body
        if record.stub and parent is not None:
            frame.outer_site = self.chain_site(parent)
        return frame

    def site_at(self, frame: Frame, span: Span) -> Site:
        return Site(
            frame.path, (span.line, span.column, span.end_line, span.end_column), frame.module, frame.symbol, span
        )

    def chain_site(self, frame: Frame) -> Site | None:
        """The place of the chain that is being evaluated; for library code, and for a query of whichever model the
        caller hands in (`fetch(Patient, pk)`), the chain that called it."""
        if frame.chain is None:
            return frame.outer_site
        if frame.chosen_at is not None and _begins(frame.chain) in frame.models and not _writes(frame.chain):
            return frame.chosen_at
        site = self.site_at(frame, frame.chain.span)
        self.queries[site] = frame.chain
        return site

    def call_at(self, site: Site) -> Call | None:
        """The call that stands at a place."""
        found = self.queries.get(site)
        return found if isinstance(found, Call) else None

    def site_here(self, frame: Frame, span: Span | None) -> Site:
        site = self.chain_site(frame)
        if site is not None:
            return site
        return self.site_at(frame, span or Span(1, 0, 1, 0))

    def rooted(self, rows: Rows, frame: Frame) -> Rows:
        """The rows of a manager get the place of the chain that starts there."""
        if rows.site is not None:
            return rows
        site = self.chain_site(frame)
        return Rows(rows.model, rows.ties, site, rows.methods, rows.field) if site is not None else rows

    def placed(self, value: Value, site: Site, expr: Expr) -> Value:
        """The rows of a bare manager (no call) that library code is handed: they start at this line."""
        if isinstance(value, OneOf):
            return join_all([self.placed(part, site, expr) for part in value.parts])
        if not isinstance(value, Rows) or value.site is not None:
            return value
        self.queries[site] = expr
        return Rows(value.model, value.ties, site, value.methods, value.field)

    def bound_at(self, cls: str, name: str) -> tuple[Site, Expr] | None:
        """Where a class of the project binds a name in its body."""
        record = self.names.classes[cls]
        module = self.names.modules[record.module]
        bound = next((s for s in record.facts.body if isinstance(s, Bind) and s.target == Local(name)), None)
        if bound is None or module.stub:
            return None
        span = bound.span
        at = (span.line, span.column, span.end_line, span.end_column)
        return Site(module.path, at, module.name, cls.removeprefix(record.module + "."), span), bound.value

    def symbol(self, symbol: Symbol) -> Value:
        match symbol.kind:
            case "module":
                return Module(symbol.name)
            case "class":
                return ClassRef(symbol.name)
            case "function":
                record = self.names.functions[symbol.name]
                return self.bound(record, None, None)
            case "value":
                return self.global_value(symbol.name)
            case "builtin":
                return External(f"builtins.{symbol.name}")
        return External(symbol.name)

    def global_value(self, name: str) -> Value:
        """A module-level variable, evaluated once in its module; with several bindings, one of them."""
        found = self._globals.get(name)
        if found is not None:
            return found
        self._globals[name] = Opaque(f"`{name.rsplit('.', 1)[-1]}` refers to itself")
        with self.working_out(("global", name)):
            self._globals[name] = value = self._global_value(name)
        return value

    @contextmanager
    def working_out(self, what: object) -> Iterator[None]:
        """While something is worked out that is worked out once, whichever run comes first: on a budget of its own."""
        outer, self.once = self.once, what
        steps, self.steps = self.steps, 0
        try:
            yield
        finally:
            self.once, self.steps = outer, steps

    def _global_value(self, name: str) -> Value:
        model = self.models.resolve_value(*bound) if (bound := self.names.value(name)) else None
        if model is not None:
            value: Value = ClassRef(model)
        else:
            values = []
            for module, expr in self.names.values(name)[:3]:
                frame = self.module_frame(module)
                env = Env({}, {}, NO_FACTS, {})
                values.append(self._quiet(expr, frame, env))
            value = join_all(values) if values else Opaque(f"`{name.rsplit('.', 1)[-1]}` was not found")
        return value

    def _quiet(self, expr: Expr, frame: Frame, env: Env) -> Value:
        """Evaluate outside any run: nothing in it may end the run."""
        try:
            return self.eval(expr, frame, env)
        except Unreachable:
            return Opaque("it always raises")

    def bound(self, record: FunctionRecord, self_: Value | None, cls: Value | None) -> Value:
        """The function, decorators applied, bound to `self_` unless static; a class method to its class."""
        kinds = self.decorator_kinds(record)
        if "staticmethod" in kinds:
            bound_to: Value | None = None
        elif "classmethod" in kinds:
            bound_to = cls if cls is not None else ClassRef(record.owner) if record.owner else None
        else:
            bound_to = (
                None
                if isinstance(self_, ClassRef) and isinstance(cls, ClassRef) and self_ == cls and record.owner
                else self_
            )
        function = FunctionRef(record.name, record.module, record.facts, bound_to, record.owner, None)
        plain = [d for d in record.facts.decorators if self._decorator_word(d) not in PLAIN_DECORATORS]
        if not plain:
            return function
        frame = self.module_frame(record.module)
        if record.owner:
            frame.class_body = record.owner
        env = Env({}, {}, NO_FACTS, {})
        value = self.decorated(function, tuple(plain), frame, env)
        self.class_heap.update(env.heap)  # what decorators noted on the function: `view.permission_classes = …`
        return value

    def held(self, holder: str, name: str, env: Env) -> Value | None:
        """What this run, or the class body that made it, stored as an attribute of the object or function `holder`."""
        place = (holder, name)
        stored = env.heap.get(place)
        return stored if stored is not None else self.class_heap.get(place)

    def member(self, record: FunctionRecord, self_: Value | None, cls: str, after: str | None) -> Value:
        """The method as an instance of `cls` has it: bound, and wrapped by what decorates its classes
        (`@method_decorator(login_required, name="dispatch") class View`)."""
        value = self.bound(record, self_, ClassRef(cls))
        name = record.facts.name.rpartition(".")[2]
        decorated = self._class_decorators.get(name)
        if decorated is None:
            return value
        order = self.names.mro(cls)
        rest = order[order.index(after) + 1 :] if after in order else order
        below = rest[: rest.index(record.owner) + 1] if record.owner in rest else ()
        for owner in reversed(below):
            for decorator in reversed(decorated.get(owner, ())):
                if isinstance(value, FunctionRef):
                    frame = self.module_frame(self.names.classes[owner].module)
                    value = self.decorated(value, (decorator,), frame, Env({}, {}, NO_FACTS, {}))
        return value

    @cached_property
    def _class_decorators(self) -> dict[str, dict[str, list[Call]]]:
        """Decorators of classes that wrap one of their methods, as they would stand on it: by method, by class."""
        found: dict[str, dict[str, list[Call]]] = {}
        for cls, record in self.names.classes.items():
            for each in record.facts.decorators:
                if isinstance(each, Call) and self._decorator_word(each) == "method_decorator":
                    name = argument(each, "name", 1)
                    if isinstance(name, Constant) and isinstance(name.value, str):
                        plain = Call(each.function, each.args[:1], (), each.span)
                        found.setdefault(name.value, {}).setdefault(cls, []).append(plain)
        return found

    def decorated(self, function: FunctionRef, decorators: tuple[Expr, ...], frame: Frame, env: Env) -> Value:
        """Apply decorators, innermost first; one that is not of the project is taken to pass the call through."""
        value: Value = function
        for decorator in reversed(decorators):
            if self._decorator_word(decorator) in PLAIN_DECORATORS:
                continue
            wrapper = self._quiet(decorator, frame, env)
            if isinstance(wrapper, Asked):
                wrapper = self._asking(wrapper, function, frame, env)
            if isinstance(wrapper, (FunctionRef, Instance)):
                try:
                    applied = self.call(wrapper, [unbound(value)], [], frame, env, None)
                except Unreachable:
                    continue
                if isinstance(applied, OneOf):
                    applied = next((p for p in applied.parts if isinstance(p, FunctionRef)), applied)
                if isinstance(applied, (FunctionRef, Instance)):
                    value = rebound(applied, function.self_)
        return value

    def _asking(self, decorator: Asked, function: FunctionRef, frame: Frame, env: Env) -> Value:
        """What stands for a library's decorator that asks about what a function among its options finds."""
        hooks: list[Value] = [each for each in decorator.parts if isinstance(each, FunctionRef)]
        if not hooks:
            return decorator
        sketch = self.names.functions[ASKING_METHOD if function.owner is not None else ASKING_VIEW]
        return self.call(self.bound(sketch, None, None), hooks[:1], [], frame, env, None)

    def _decorator_word(self, decorator: Expr) -> str:
        if isinstance(decorator, Call):
            return self._decorator_word(decorator.function)
        if isinstance(decorator, (Global, Local)):
            return decorator.name
        return decorator.name if isinstance(decorator, Attribute) else ""

    def decorator_kinds(self, record: FunctionRecord) -> set[str]:
        return {self._decorator_word(d) for d in record.facts.decorators}

    def is_property(self, record: FunctionRecord) -> bool:
        return bool(self.decorator_kinds(record) & PROPERTIES)

    def is_view(self, cls: str) -> bool:
        order = self.names.mro(cls)
        return any(base in order for base in self._view_bases)

    def class_attribute(self, cls: str, owner: str, name: str, expr: Expr, env: Env) -> Value:
        """What a class body binds, evaluated in that body; once per class that reads it."""
        key = (cls, owner, name)
        found = self._attributes.get(key)
        if found is not None:
            return found
        if (owner, name) in self.evaluating:
            return Opaque(f"`{name}` refers to itself")
        record = self.names.classes[owner]
        self.evaluating.add((owner, name))
        try:
            model = self.models.resolve_value(record.module, expr)
            if model is not None:
                value: Value = ClassRef(model)
            else:
                frame = self.module_frame(record.module, class_body=owner)
                frame.function = owner
                frame.trail = ()
                env = Env({}, {}, NO_FACTS, {})
                with self.working_out(("attribute", *key)):
                    value = self._quiet(expr, frame, env)
                self.class_heap.update(env.heap)
        finally:
            self.evaluating.discard((owner, name))
        self._attributes[key] = value
        return value

    def inside(self, methods: frozenset[str]) -> bool:
        """Whether a function of one of these bare names is being run."""
        return any(name.rpartition(".")[2] in methods for name in self.stack)

    def routed(self, param: str) -> bool:
        """Whether the URL of this run captures a parameter of that name (unknown routes capture every one)."""
        return self.route_params is None or param in self.route_params

    def annotated_fields(self, cls: str) -> tuple[str, ...]:
        """Names that a class body binds, as a dataclass, NamedTuple or pydantic model takes them."""
        return self.bound_names(cls) if cls in self.names.classes else ()

    def meta_call(
        self, cls: str, args: list[Value], keywords: list[tuple[str, Value]], frame: Frame, env: Env, span: Span | None
    ) -> Value | None:
        """Classes whose call makes no instance: enumerations look a member up."""
        if any(
            base.startswith("enum.") or base.endswith(("TextChoices", "IntegerChoices")) for base in self.names.mro(cls)
        ):
            return args[0] if args else Opaque("an enumeration member")
        return None

    def methods_of(self, model: str) -> tuple[str, ...]:
        record = self.models.by_name.get(model)
        if record is None:
            return ()
        manager = record.managers.get(record.default_manager)
        return tuple(c for c in (manager.manager, manager.queryset) if c) if manager else ()

    def carrier(self, name: str) -> Value:
        """A request attribute: what middleware or authentication put there, never the sender."""
        return self.carriers.get(name, Carrier(name))

    def dull(self, value: Value, env: Env, depth: int = 0) -> bool:
        """Whether nothing in the value is a row, a key or the request."""
        if isinstance(value, (Request, Row, Rows, Key, NewRow, FunctionRef, ClassRef)):
            return False
        if isinstance(value, Instance):
            if depth > 1 or self.is_view(value.cls):
                return False
            return all(self.dull(v, env, depth + 1) for (holder, _), v in env.heap.items() if holder == value.ident)
        return all(a is value or self.dull(a, env, depth) for a in atoms(value))

    def _memories(self) -> dict[str, Site]:
        """Functions whose answers are remembered by their arguments, with their heads."""
        found: dict[str, Site] = {}
        for name, record in self.names.functions.items():
            for decorator in record.facts.decorators:
                symbol = self.names.resolve_expr(
                    record.module, decorator.function if isinstance(decorator, Call) else decorator
                )
                if symbol is not None and symbol.name in MEMORIES:
                    head, module = record.facts.head, self.names.modules[record.module]
                    at = (head.line, head.column, head.end_line, head.end_column)
                    found[name] = Site(module.path, at, record.module, name.removeprefix(record.module + "."), head)
        return found

    def vary_of(self, env: Env) -> frozenset[str]:
        """The headers that the response of this run varies by, in lower case."""
        value = env.heap.get(VARY)
        return frozenset(str(value.value).split()) if isinstance(value, Const) else frozenset()

    @property
    def hosted(self) -> bool:
        """Whether middleware tells practices apart by the host name, which is part of every cached page's URL."""
        if self._hosted is None:
            middleware = {e.target for e in self.project.entries if e.kind == "middleware"}
            self._hosted = any(
                any(name == target or name.startswith(target + ".") for target in middleware)
                and mentions(record.facts.body, HOST_WORDS)
                for name, record in self.names.functions.items()
            )
        return self._hosted

    def text_of(self, parts: list[Value]) -> Value:
        """`f"…"`, `a + b`"""
        if len(parts) == 1 and isinstance(parts[0], (Input, Carrier)):
            return parts[0]
        return text_of(parts)

    def marked(self, values: list[Value], ways: list[Env], after: frozenset[Fact]) -> list[Value]:
        """Values of paths that only staff take, or without an active practice, marked as such; rows that a path proved
        keep that. `after`: what is known where the paths meet."""
        return [
            of_way(told(value, way.facts - after), way.facts, after, marks(way.facts, after), self.judge)
            for value, way in zip(values, ways, strict=True)
        ]


PLAIN_DECORATORS = frozenset(
    {
        "property",
        "cached_property",
        "staticmethod",
        "classmethod",
        "abstractmethod",
        "override",
        "overload",
        "setter",
        "wraps",
        "action",
        "receiver",
        "register",
        "display",
        "admin_register",
        "extend_schema",
        "extend_schema_view",
        "swagger_auto_schema",
        "shared_task",
        "task",
        "db_task",
        "job",
        "actor",
        "contextmanager",
        "asynccontextmanager",
        "lru_cache",
        "cache",
        "atomic",
        "non_atomic_requests",
        "simple_tag",
        "inclusion_tag",
        "filter",
        "cached_as",
        "csrf_exempt",
        "never_cache",
        "transaction",
        "sensitive_post_parameters",
        "async_to_sync",
        "sync_to_async",
        "database_sync_to_async",
        "total_ordering",
        "dataclass",
        "tracer",
        "deprecated",
    }
)

HOST_WORDS = frozenset({"get_host", "get_port", "HTTP_HOST", "SERVER_NAME"})
VARY = ("practice_lint.response", "vary")  # where on the heap the headers stand that the response varies by

# Decorators whose key is the arguments: the standard library's, cachetools', async-lru's, django-cache-memoize's.
MEMORIES = frozenset(
    {
        "functools.lru_cache",
        "functools.cache",
        "cachetools.cached",
        "cachetools.func.lru_cache",
        "cachetools.func.ttl_cache",
        "async_lru.alru_cache",
        "cache_memoize.cache_memoize",
        "memoize.memoize",
    }
)

PROPERTIES = frozenset({"property", "cached_property", "classproperty", "lazy_property", "hybrid_property"})

# Managers whose get_queryset refuses to work outside an active scope (django-scopes), or adds the tenant's filter
# (django-multitenant): library knowledge.


def unbound(value: Value) -> Value:
    if isinstance(value, FunctionRef):
        return FunctionRef(value.name, value.module, value.code, None, value.owner, value.closure)
    return value


def rebound(value: Value, self_: Value | None) -> Value:
    """A wrapper made by a decorator is bound like the function it wraps."""
    if isinstance(value, FunctionRef) and self_ is not None:
        return FunctionRef(value.name, value.module, value.code, self_, value.owner, value.closure)
    return value
