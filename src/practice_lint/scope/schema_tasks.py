"""Tasks that are started where no practice's schema is active: by a schedule, or from inside the public schema.

A Celery application that carries the schema carries the one that is active when the task is sent. Celery's beat sends
from the public one, unless its scheduler goes through the practices.

In: `Project`, `SchemaSettings`, `SchemaProcesses`. Out: `SchemaTasks`. Deliberately unknown: schedules kept in a table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from practice_lint.facts import Attribute, Bind, Call, Expr, Span, With
from practice_lint.project.constants import mapping, text
from practice_lint.project.link import Project
from practice_lint.project.names import FunctionRecord, Module
from practice_lint.project.visit import argument, calls_in, every_step, tail
from practice_lint.scope.schema_processes import DEPTH, TASKS, SchemaProcesses
from practice_lint.scope.schema_settings import SchemaSettings

SCHEDULES = ("CELERY_BEAT_SCHEDULE", "CELERYBEAT_SCHEDULE")
SCHEDULERS = ("CELERY_BEAT_SCHEDULER", "CELERYBEAT_SCHEDULER")
MAKERS = frozenset({"generate_beat_schedule"})  # of packages whose schedule goes through the practices
SENDING = frozenset({"delay", "apply_async", "si", "s"})
PUBLIC = frozenset({"get_public_schema_name", "PUBLIC_SCHEMA_NAME", "public_schema_name"})


@dataclass(frozen=True, slots=True)
class Sent:
    """`task` by its short name; `model`: label of a model whose rows it reads; `how`: "schedule" or "public"."""

    task: str
    model: str
    how: str
    module: str
    symbol: str
    span: Span


class SchemaTasks:
    def __init__(self, project: Project, schemas: SchemaSettings, processes: SchemaProcesses) -> None:
        self.project, self.names, self.schemas, self.processes = project, project.names, schemas, processes

    @cached_property
    def sent(self) -> tuple[Sent, ...]:
        """Only where the project's Celery carries the schema: elsewhere its application is at fault."""
        if not self.schemas.on or not self.processes.resets_tasks:
            return ()
        return (*(() if self._goes_through else self._scheduled()), *self._dispatched())

    # ── schedules ───────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def _goes_through(self) -> bool:
        """Whether the scheduler, or who makes the schedule, knows of tenants."""
        settings = [setting.value for name in SCHEDULERS for setting in self.project.settings.all(name)]
        if any(isinstance(value, str) and "tenant" in value.lower() for value in settings):
            return True
        for module in self._own_modules():
            for step in every_step(module.facts.body):
                if isinstance(step, Bind) and tail(step.target) == "beat_scheduler":
                    named = text(self.names, module.name, step.value)
                    if named is None or "tenant" in named.lower():
                        return True
            if any(tail(call) in MAKERS for call in calls_in(module.facts.body)):
                return True
        return False

    def _own_modules(self) -> Iterator[Module]:
        return (module for module in self.names.modules.values() if not module.stub)

    def _scheduled(self) -> Iterator[Sent]:
        for name in SCHEDULES:
            for _, setting in self.schemas.each(name):
                value = setting.value if isinstance(setting.value, dict) else {}
                for entry in value.values():
                    path = entry.get("task") if isinstance(entry, dict) else None
                    found = self._losing(path) if isinstance(path, str) else None
                    if found is not None:
                        yield Sent(*found, "schedule", setting.module, f"{setting.module}.{name}", setting.span)
        for module in sorted(self.names.modules.values(), key=lambda each: each.path):
            for step in () if module.stub else module.facts.body:
                if isinstance(step, Bind) and tail(step.target) == "beat_schedule":
                    yield from self._entries(module.name, step.value, step.span)
        for record in self._functions():
            for call in calls_in(record.facts.body):
                signature = argument(call, "sig", 1) if tail(call) == "add_periodic_task" else None
                task = self._task(record.name, signature) if signature is not None else None
                found = self._reads(task) if task is not None else None
                if found is not None:
                    yield Sent(*found, "schedule", record.module, record.name, call.span)

    def _entries(self, module: str, schedule: Expr, span: Span) -> Iterator[Sent]:
        for entry in mapping(self.names, module, schedule).values():
            path = mapping(self.names, module, entry).get("task")
            named = text(self.names, module, path) if path is not None else None
            found = self._losing(named) if named is not None else None
            if found is not None:
                yield Sent(*found, "schedule", module, module, span)

    def _losing(self, path: str) -> tuple[str, str] | None:
        """(short name, label of a model) of the task with that name, which is its function's place unless given."""
        record = self.names.functions.get(path)
        if record is None:
            record = next((each for each in self._functions() if self._called(each) == path), None)
        return self._reads(record) if record is not None else None

    def _called(self, record: FunctionRecord) -> str | None:
        for decorator in record.facts.decorators:
            if isinstance(decorator, Call) and tail(decorator) in TASKS:
                given = argument(decorator, "name")
                return text(self.names, record.module, given) if given is not None else None
        return None

    def _reads(self, record: FunctionRecord) -> tuple[str, str] | None:
        if self.names.modules[record.module].stub:
            return None
        label = self.processes.loses(record, DEPTH)
        return (record.facts.name, label) if label is not None else None

    # ── sent from the public schema ─────────────────────────────────────────────────────────────────────────────────

    def _dispatched(self) -> Iterator[Sent]:
        for record in self._functions():
            for step in every_step(record.facts.body):
                if not isinstance(step, With) or not any(self._public(record.name, each) for each, _ in step.items):
                    continue
                for call in calls_in(step.body):
                    task = self._task(record.name, call) if tail(call) in ("delay", "apply_async") else None
                    found = self._reads(task) if task is not None else None
                    if found is not None:
                        yield Sent(*found, "public", record.module, record.name, call.span)

    def _public(self, scope: str, manager: Expr) -> bool:
        if tail(manager) != "schema_context" or not isinstance(manager, Call) or not manager.args:
            return False
        name = manager.args[0]
        return text(self.names, scope, name) == "public" or tail(name) in PUBLIC

    def _task(self, scope: str, sent: Expr) -> FunctionRecord | None:
        """The task of `task.delay(…)` or `task.s(…)`."""
        function = sent.function if isinstance(sent, Call) else None
        if not isinstance(function, Attribute) or function.name not in SENDING:
            return None
        symbol = self.names.resolve_within(scope, function.of)
        record = self.names.functions.get(symbol.name) if symbol is not None else None
        tasks = record is not None and any(tail(each) in TASKS for each in record.facts.decorators)
        return record if tasks else None

    def _functions(self) -> Iterator[FunctionRecord]:
        for _, record in sorted(self.names.functions.items()):
            if not self.names.modules[record.module].stub:
                yield record
