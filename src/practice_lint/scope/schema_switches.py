"""Statements that change the schema of the connection, and querysets that outlive the change.

In: `Project`, `SchemaSettings`. Out: `SchemaSwitches`. Deliberately unknown: verdicts, and what a schema name is worth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from practice_lint.facts import (
    Attribute,
    Bind,
    Call,
    Comprehension,
    Constant,
    Expr,
    For,
    Leave,
    Local,
    Span,
    Step,
    Subscript,
    Try,
    While,
    With,
)
from practice_lint.project.link import Project
from practice_lint.project.names import FunctionRecord
from practice_lint.project.visit import every_expression, every_step, own_expressions, tail, words
from practice_lint.scope.schema_settings import SchemaSettings

CONTEXTS = frozenset({"schema_context", "tenant_context"})
SETTERS = frozenset({"set_schema", "set_tenant", "set_schema_to_public"})
LAZY = frozenset(  # queryset methods that ask the database nothing yet
    {
        "all", "filter", "exclude", "order_by", "select_related", "prefetch_related", "annotate", "distinct", "values",
        "values_list", "only", "defer", "reverse", "using", "union", "none", "alias", "dates",
    }
)  # fmt: skip
ASKED = frozenset({"GET", "POST", "data", "query_params", "COOKIES", "headers", "META", "kwargs", "GET_params"})
HOSTS = frozenset({"HTTP_HOST", "HTTP_X_FORWARDED_HOST", "SERVER_NAME", "Host", "host"})
# What a function says that asks whether the caller may be there.
CHECKS = re.compile(
    r"(^|_)(users?|is_staff|is_superuser|superuser|members?|memberships?|perms?|permissions?|allowed|authori[sz]ed|access|"
    r"tokens?|signature)(_|$)"
)
GATES = ("staff", "superuser", "admin", "internal")  # in a decorator's words
ELSEWHERE = (".management.commands.", ".migrations.", ".tests.", ".testing.", ".test_", ".conftest.", ".scripts.")
DEPTH = 4  # locals that stand for locals


@dataclass(frozen=True, slots=True)
class Switch:
    """`word`: schema_context, set_schema, … `asked`: the words of the request that name the schema. `loops`: a loop
    around it goes through schemas. `kept`: a `finally` around or after it sets the schema back, or a `with` does.
    `request`: the function answers requests."""

    word: str
    function: str
    module: str
    span: Span
    asked: str | None
    loops: bool
    kept: bool
    request: bool


@dataclass(frozen=True, slots=True)
class Escape:
    """A queryset that was built in a `with` for a schema and is evaluated when that schema is left."""

    model: str  # label
    name: str
    word: str
    function: str
    module: str
    span: Span


class SchemaSwitches:
    def __init__(self, project: Project, schemas: SchemaSettings) -> None:
        self.project, self.names, self.schemas = project, project.names, schemas

    @cached_property
    def switches(self) -> tuple[Switch, ...]:
        return tuple(switch for record in self._functions() for switch in self._of(record))

    @cached_property
    def escapes(self) -> tuple[Escape, ...]:
        return tuple(escape for record in self._functions() for escape in self._escaping(record))

    def checked(self, function: str) -> bool:
        """Whether the function or a decorator of it asks who the caller is."""
        record = self.names.functions[function]
        for step in every_step(record.facts.body):
            for own in own_expressions(step):
                for expr in every_expression(own):
                    word = expr.name if isinstance(expr, Attribute) else ""
                    if CHECKS.search(word.lower()):
                        return True
        gates = [*record.facts.decorators, *self._permissions(record)]
        return any(gate in f"{words(each)} {self._arguments(each)}".lower() for each in gates for gate in GATES)

    def _permissions(self, record: FunctionRecord) -> Iterator[Expr]:
        found = self.names.attribute(record.owner, "permission_classes") if record.owner is not None else None
        if found is not None:
            yield found[1]

    def _arguments(self, decorator: Expr) -> str:
        return " ".join(words(part) for part in every_expression(decorator))

    # ── finding them ────────────────────────────────────────────────────────────────────────────────────────────────

    def _functions(self) -> Iterator[FunctionRecord]:
        for _, record in sorted(self.names.functions.items()) if self.schemas.on else ():
            module = self.names.modules[record.module]
            if not module.stub and not any(part in f".{record.module}." for part in ELSEWHERE):
                yield record

    @cached_property
    def _answering(self) -> frozenset[str]:
        """Functions and classes that answer requests."""
        kinds = ("view", "ninja", "graphql", "admin", "consumer")
        return frozenset(entry.target for entry in self.project.entries if entry.kind in kinds)

    def _request(self, record: FunctionRecord) -> bool:
        return record.name in self._answering or record.owner in self._answering

    def _of(self, record: FunctionRecord) -> Iterator[Switch]:
        bound = _bound(record.facts.body)
        request = self._request(record)
        params = self._from_url(record)
        for step, around in _walk(record.facts.body, ()):
            loops = any(isinstance(each, (For, While)) for each in around)
            if isinstance(step, With):
                for manager, _ in step.items:
                    if isinstance(manager, Call) and (tail(manager) in CONTEXTS or _descriptor(manager)):
                        asked = self._asked(manager, bound, params)
                        yield Switch(
                            tail(manager), record.name, record.module, manager.span, asked, loops, True, request
                        )
                continue
            for own in own_expressions(step):
                for call in every_expression(own):
                    if isinstance(call, Call) and self._sets_schema(record.name, call):
                        kept = any(isinstance(each, Try) and _sets(each.final) for each in around) or _later(
                            record.facts.body
                        )
                        asked = self._asked(call, bound, params)
                        yield Switch(tail(call), record.name, record.module, call.span, asked, loops, kept, request)

    def _sets_schema(self, scope: str, call: Call) -> bool:
        if tail(call) in SETTERS:
            return _on_connection(call)
        if tail(call) != "activate":
            return False
        symbol = self.names.resolve_within(scope, call.function)
        return symbol is not None and symbol.name.startswith("django_pgschemas.")

    def _from_url(self, record: FunctionRecord) -> frozenset[str]:
        routed = {name for entry in self.project.entries if entry.target == record.name for name in entry.params}
        return frozenset(routed & {param.name for param in record.facts.params})

    def _asked(self, call: Call, bound: Mapping[str, list[Expr]], params: frozenset[str]) -> str | None:
        """The words of the request that the call's argument is made of."""
        pending: list[tuple[Expr, int]] = [(arg, 0) for arg in call.args]
        seen: set[str] = set()
        while pending:
            expr, depth = pending.pop()
            for part in every_expression(expr):
                match part:
                    case Attribute(of=of, name=name) if name in ASKED and words(of).endswith(
                        ("request", "self", "scope")
                    ):
                        if not any(
                            isinstance(each, Constant) and each.value in HOSTS for each in every_expression(expr)
                        ):
                            return f"{words(of)}.{name}"
                    case Local(name=name) if name in params:
                        return name
                    case Local(name=name) if depth < DEPTH and name not in seen:
                        seen.add(name)
                        pending.extend((value, depth + 1) for value in bound.get(name, ()))
        return None

    # ── querysets that escape ───────────────────────────────────────────────────────────────────────────────────────

    def _escaping(self, record: FunctionRecord) -> Iterator[Escape]:
        for step in every_step(record.facts.body):
            if not isinstance(step, With):
                continue
            word = next((tail(manager) for manager, _ in step.items if tail(manager) in CONTEXTS), None)
            if word is None:
                continue
            lazy: dict[str, tuple[str, Span]] = {}
            for inner in every_step(step.body):
                evaluated = _evaluated(inner, lazy)
                for name in evaluated:
                    lazy.pop(name, None)
                if isinstance(inner, Bind) and isinstance(inner.target, Local):
                    label = self._lazy(record.name, inner.value)
                    if label is not None:
                        lazy[inner.target.name] = (label, inner.span)
                    elif not _refines(inner.value, inner.target.name):
                        lazy.pop(inner.target.name, None)
                if isinstance(inner, Leave) and inner.how == "return" and inner.value is not None:
                    label = self._lazy(record.name, inner.value)
                    held = lazy.get(inner.value.name) if isinstance(inner.value, Local) else None
                    if label is not None or held is not None:
                        model = label or (held[0] if held else "")
                        yield Escape(model, "", word, record.name, record.module, inner.span)
            last = step.span.end_line
            for name, (label, span) in lazy.items():
                if _read_after(record.facts.body, name, last):
                    yield Escape(label, name, word, record.name, record.module, span)

    def _lazy(self, scope: str, expr: Expr) -> str | None:
        """The label of the model with a table per schema whose rows a chain of lazy methods describes."""
        while True:
            match expr:
                case Call(function=Attribute(of=of, name=name)) if name in LAZY:
                    expr = of
                case Attribute():
                    return self.schemas.tenant_rows(scope, expr)
                case _:
                    return None


