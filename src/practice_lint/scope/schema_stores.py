"""What lies beside the database, where there are no schemas: Redis, search indexes, the media folder as it is served.

In: `Project`, `SchemaSettings`. Out: `SchemaStores`. Deliberately unknown: what a web server in front hands out.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from practice_lint.facts import Attribute, Bind, Call, Combine, Constant, Expr, Local
from practice_lint.project.constants import mapping, text
from practice_lint.project.link import Project
from practice_lint.project.names import FunctionRecord
from practice_lint.project.visit import argument, calls_in, every_expression, every_step, expressions_in, tail, words
from practice_lint.scope.schema_settings import SCHEMA_WORDS, SchemaSettings
from practice_lint.scope.schema_surfaces import Place, tells
from practice_lint.scope.schema_switches import ELSEWHERE

CLIENTS = (  # what makes a client of a store that knows no schemas
    "redis.Redis", "redis.StrictRedis", "redis.from_url", "redis.client.Redis", "redis.asyncio.Redis",
    "redis.Redis.from_url", "redis.StrictRedis.from_url", "django_redis.get_redis_connection",
    "pymemcache.client.base.Client", "pymemcache.client.Client", "memcache.Client", "pylibmc.Client",
)  # fmt: skip
WRITES = frozenset(
    {"set", "setex", "setnx", "hset", "hmset", "lpush", "rpush", "sadd", "zadd", "get", "hget", "hgetall", "mget"}
)
INDEXES = ("django_elasticsearch_dsl.", "elasticsearch_dsl.", "django_opensearch_dsl.", "opensearch_dsl.")
SERVE = "django.views.static.serve"


class SchemaStores:
    def __init__(self, project: Project, schemas: SchemaSettings) -> None:
        self.project, self.names, self.schemas = project, project.names, schemas

    def _functions(self) -> Iterator[FunctionRecord]:
        for _, record in sorted(self.names.functions.items()) if self.schemas.on else ():
            if not self.names.modules[record.module].stub and not any(p in f".{record.module}." for p in ELSEWHERE):
                yield record

    # ── caches that are not Django's ────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def keys(self) -> tuple[Place, ...]:
        """Keys without the schema in a function that reads rows of one; `what`: the model's label."""
        found = []
        for record in self._functions():
            label = self.schemas.touches(record.name)
            if label is None or self._asks(record):
                continue
            for call in calls_in(record.facts.body):
                if tail(call) in WRITES and isinstance(call.function, Attribute) and call.args:
                    key = self._bound(record, call.args[0])
                    if key is not None and not tells(key) and self._client(record, call.function.of):
                        found.append(Place(label, record.module, record.name, call.span))
                        break
        return tuple(found)

    def _asks(self, record: FunctionRecord) -> bool:
        """Whether the function speaks of the schema, or is told it."""
        told = any("schema" in param.name or "tenant" in param.name for param in record.facts.params)
        return told or any(
            isinstance(expr, (Attribute, Local)) and expr.name in SCHEMA_WORDS
            for expr in expressions_in(record.facts.body)
        )

    def _bound(self, record: FunctionRecord, expr: Expr) -> Expr | None:
        """The text that the key is; None where another function makes it."""
        if isinstance(expr, Local):
            bound = [s.value for s in every_step(record.facts.body) if isinstance(s, Bind) and s.target == expr]
            return self._bound(record, bound[-1]) if len(bound) == 1 and bound[0] != expr else None
        return expr if isinstance(expr, (Constant, Combine)) else None

    def _client(self, record: FunctionRecord, holder: Expr) -> bool:
        if isinstance(holder, Call):
            return self._makes(record.name, holder)
        if isinstance(holder, Local):
            steps = [s for s in every_step(record.facts.body) if isinstance(s, Bind) and s.target == holder]
            return any(isinstance(step.value, Call) and self._makes(record.name, step.value) for step in steps)
        symbol = self.names.resolve_within(record.name, holder)
        values = self.names.values(symbol.name) if symbol is not None and symbol.kind == "value" else ()
        scope = symbol.name.rpartition(".")[0] if symbol is not None else ""
        return any(isinstance(value, Call) and self._makes(scope, value) for _, value in values)

    def _makes(self, scope: str, call: Call) -> bool:
        symbol = self.names.resolve_within(scope, call.function)
        return symbol is not None and symbol.name in CLIENTS

    # ── search ──────────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def indexes(self) -> tuple[Place, ...]:
        """Documents of a model with a table per schema, in an index of one name."""
        found = []
        for name, record in sorted(self.names.classes.items()) if self.schemas.on else ():
            if self.names.modules[record.module].stub or not any(
                b.startswith(INDEXES) for b in self.names.mro(name)[1:]
            ):
                continue
            model = self.names.attribute(f"{name}.Django", "model")
            named = self.names.attribute(f"{name}.Index", "name")
            label = self.project.models.resolve_value(name, model[1]) if model is not None else None
            if named is None or not self.schemas.in_tenant(label) or label is None:
                continue
            word = text(self.names, name, named[1])
            if word is not None:
                what = f"{word} {self.project.models.by_name[label].label}"
                found.append(Place(what, record.module, name, record.facts.head))
        return tuple(found)

    # ── files as they are served ────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def served(self) -> tuple[Place, ...]:
        """Routes that hand out the whole media folder, those of all schemas in it."""
        found = []
        for module in sorted(self.names.modules.values(), key=lambda each: each.path):
            if module.stub or not self.schemas.on:
                continue
            for call in calls_in(module.facts.body):
                if tail(call) in ("path", "re_path", "url") and len(call.args) > 1 and self._serves(module.name, call):
                    found.append(Place("MEDIA_ROOT", module.name, module.name, call.span))
        return tuple(found)

    def _serves(self, module: str, route: Call) -> bool:
        symbol = self.names.resolve_expr(module, route.args[1])
        options = argument(route, "kwargs", 2)
        if symbol is None or symbol.name != SERVE or options is None:
            return False
        root = mapping(self.names, module, options).get("document_root")
        return root is not None and any(words(each).endswith("MEDIA_ROOT") for each in every_expression(root))
