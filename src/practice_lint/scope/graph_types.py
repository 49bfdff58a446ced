"""GraphQL types over models: which of them narrow their rows, and which fields answer with every practice's.

In: `Project`, `Views`. Out: `GraphTypes`. Deliberately unknown: resolvers, which the interpreter runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from practice_lint.facts import Attribute, Bind, Call, Constant, Expr, Local, Span
from practice_lint.project.link import Project
from practice_lint.project.schema import Model
from practice_lint.project.visit import calls_in, every_expression, tail, words
from practice_lint.scope.narrowing import NARROWING_CALLS, Narrowing, spoken
from practice_lint.scope.views import Views

if TYPE_CHECKING:
    from practice_lint.scope.program import QuerySite

# graphene-django: the base of types over a model; fields that read its default manager through `get_queryset()`.
TYPES = ("graphene_django.types.DjangoObjectType", "graphene_django.DjangoObjectType")
LISTS = frozenset({"DjangoListField", "DjangoConnectionField", "DjangoFilterConnectionField"})
NODE = "Node"  # relay.Node.Field(Type) fetches any row of the type by its global id
EVERYTHING = "__all__"


@dataclass(frozen=True, slots=True)
class GraphType:
    """A type over a practice-scoped model whose `get_queryset()` narrows nothing, and a field that answers with all its
    rows: `field` in words ("Query.patients")."""

    name: str
    module: str
    symbol: str
    head: Span
    model: Model
    field: str
    how: str  # list, node, traversal

    @property
    def word(self) -> str:
        return self.symbol.rpartition(".")[2]


class GraphTypes:
    def __init__(self, project: Project, views: Views, narrowing: Narrowing) -> None:
        self.project, self.names, self.models, self.tenancy = project, project.names, project.models, project.tenancy
        self.views, self.narrowing = views, narrowing

    @cached_property
    def open(self) -> tuple[GraphType, ...]:
        """By canonical name, one each."""
        reached = {**dict(self._traversals()), **dict(self._nodes()), **dict(self._lists())}
        found = []
        for name in sorted(reached):
            model = self._model(name)
            if model is not None and self.tenancy.scoped(model.name) and not self.narrows(name):
                record, (field, how) = self.names.classes[name], reached[name]
                found.append(GraphType(name, record.module, record.facts.name, record.facts.head, model, field, how))
        return tuple(found)

    def narrows(self, name: str) -> bool:
        """Whether the type's `get_queryset()`, or its model's default manager, ties the rows to the practice."""
        model = self._model(name)
        if model is not None and self.narrowing.scoped_by_default(model):
            return True
        method = self.names.method(name, "get_queryset")
        if method is None or self.names.modules[method.module].stub:
            return False
        filters = any(tail(call.function) in NARROWING_CALLS for call in calls_in(method.facts.body))
        return self.views.narrows(method.facts) or (filters and "user" in spoken(method.facts))

    def covers(self, resolver: str) -> bool:
        """Whether what a `resolve_<field>` method (canonical name) returns is narrowed by the field's type."""
        owner, _, method = resolver.rpartition(".")
        held = self._fields(owner).get(method.removeprefix("resolve_")) if method.startswith("resolve_") else None
        return held is not None and tail(held) in LISTS and any(self.narrows(t) for t in self._types_in(owner, held))

    # ── how a type is reached ───────────────────────────────────────────────────────────────────────────────────────

    def _lists(self) -> Iterator[tuple[str, tuple[str, str]]]:
        """Fields of types over no model: there is no row whose relation they could follow."""
        for owner in self._roots:
            for field, held in self._fields(owner).items():
                if tail(held) in LISTS and f"{owner}.resolve_{field}" not in self.names.functions:
                    for name in self._types_in(owner, held):
                        yield name, (f"{owner.rpartition('.')[2]}.{field}", "list")

    def _nodes(self) -> Iterator[tuple[str, tuple[str, str]]]:
        for owner in self._roots:
            for field, held in self._fields(owner).items():
                if tail(held) == "Field" and words(held).split(".")[-2:-1] == [NODE]:
                    named = list(self._types_in(owner, held))
                    for name in named or self._types:
                        own = self.names.method(name, "get_node")
                        if self._is_node(name) and (own is None or self.names.modules[own.module].stub):
                            yield name, (f"{owner.rpartition('.')[2]}.{field}", "node")

    def _traversals(self) -> Iterator[tuple[str, tuple[str, str]]]:
        """From a row that belongs to no practice to all that hang on it: `country { patients }`."""
        by_model: dict[str, list[str]] = {}
        for name in self._types:
            model = self._model(name)
            if model is not None:
                by_model.setdefault(model.name, []).append(name)
        for model_name, names in by_model.items():
            if self.tenancy.scoped(model_name) or model_name in (*self.tenancy.practices, self.models.user):
                continue
            for relation in self.models.relations(model_name):
                if relation.forward or not relation.many or not self.tenancy.scoped(relation.target):
                    continue
                accessor = relation.field.related_name or f"{relation.name}_set"
                for name in names:
                    if accessor in self._shown(name) or EVERYTHING in self._shown(name):
                        for target in by_model.get(relation.target, ()):
                            yield target, (f"{name.rpartition('.')[2]}.{accessor}", "traversal")

    # ── what a type is ──────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def _types(self) -> tuple[str, ...]:
        return tuple(sorted({name for base in TYPES for name in self.names.subclasses(base)}))

    @cached_property
    def _roots(self) -> tuple[str, ...]:
        """Classes of the project whose body holds graph fields and that stand for no model."""
        found = []
        for name, record in self.names.classes.items():
            if not self.names.modules[record.module].stub and name not in self._types:
                if any(base.rpartition(".")[2] in ("ObjectType", "object") for base in self.names.mro(name)[1:]) or (
                    not record.facts.bases and "quer" in name.lower()  # a mixin that the root query inherits
                ):
                    found.append(name)
        return tuple(sorted(found))

    def _fields(self, owner: str) -> Mapping[str, Call]:
        record = self.names.classes.get(owner)
        steps = record.facts.body if record is not None else ()
        return {
            step.target.name: step.value
            for step in steps
            if isinstance(step, Bind) and isinstance(step.target, Local) and isinstance(step.value, Call)
        }

    def _types_in(self, owner: str, call: Call) -> Iterator[str]:
        for arg in (*call.args, *(keyword.value for keyword in call.keywords if keyword.name in ("type", "_type"))):
            for expr in every_expression(arg):
                symbol = self._symbol(owner, expr)
                if symbol is not None and symbol in self._types:
                    yield symbol

    def _symbol(self, owner: str, expr: Expr) -> str | None:
        if isinstance(expr, Constant) and isinstance(expr.value, str) and "." in expr.value:
            symbol = self.names.resolve_path(self.names.classes[owner].module, expr.value)
        else:
            symbol = self.names.resolve_within(owner, expr)
        return symbol.name if symbol is not None else None

    def _model(self, name: str) -> Model | None:
        bound = self._meta(name, "model")
        model = self.models.resolve_value(bound[0], bound[1]) if bound is not None else None
        return self.models.by_name.get(model or "")

    def _shown(self, name: str) -> frozenset[str]:
        """The names in `Meta.fields`; EVERYTHING where it is left out or only excludes."""
        bound = self._meta(name, "fields")
        if bound is None:
            return frozenset({EVERYTHING})
        return frozenset(
            e.value for e in every_expression(bound[1]) if isinstance(e, Constant) and isinstance(e.value, str)
        )

    def _is_node(self, name: str) -> bool:
        bound = self._meta(name, "interfaces")
        return bound is not None and any(
            (isinstance(e, Attribute) and e.name == NODE) or words(e).endswith(NODE) for e in every_expression(bound[1])
        )

    def _meta(self, name: str, option: str) -> tuple[str, Expr] | None:
        for owner in self.names.mro(name):
            holder = f"{owner}.Meta"
            if holder in self.names.classes:
                bound = self.names.attribute(holder, option)
                if bound is not None:
                    return bound
        return None


SHAPES = frozenset({"rows", "row", "parent"})


def resolved(types: GraphTypes, entries: frozenset[str], sites: Iterable[QuerySite]) -> Iterator[QuerySite]:
    """The sites, leaks of resolvers with their own shape; rows that the field's type narrows after all are none."""
    for site in sites:
        if site.kind == "leak" and site.entry in entries and site.shape in SHAPES:
            if types.covers(f"{site.module}.{site.symbol}"):
                reason = "the field's type narrows them in `get_queryset()`"
                yield replace(site, kind="proved", cause="graph-type", reason=reason, shape="none")
            else:
                yield replace(site, shape="graphql")
        else:
            yield site