def _descriptor(manager: Call) -> bool:
    """`Schema.create(…)` of django-pgschemas."""
    return words(manager.function).endswith(("Schema.create", "SchemaDescriptor.create"))


def _on_connection(call: Call) -> bool:
    return isinstance(call.function, Attribute) and "connection" in (words(call.function.of) or _held(call.function.of))


def _held(expr: Expr) -> str:
    """`connections["default"]`"""
    return words(expr.of) if isinstance(expr, Subscript) else ""


def _sets(steps: Sequence[Step]) -> bool:
    return any(
        isinstance(expr, Call) and tail(expr) in SETTERS
        for step in every_step(steps)
        for own in own_expressions(step)
        for expr in every_expression(own)
    )


def _later(steps: Sequence[Step]) -> bool:
    """Whether some `finally` of the body sets the schema: the usual form has the switch before its `try`."""
    return any(isinstance(step, Try) and _sets(step.final) for step in every_step(steps))


def _walk(steps: Sequence[Step], around: tuple[Step, ...]) -> Iterator[tuple[Step, tuple[Step, ...]]]:
    """Every step with the loops, tries and blocks around it, outermost first."""
    for step in steps:
        yield step, around
        inner = (*around, step)
        for name in ("then", "other", "body", "final"):
            part = getattr(step, name, ())
            yield from _walk(part, inner if name != "final" else around)
        for handler in getattr(step, "handlers", ()):
            yield from _walk(handler.body, inner)


