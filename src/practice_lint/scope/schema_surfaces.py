"""Ways around a schema: SQL that names one, channel groups, tests, tokens and an admin that name none.

In: `Project`, `SchemaSettings`. Out: `SchemaSurfaces`. Deliberately unknown: verdicts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from practice_lint.facts import Attribute, Bind, Call, Combine, Constant, Expr, Local, Span
from practice_lint.project.architecture import LIBRARIES
from practice_lint.project.constants import held
from practice_lint.project.link import Project
from practice_lint.project.names import FunctionRecord
from practice_lint.project.visit import argument, calls_in, every_expression, every_step, expressions_in, tail, words
from practice_lint.scope.schema_settings import SchemaSettings
from practice_lint.scope.schema_switches import CONTEXTS, ELSEWHERE, SETTERS

RUNNING = frozenset({"execute", "executemany", "raw", "RawSQL", "callproc"})
PATH = re.compile(r"\bset\s+(session\s+)?search_path\b", re.I)  # LOCAL ends with its transaction
QUALIFIED = re.compile(r'\b(?:from|join|into|update)\s+"?([a-z_]\w*)"?\."?([a-z_]\w*)"?', re.I)
SYSTEM = frozenset({"pg_catalog", "information_schema", "public", "pg_temp", "extensions"})
TELLING = re.compile(r"schema|tenant", re.I)  # in a name: says which practice
TEST_BASES = ("django.test.", "rest_framework.test.")
TEST_WORDS = ("TestCase", "TransactionTestCase", "APITestCase", "APITransactionTestCase")
ROW_KEY = re.compile(r"(^|_)(id|pk)$")
SIGNING = ("django.core.signing.dumps", "django.core.signing.TimestampSigner", "django.core.signing.Signer")


@dataclass(frozen=True, slots=True)
class Place:
    """`what` in words; `symbol`: canonical name of the function, class or module around it."""

    what: str
    module: str
    symbol: str
    span: Span


class SchemaSurfaces:
    def __init__(self, project: Project, schemas: SchemaSettings) -> None:
        self.project, self.names, self.schemas = project, project.names, schemas

    def _functions(self) -> Iterator[FunctionRecord]:
        for _, record in sorted(self.names.functions.items()) if self.schemas.on else ():
            if not self.names.modules[record.module].stub and not any(p in f".{record.module}." for p in ELSEWHERE):
                yield record

    # ── SQL ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def sql(self) -> tuple[Place, ...]:
        """Statements that set the search path or name another schema's table."""
        found = []
        for record in self._functions():
            if record.owner in self.schemas.tenants:
                continue  # the tenant makes and clones its schema
            for call in calls_in(record.facts.body):
                if tail(call) not in RUNNING or not call.args:
                    continue
                text = " ".join(self._texts(record.name, call.args[0]))
                named = next((m[1] for m in QUALIFIED.finditer(text) if m[1].lower() not in SYSTEM), None)
                if PATH.search(text):
                    found.append(Place("sets the search path", record.module, record.name, call.span))
                elif named is not None and "tempor" not in text.lower():
                    found.append(Place(f"reads the schema `{named}`", record.module, record.name, call.span))
        return tuple(found)

    @cached_property
    def aliases(self) -> tuple[Place, ...]:
        """`using(…)` on rows of a schema, given a schema's name where a database's belongs."""
        databases = [setting.value for _, setting in self.schemas.each("DATABASES")]
        if not databases or not all(isinstance(value, dict) for value in databases):
            return ()
        found = []
        for record in self._functions():
            for call in calls_in(record.facts.body):
                if tail(call) != "using" or not isinstance(call.function, Attribute) or not call.args:
                    continue
                name = call.args[0]
                wrong = isinstance(name, Constant) and not any(name.value in aliases for aliases in databases)
                schema = isinstance(name, (Attribute, Local)) and name.name == "schema_name"
                if (wrong or schema) and self._of_schema(record.name, call.function.of):
                    what = f'"{name.value}"' if isinstance(name, Constant) else words(name)
                    found.append(Place(what, record.module, record.name, call.span))
        return tuple(found)

    def _of_schema(self, scope: str, chain: Expr) -> bool:
        return any(self.schemas.tenant_rows(scope, part) is not None for part in every_expression(chain))

    def _texts(self, scope: str, expr: Expr) -> Iterator[str]:
        """The texts in an expression, and in what a name of it is bound to."""
        for part in every_expression(expr):
            if isinstance(part, Constant) and isinstance(part.value, str):
                yield part.value
        for inner, value in held(self.names, scope, expr):
            if isinstance(value, (Constant, Combine)):
                yield from self._texts(inner, value)

    # ── channels ────────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def groups(self) -> tuple[Place, ...]:
        """Channel groups that consumers join under a name without the schema."""
        found = []
        for record in self._functions():
            for call in calls_in(record.facts.body):
                wrapped = call.function.args[0] if isinstance(call.function, Call) and call.function.args else None
                if (tail(call) == "group_add" or (wrapped is not None and tail(wrapped) == "group_add")) and call.args:
                    name = self._bound(record, call.args[0])
                    if name is not None and not tells(name):
                        found.append(Place(words(call.args[0]) or "its name", record.module, record.name, call.span))
        return tuple(found)

    def _bound(self, record: FunctionRecord, expr: Expr) -> Expr | None:
        """A text, or what the name was bound to in the function; None where another function decides."""
        if isinstance(expr, (Local, Attribute)):
            bound = [s.value for s in every_step(record.facts.body) if isinstance(s, Bind) and s.target == expr]
            return self._bound(record, bound[-1]) if bound and bound[-1] != expr else None
        return (
            expr if isinstance(expr, Constant) or (isinstance(expr, Combine) and expr.how in ("f", "+", "%")) else None
        )

    # ── the admin ───────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def registered(self) -> tuple[Place, ...]:
        """Where the tenant's models are registered with an admin that the practices' URLconf mounts."""
        if not self._mounted():
            return ()
        found: list[Place] = []
        for module in self.names.modules.values():
            if module.stub or not self.schemas.on:
                continue
            for call in calls_in(module.facts.body):
                if words(call.function).endswith("site.register") and call.args:
                    found.extend(self._registers(module.name, module.name, call))
        for record in self.names.classes.values():
            for decorator in record.facts.decorators if not self.names.modules[record.module].stub else ():
                if isinstance(decorator, Call) and tail(decorator) == "register" and decorator.args:
                    if not self._narrowed(record.name):
                        found.extend(self._registers(record.module, record.name, decorator))
        return tuple(found)

    def _registers(self, module: str, symbol: str, call: Call) -> Iterator[Place]:
        if argument(call, "site") is not None:
            return
        model = self.project.models.resolve_value(module, call.args[0])
        admin = self.names.resolve_expr(module, call.args[1]) if len(call.args) > 1 else None
        if model in self.schemas.tenants and model is not None and not (admin and self._narrowed(admin.name)):
            yield Place(self.project.models.by_name[model].label, module, symbol, call.span)

    def _narrowed(self, admin: str) -> bool:
        """Whether the admin class says itself who sees what."""
        hooks = ("get_queryset", "has_module_permission", "has_view_permission")
        return any(f"{admin}.{hook}" in self.names.functions for hook in hooks)

    def _mounted(self) -> bool:
        for module in self.schemas.served:
            root = module.settings.get("ROOT_URLCONF")
            symbol = (
                self.schemas.named(root.module, root.value)
                if root is not None and isinstance(root.value, str)
                else None
            )
            urls = self.names.modules.get(symbol.name) if symbol is not None else None
            if urls is not None:
                if any(
                    isinstance(e, Attribute) and words(e).endswith("site.urls") for e in expressions_in(urls.facts.body)
                ):
                    return True
        return False

    # ── tests and tokens ────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def tests(self) -> tuple[Place, ...]:
        """Test classes that use tables of a schema and have none."""
        found = []
        for name, record in sorted(self.names.classes.items()) if self.schemas.on else ():
            bases = self.names.mro(name)[1:]
            if self.names.modules[record.module].stub or any(base.startswith(LIBRARIES) for base in bases):
                continue
            if any(base.startswith(TEST_BASES) and base.endswith(TEST_WORDS) for base in bases):
                label = self.schemas.touches(name)
                if label is not None and not self._enters((name, *bases)):
                    found.append(Place(label, record.module, name, record.facts.head))
        return tuple(found)

    def _enters(self, classes: tuple[str, ...]) -> bool:
        return any(
            tail(call) in CONTEXTS | SETTERS | {"TenantClient"}
            for record in self.names.functions.values()
            if record.owner in classes
            for call in calls_in(record.facts.body)
        )

    @cached_property
    def tokens(self) -> tuple[Place, ...]:
        """Signed keys of rows without a word of their schema; what has a secret of its own is left out."""
        found = []
        for record in self._functions():
            if any(tells(step_part) for step_part in expressions_in(record.facts.body)):
                continue
            for call in calls_in(record.facts.body):
                symbol = self.names.resolve_within(record.name, call.function)
                if symbol is None or symbol.name != SIGNING[0] or argument(call, "key") is not None:
                    continue
                if call.args and _names_row(call.args[0]):
                    found.append(Place("signing.dumps", record.module, record.name, call.span))
        return tuple(found)


def _names_row(expr: Expr) -> bool:
    """Whether a name or text in the expression is that of a row's key."""
    for part in every_expression(expr):
        word = part.value if isinstance(part, Constant) else getattr(part, "name", "")
        if isinstance(word, str) and ROW_KEY.search(word):
            return True
    return False


def tells(expr: Expr) -> bool:
    """Whether a name or text in the expression speaks of schema or tenant."""
    for part in every_expression(expr):
        word = part.value if isinstance(part, Constant) else getattr(part, "name", "")
        if isinstance(word, str) and TELLING.search(word):
            return True
    return False
