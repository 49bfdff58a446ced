"""Where code runs outside the request that set the schema: tasks, threads, values that a process keeps.

In: `Project`, `SchemaSettings`. Out: `SchemaProcesses`. Deliberately unknown: what the rows are used for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from practice_lint.facts import (
    Attribute,
    Bind,
    Call,
    Constant,
    Expr,
    Global,
    Import,
    Lambda,
    Local,
    Span,
    Subscript,
)
from practice_lint.project.link import Project
from practice_lint.project.names import FunctionRecord
from practice_lint.project.visit import argument, calls_in, every_expression, every_step, expressions_in, tail, words
from practice_lint.scope.schema_settings import SCHEMA_WORDS, SchemaSettings
from practice_lint.scope.schema_switches import CONTEXTS, FETCHING, SETTERS

PLAIN_APPS = ("celery.Celery", "celery.app.base.Celery", "celery.app.Celery")
AWARE_APP = "tenant_schemas_celery"
TASKS = frozenset({"task", "shared_task", "periodic_task"})
MEMORIES = frozenset({"lru_cache", "cache", "cached", "memoize", "memoized", "cached_method"})
MEMORY_HOMES = ("functools.", "cachetools.", "memoize", "cached.", "async_lru.", "methodtools.")
ENDS = frozenset(  # queryset methods that ask the database now
    {"get", "first", "last", "count", "exists", "aggregate", "in_bulk", "earliest", "latest", "create", "iterator"}
)
KEYED = ("schema", "tenant")  # what a parameter or key is called that tells practices apart
DEPTH = 2  # calls followed from a task or a thread's function


@dataclass(frozen=True, slots=True)
class Found:
    """`what`: the task, thread function or name in question; `model`: label of a model with a table per schema."""

    what: str
    model: str
    module: str
    symbol: str  # canonical name of the function around it, or the module
    span: Span


class SchemaProcesses:
    def __init__(self, project: Project, schemas: SchemaSettings) -> None:
        self.project, self.names, self.schemas = project, project.names, schemas

    def _functions(self) -> Iterator[FunctionRecord]:
        for _, record in sorted(self.names.functions.items()) if self.schemas.on else ():
            if not self.names.modules[record.module].stub and ".migrations." not in f".{record.module}.":
                yield record

    # ── tasks ───────────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def resets_tasks(self) -> bool:
        """Whether the project uses a Celery application that sets the schema for each task."""
        return any(self._imports(module.name, AWARE_APP) for module in self.names.modules.values() if not module.stub)

    def _imports(self, module: str, library: str) -> bool:
        body = self.names.modules[module].facts.body
        return any(
            isinstance(step, Bind) and isinstance(step.value, Import) and step.value.path.startswith(library)
            for step in body
        )

    @cached_property
    def plain_apps(self) -> tuple[Found, ...]:
        """Celery applications without schemas, each with a task that reads rows of a schema and enters none."""
        found = []
        for module in sorted(self.names.modules.values(), key=lambda each: each.path):
            if module.stub or not self.schemas.on:
                continue
            for step in module.facts.body:
                if (
                    not isinstance(step, Bind)
                    or not isinstance(step.value, Call)
                    or not isinstance(step.target, Global)
                ):
                    continue
                maker = self.names.resolve_expr(module.name, step.value.function)
                if maker is None or maker.name not in PLAIN_APPS:
                    continue
                task = self._losing(f"{module.name}.{step.target.name}")
                if task is not None:
                    record, label = task
                    found.append(Found(record.facts.name, label, module.name, module.name, step.span))
        return tuple(found)

    def _losing(self, app: str) -> tuple[FunctionRecord, str] | None:
        for record in self._functions():
            for decorator in record.facts.decorators:
                function = decorator.function if isinstance(decorator, Call) else decorator
                if tail(function) not in TASKS:
                    continue
                holder = (
                    self.names.resolve_expr(record.module, function.of) if isinstance(function, Attribute) else None
                )
                mine = holder is not None and holder.name == app
                shared = tail(function) == "shared_task" and not self.resets_tasks
                label = self.loses(record, DEPTH) if mine or shared else None
                if label is not None:
                    return record, label
        return None

    def loses(self, record: FunctionRecord, depth: int) -> str | None:
        """The label of a model whose rows the function, or what it calls, reads without entering a schema."""
        body = record.facts.body
        if any(tail(call) in CONTEXTS | SETTERS for call in calls_in(body)):
            return None
        for expr in expressions_in(body):
            label = self.schemas.tenant_rows(record.name, expr)
            if label is not None:
                return label
        for call in calls_in(body) if depth else ():
            symbol = self.names.resolve_within(record.name, call.function)
            inner = self.names.functions.get(symbol.name) if symbol is not None else None
            if inner is not None and not self.names.modules[inner.module].stub:
                label = self.loses(inner, depth - 1)
                if label is not None:
                    return label
        return None

    # ── threads ─────────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def threads(self) -> tuple[Found, ...]:
        """Functions that are run in a thread, read rows of a schema and enter none."""
        found = []
        for record in self._functions():
            for call in calls_in(record.facts.body):
                target = _started(call)
                symbol = self.names.resolve_within(record.name, target) if target is not None else None
                nested = f"{record.name}.{target.name}" if isinstance(target, Local) else ""
                inner = self.names.functions.get(nested) or self.names.functions.get(symbol.name if symbol else "")
                if inner is None or self.names.modules[inner.module].stub:
                    continue
                label = self.loses(inner, DEPTH)
                if label is not None:
                    what = inner.facts.name.rpartition(".")[2]
                    found.append(Found(what, label, record.module, record.name, call.span))
        return tuple(found)

    # ── what a process keeps ────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def memories(self) -> tuple[Found, ...]:
        """Functions whose answers the process remembers, and module-level tables that they fill, without the schema."""
        return (*self._remembered(), *self._tables(), *self._at_import())

    def _remembered(self) -> Iterator[Found]:
        for record in self._functions():
            if not any(self._remembers(record, each) for each in record.facts.decorators):
                continue
            if record.owner is not None and record.owner not in self.project.models.by_name:
                continue  # `self` is part of the key; only a model's instances are equal across schemas
            if any(word in param.name.lower() for param in record.facts.params for word in KEYED):
                continue
            label = self.loses(record, DEPTH)
            if label is not None and not self._speaks(record):
                yield Found(record.facts.name, label, record.module, record.name, record.facts.head)

    def _remembers(self, record: FunctionRecord, decorator: Expr) -> bool:
        if tail(decorator) not in MEMORIES:
            return False
        function = decorator.function if isinstance(decorator, Call) else decorator
        symbol = self.names.resolve_expr(record.module, function)
        return symbol is not None and symbol.name.startswith(MEMORY_HOMES)

    def _tables(self) -> Iterator[Found]:
        for record in self._functions():
            if self._speaks(record):
                continue
            for step in every_step(record.facts.body):
                match step:
                    case Bind(target=Subscript(of=Global(name=name), index=index), value=value, span=span):
                        if any(word in words(part).lower() for part in every_expression(index) for word in KEYED):
                            continue
                        label = self._rows_in(record.name, value)
                        if label is not None and f"{record.module}.{name}" not in self.names.classes:
                            yield Found(name, label, record.module, record.name, span)

    def _at_import(self) -> Iterator[Found]:
        for module in sorted(self.names.modules.values(), key=lambda each: each.path):
            if module.stub or not self.schemas.on or ".migrations." in f".{module.name}.":
                continue
            for step in module.facts.body:
                if isinstance(step, Bind) and isinstance(step.target, Global):
                    for call in every_expression(step.value):
                        if isinstance(call, Call) and (words(call.function) in FETCHING or tail(call) in ENDS):
                            label = self._rows_in(module.name, call)
                            if label is not None:
                                yield Found(step.target.name, label, module.name, module.name, step.span)
                                break

    def _rows_in(self, scope: str, value: Expr) -> str | None:
        if isinstance(value, Lambda):
            return None
        return next(
            (label for part in every_expression(value) if (label := self.schemas.tenant_rows(scope, part))), None
        )

    def _speaks(self, record: FunctionRecord) -> bool:
        return any(
            isinstance(expr, Attribute) and expr.name in SCHEMA_WORDS for expr in expressions_in(record.facts.body)
        )


def _started(call: Call) -> Expr | None:
    """The function that a thread is to run."""
    word = tail(call)
    if word in ("Thread", "Process"):
        return argument(call, "target", 1)
    if word == "Timer":
        return argument(call, "function", 1)
    if word in ("submit", "map", "run_in_executor", "apply_async", "starmap") and isinstance(call.function, Attribute):
        holder = words(call.function.of).lower()
        if any(part in holder for part in ("pool", "executor", "loop")):
            return (
                call.args[1 if word == "run_in_executor" else 0]
                if len(call.args) > (word == "run_in_executor")
                else None
            )
    if word == "to_thread" and call.args and not isinstance(call.args[0], Constant):
        return call.args[0]
    return None