def _bound(steps: Sequence[Step]) -> dict[str, list[Expr]]:
    found: dict[str, list[Expr]] = {}
    for step in every_step(steps):
        if isinstance(step, Bind) and isinstance(step.target, Local):
            found.setdefault(step.target.name, []).append(step.value)
        elif isinstance(step, For) and isinstance(step.target, Local):
            found.setdefault(step.target.name, []).append(step.iterable)
    return found


def _refines(value: Expr, name: str) -> bool:
    """`rows = rows.filter(…)`"""
    while isinstance(value, Call) and isinstance(value.function, Attribute) and value.function.name in LAZY:
        value = value.function.of
    return value == Local(name)


def _evaluated(step: Step, lazy: Mapping[str, object]) -> set[str]:
    """Names of querysets that the step fetches as a whole: those keep their rows afterwards."""
    found = set()
    if isinstance(step, For) and isinstance(step.iterable, Local):
        found.add(step.iterable.name)
    for own in own_expressions(step):
        for expr in every_expression(own):
            match expr:
                case Call(function=function, args=(Local(name=name), *_)) if words(function) in FETCHING:
                    found.add(name)
                case Comprehension(clauses=clauses):
                    found.update(clause.iterable.name for clause in clauses if isinstance(clause.iterable, Local))
    return found & lazy.keys()


def _read_after(steps: Sequence[Step], name: str, line: int) -> bool:
    """Whether a later step uses the name before it is bound anew, other than to ask for counts."""
    for step in every_step(steps):
        if step.span.line <= line or isinstance(step, (With,)):
            continue
        for own in own_expressions(step):
            if isinstance(step, Bind) and own is step.target:
                continue
            if any(expr == Local(name) for expr in every_expression(own)):
                return True
        if isinstance(step, Bind) and step.target == Local(name):
            return False
    return False


FETCHING = frozenset(
    {"list", "tuple", "set", "len", "bool", "sorted", "dict", "sum", "any", "all", "max", "min", "next"}
)
