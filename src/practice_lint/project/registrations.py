"""Ways in that are no URL: tasks, commands, signals, admin, GraphQL, ninja, consumers, tags, settings' dotted names.

In: `Names`, `Closures`, the evaluated settings, the prefixes under which APIs are mounted. Out: entries. Deliberately
unknown: models.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from practice_lint.facts import Attribute, Bind, Call, Constant, Defined, Evaluate, Expr, Local
from practice_lint.project.closures import Closure, Closures
from practice_lint.project.entry import Entry, EntryKind
from practice_lint.project.names import ClassRecord, FunctionRecord, Names
from practice_lint.project.routers import entry
from practice_lint.project.settings import DjangoSettings
from practice_lint.project.visit import argument, calls_in, tail, words
from practice_lint.project.vocabulary import vocabulary

# Last word of a decorator -> what it makes of the function; the words are the libraries' own.
DECORATORS: Mapping[str, EntryKind] = {
    "shared_task": "task",  # Celery
    "task": "task",  # Celery's app.task, Huey, procrastinate, background tasks
    "periodic_task": "task",
    "db_task": "task",  # Huey
    "db_periodic_task": "task",
    "job": "task",  # RQ
    "actor": "task",  # dramatiq
    "background": "task",  # django-background-tasks
    "receiver": "signal",
    "simple_tag": "template-tag",
    "inclusion_tag": "template-tag",
    "simple_block_tag": "template-tag",
    "assignment_tag": "template-tag",
    "resolver": "graphql",
    "mutation": "graphql",
    "subscription": "graphql",
    "field": "graphql",
}
TASK_MAKERS = frozenset({"shared_task", "task", "job", "actor"})
TASK_METHODS = frozenset({"delay", "delay_on_commit", "apply_async", "apply_async_on_commit", "send_with_options"})
TEMPLATE_FILTER = "filter"  # `register.filter` only: too plain a word to stand alone
TEMPLATE_LIBRARIES = ("register", "library")
GRAPHQL_FIELDS = frozenset({"field", "mutation", "subscription", "connection", "node"})
GRAPHQL_HOLDERS = ("strawberry", "strawberry_django", "gql", "strawberry.django")
NOT_TASKS = (
    "invoke",
    "fabric",
    "locust",
    "airflow",
    "prefect",
    "ray",
    "nox",
)  # their @task is no entry of a Django project

NINJA_METHODS = frozenset({"get", "post", "put", "patch", "delete", "api_operation"})
NINJA_CLASSES = frozenset({"NinjaAPI", "NinjaExtraAPI", "Router", "ControllerBase"})
NINJA_ROUTES = frozenset({f"http_{method}" for method in NINJA_METHODS}) | {"http_generic"}


@dataclass(frozen=True, slots=True)
class ClassKind:
    """`bases` are last words of external or stub base classes; `handlers` the methods that the framework calls."""

    kind: EntryKind
    bases: frozenset[str]
    handlers: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()  # the packages that the base must come from; any where empty


COMMAND_BASES = vocabulary("BaseCommand AppCommand LabelCommand NoArgsCommand TenantWrappedCommand")
COMMAND_HANDLERS = ("handle", "handle_label", "handle_app_config", "handle_noargs")
ADMIN_BASES = vocabulary(
    "ModelAdmin TabularInline StackedInline InlineModelAdmin BaseModelAdmin GenericTabularInline GenericStackedInline "
    "GenericInlineModelAdmin UserAdmin GroupAdmin"
)
CONSUMER_BASES = vocabulary(
    "AsyncConsumer SyncConsumer WebsocketConsumer AsyncWebsocketConsumer JsonWebsocketConsumer "
    "AsyncJsonWebsocketConsumer AsyncHttpConsumer"
)
CONSUMER_HANDLERS = ("connect", "websocket_connect", "receive", "receive_json", "disconnect", "handle")
GRAPHQL_BASES = vocabulary(
    "ObjectType Mutation ClientIDMutation DjangoObjectType Interface RelayMutation SerializerMutation InputObjectType "
    "DjangoFormMutation DjangoModelFormMutation"
)
CLASS_KINDS: tuple[ClassKind, ...] = (
    ClassKind("command", COMMAND_BASES, COMMAND_HANDLERS),
    ClassKind("task", vocabulary("Task TenantTask PeriodicTask JobtasticTask CronJobBase"), ("run", "do")),
    ClassKind("admin", ADMIN_BASES),
    ClassKind("consumer", CONSUMER_BASES, CONSUMER_HANDLERS),
    ClassKind("feed", frozenset({"Feed", "Sitemap", "GenericSitemap"}), (), ("django",)),
    ClassKind("graphql", GRAPHQL_BASES, (), ("graphene", "graphene_django", "ariadne", "graphql_relay")),
)

MUTATION_BASES = frozenset({"graphene.Mutation", "graphene.types.mutation.Mutation", "graphene.ClientIDMutation"})
MUTATING = ("mutate_and_get_payload", "mutate")
GRAPHENE_METHODS = frozenset(
    {"mutate", "mutate_and_get_payload", "perform_mutate", "get_queryset", "get_node", "subscribe"}
)


@dataclass(slots=True)
class Registrations:
    names: Names
    closures: Closures
    settings: DjangoSettings
    mounts: Mapping[str, list[str]]

    def entries(self) -> Iterator[Entry]:
        ninja = dict(self._ninja_prefixes())
        makers = self._task_decorators()
        for record in self.names.functions.values():
            if record.facts.decorators and self._analysed(record.module):
                yield from self._decorated(record, makers)
                yield from self._ninja(record, ninja)
        for owner in self.names.classes.values():
            if self._analysed(owner.module):
                yield from self._class(owner)
        yield from self._connected()
        yield from self._queued()
        yield from self._from_settings()

    def _analysed(self, module: str) -> bool:
        record = self.names.modules[module]
        return not record.stub and "migrations" not in module.split(".")

    # ── decorators ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _decorated(self, record: FunctionRecord, makers: Mapping[str, EntryKind]) -> Iterator[Entry]:
        for decorator in record.facts.decorators:
            kind = self._decorator_kind(record.module, decorator, makers)
            if kind is not None:
                yield entry(kind, record.name, record.module, record.facts.head)
                return

    def _decorator_kind(self, module: str, decorator: Expr, makers: Mapping[str, EntryKind]) -> EntryKind | None:
        symbol = self.names.resolve_expr(module, decorator.function if isinstance(decorator, Call) else decorator)
        if (
            symbol is not None
            and symbol.kind == "function"
            and not self.names.modules[_module_of(symbol.name, self.names)].stub
        ):
            return makers.get(symbol.name)
        source = symbol.name if symbol is not None else words(decorator)
        word, holder = source.rpartition(".")[2], source.rpartition(".")[0]
        if word == TEMPLATE_FILTER and holder.rpartition(".")[2] in TEMPLATE_LIBRARIES:
            return "template-tag"
        if word in GRAPHQL_FIELDS:
            return "graphql" if holder.startswith(GRAPHQL_HOLDERS) or ".strawberry" in holder else None
        kind = DECORATORS.get(word)
        return None if kind == "task" and source.startswith(NOT_TASKS) else kind

    def _task_decorators(self) -> dict[str, EntryKind]:
        """Project functions that make tasks of what they decorate: those that call a task decorator themselves."""
        makers: dict[str, EntryKind] = {}
        for record in self.names.functions.values():
            outermost = record.facts.name.partition(".")[0]
            if record.owner is not None or not self._analysed(record.module) or not self._nested(record, outermost):
                continue
            for call in calls_in(record.facts.body):
                if tail(call) in TASK_MAKERS and self._decorator_kind(record.module, call, {}) == "task":
                    makers[f"{record.module}.{outermost}"] = "task"
        return makers

    def _nested(self, record: FunctionRecord, outermost: str) -> bool:
        """In or around an inner function, as decorators are."""
        return outermost != record.facts.name or any(
            isinstance(step, Bind) and isinstance(step.value, Defined) for step in record.facts.body
        )

    # ── ninja ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _ninja_prefixes(self) -> Iterator[tuple[str, str]]:
        """Variable of an API or router -> the route in front of its operations."""
        parents: dict[str, tuple[str, str]] = {}
        for module in self.names.modules.values():
            if module.stub:
                continue
            for statement in self.closures.statements(module.name):
                match statement.step:
                    case Evaluate(value=Call(function=Attribute(of=of, name="add_router")) as call):
                        above = self.names.resolve_expr(module.name, of)
                        prefix, router = argument(call, "prefix", 0), argument(call, "router", 1)
                        if above is None or router is None or prefix is None:
                            continue
                        name = self._ninja_router(statement.of(router))
                        if name is not None:
                            parents[name] = (above.name, self.closures.text(statement.of(prefix)) or "")
        for name in {*parents, *self.mounts}:
            route, current = "", name
            for _ in range(8):
                if current not in parents:
                    break
                current, stated = parents[current]
                route = f"{stated.strip('/')}/{route.lstrip('/')}" if stated.strip("/") else route
            mounted = self.mounts.get(current, [""])
            yield name, mounted[0] + route

    def _ninja_router(self, closure: Closure) -> str | None:
        if isinstance(closure.expr, Constant) and isinstance(closure.expr.value, str):
            symbol = self.names.resolve_path(closure.module, closure.expr.value)
        else:
            symbol = self.closures.symbol(closure)
        return symbol.name if symbol is not None and symbol.kind == "value" else None

    def _ninja(self, record: FunctionRecord, prefixes: Mapping[str, str]) -> Iterator[Entry]:
        for decorator in record.facts.decorators:
            if not isinstance(decorator, Call) or not isinstance(decorator.function, Attribute):
                if isinstance(decorator, Call) and tail(decorator) in NINJA_ROUTES:
                    path = argument(decorator, "path", 0)
                    route = path.value if isinstance(path, Constant) and isinstance(path.value, str) else ""
                    yield entry(
                        "ninja",
                        record.name,
                        record.module,
                        record.facts.head,
                        self._controller(record) + route.lstrip("/"),
                    )
                continue
            if decorator.function.name not in NINJA_METHODS:
                continue
            holder = self.names.resolve_expr(record.module, decorator.function.of)
            if holder is None or holder.kind != "value":
                continue
            if not any(isinstance(each.expr, Call) and self._is_ninja(each) for each in self.closures.value(holder)):
                continue
            path = argument(decorator, "path", 1 if decorator.function.name == "api_operation" else 0)
            text = self.closures.text(Closure(record.module, path, {})) if path is not None else None
            route = prefixes.get(holder.name, "") + ("…" if text is None else text.lstrip("/"))
            actions = (
                ((decorator.function.name, record.facts.name),) if decorator.function.name != "api_operation" else ()
            )
            yield entry("ninja", record.name, record.module, record.facts.head, route, actions)

    def _is_ninja(self, closure: Closure) -> bool:
        assert isinstance(closure.expr, Call)
        symbol = self.closures.symbol(closure.of(closure.expr.function))
        name = symbol.name if symbol is not None else words(closure.expr)
        if symbol is not None and symbol.kind == "class":
            return any(base.startswith("ninja") for base in self.names.mro(symbol.name))
        return name.startswith("ninja") and name.rpartition(".")[2] in NINJA_CLASSES

    def _controller(self, record: FunctionRecord) -> str:
        """The prefix of `@api_controller("/patients")` on the class of a ninja-extra method."""
        owner = self.names.classes.get(record.owner or "")
        for decorator in owner.facts.decorators if owner is not None else ():
            if isinstance(decorator, Call) and tail(decorator) == "api_controller" and decorator.args:
                text = self.closures.text(Closure(record.module, decorator.args[0], {}))
                return f"{text.strip('/')}/" if text and text.strip("/") else ""
        return ""

    # ── classes ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _class(self, record: ClassRecord) -> Iterator[Entry]:
        lineage = [base for base in self.names.mro(record.name)[1:] if self._outside(base)]
        for row in CLASS_KINDS:
            if not any(_matches(base, row) for base in lineage):
                continue
            if row.kind == "graphql":
                yield from self._graphene(record)
            elif not self.names.subclasses(record.name) or row.kind in ("command", "task") or self._registered(record):
                handlers = tuple((name, name) for name in self._handlers(record, row))
                if row.kind not in ("command", "task") or handlers:
                    yield entry(row.kind, record.name, record.module, record.facts.head, None, handlers)
            return

    def _outside(self, base: str) -> bool:
        record = self.names.classes.get(base)
        return record is None or self.names.modules[record.module].stub

    def _handlers(self, record: ClassRecord, row: ClassKind) -> Iterator[str]:
        for name in row.handlers:
            method = self.names.method(record.name, name)
            if method is not None and not self.names.modules[method.module].stub:
                yield name

    def _registered(self, record: ClassRecord) -> bool:
        return any(tail(decorator) == "register" for decorator in record.facts.decorators)

    def _graphene(self, record: ClassRecord) -> Iterator[Entry]:
        for step in record.facts.body:
            if isinstance(step, Bind) and tail(step.target).startswith(("resolve_", *GRAPHENE_METHODS)):
                name = f"{record.name}.{tail(step.target)}"
                word = tail(step.target)
                if name in self.names.functions and (word.startswith("resolve_") or word in GRAPHENE_METHODS):
                    yield entry("graphql", name, record.module, self.names.functions[name].facts.head)
        inherited = self._inherited_mutation(record)
        if inherited is not None:
            yield entry("graphql", f"{record.name}.{inherited}", record.module, record.facts.head)

    def _inherited_mutation(self, record: ClassRecord) -> str | None:
        """The method of a class of the project above it to which a mutation leaves the work, where its own `Meta` says
        on which model."""
        said = self.names.classes.get(f"{record.name}.Meta")
        if said is None or any(isinstance(s, Bind) and s.target == Local("abstract") for s in said.facts.body):
            return None
        if MUTATION_BASES.isdisjoint(self.names.mro(record.name)):
            return None
        found = (self.names.method(record.name, name) for name in MUTATING)
        method = next((method for method in found if method is not None), None)
        if method is None or method.owner in (None, record.name) or self.names.modules[method.module].stub:
            return None
        return method.facts.name.rpartition(".")[2]

    # ── calls ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _connected(self) -> Iterator[Entry]:
        """`signal.connect(f)`, `register.filter("name", f)`, `strawberry.field(resolver=f)`: at import, in `ready`."""
        for module in self.names.modules.values():
            if self._analysed(module.name):
                yield from self._calls(module.name, module.facts.body)
        for record in self.names.functions.values():
            if record.facts.name.endswith(".ready") and self._analysed(record.module):
                yield from self._calls(record.module, record.facts.body)
        for owner in self.names.classes.values():
            if (
                self._analysed(owner.module)
                and owner.facts.decorators
                and words(owner.facts.decorators[0]).startswith(GRAPHQL_HOLDERS)
            ):
                yield from self._calls(owner.module, owner.facts.body)

    def _calls(self, module: str, body: tuple[Any, ...]) -> Iterator[Entry]:
        for call in calls_in(body):
            if not isinstance(call.function, Attribute):
                continue
            kind, handler = _registering(call)
            if handler is None:
                continue
            symbol = self.names.resolve_expr(module, handler)
            if symbol is not None and symbol.kind in ("function", "class") and symbol.name in self.names.functions:
                yield entry(kind, symbol.name, module, call.span)

    def _queued(self) -> Iterator[Entry]:
        """Functions behind a decorator that is not known, of which the project calls what only tasks have."""
        found: set[str] = set()
        for record in self.names.functions.values():
            for call in calls_in(record.facts.body) if self._analysed(record.module) else ():
                if not isinstance(call.function, Attribute) or call.function.name not in TASK_METHODS:
                    continue
                symbol = self.names.resolve_within(record.name, call.function.of)
                task = self.names.functions.get(symbol.name) if symbol is not None else None
                if task is not None and task.name not in found and task.owner is None and task.facts.decorators:
                    if self._analysed(task.module):
                        found.add(task.name)
                        yield entry("task", task.name, task.module, task.facts.head)

    # ── settings ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _from_settings(self) -> Iterator[Entry]:
        seen: set[tuple[str, str]] = set()
        for kind, module, path, span in self._dotted():
            symbol = self.names.resolve_path(module, path)
            if symbol is None or symbol.kind not in ("class", "function") or (kind, symbol.name) in seen:
                continue
            if self._analysed(_module_of(symbol.name, self.names)):
                seen.add((kind, symbol.name))
                yield entry(kind, symbol.name, module, span)

    def _dotted(self) -> Iterator[tuple[EntryKind, str, str, Any]]:
        for name in ("MIDDLEWARE", "MIDDLEWARE_CLASSES"):
            for setting in self.settings.all(name):
                for path in _texts(setting.value):
                    yield "middleware", setting.module, path, setting.span
        for setting in self.settings.all("TEMPLATES"):
            for engine in setting.value if isinstance(setting.value, tuple) else ():
                options = engine.get("OPTIONS") if isinstance(engine, dict) else None
                processors = options.get("context_processors") if isinstance(options, dict) else None
                for path in _texts(processors):
                    yield "context-processor", setting.module, path, setting.span


def _registering(call: Call) -> tuple[EntryKind, Expr | None]:
    assert isinstance(call.function, Attribute)
    match call.function.name:
        case "connect":
            return "signal", argument(call, "receiver", 0)
        case "connect_via":
            return "signal", None
        case "filter" | "simple_tag" | "inclusion_tag" if tail(call.function.of) in TEMPLATE_LIBRARIES:
            return "template-tag", argument(call, "func", 1) or argument(call, "filter_func", 1)
        case "field" | "mutation" | "subscription" if words(call.function).startswith(GRAPHQL_HOLDERS):
            return "graphql", argument(call, "resolver")
        case _:
            return "signal", None


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, tuple) else ()


def _matches(base: str, row: ClassKind) -> bool:
    return base.rpartition(".")[2] in row.bases and (not row.roots or base.startswith(row.roots) or "." not in base)


def _module_of(name: str, names: Names) -> str:
    record = names.functions.get(name) or names.classes.get(name)
    assert record is not None
    return record.module
