"""What is remembered of models: fields, managers, relations, and what a lookup path leads to.

In: nothing. Out: frozen records that name each other by canonical name. Deliberately unknown: how they are found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from practice_lint.facts import Call, Expr, Span

RelationKind = Literal["fk", "o2o", "m2m", "generic", "generic-reverse"]


@dataclass(frozen=True, slots=True)
class Field:
    """A model field. `kind` is its class's bare name ("ForeignKey", "UUIDField", a project's own subclass resolved to
    the Django field it derives from). For relations `target` is the canonical name of the model (None: not
    resolved)."""

    name: str
    kind: str
    model: str  # canonical name of the class whose body declares it (an abstract base, perhaps)
    relation: RelationKind | None
    target: str | None
    null: bool
    unique: bool
    primary_key: bool
    related_name: str | None  # as it applies to the concrete model, %(class)s and %(app_label)s filled in; "+" hides
    related_query_name: str | None
    through: str | None
    on_delete: str | None  # bare name: "CASCADE", "SET_NULL"
    default: bool
    call: Call | None
    module: str
    span: Span
    unguessable: bool = False  # filled with random values unless told otherwise

    @property
    def column(self) -> str:
        """The attribute that holds the key: `practice_id` for a foreign key `practice`."""
        return self.name + "_id" if self.relation in ("fk", "o2o") else self.name


@dataclass(frozen=True, slots=True)
class Manager:
    """`objects = OrderManager.from_queryset(OrderQuerySet)()`: `manager` and `queryset` are canonical class names
    (project or stub or external), None where it is Django's own."""

    name: str
    manager: str | None
    queryset: str | None
    owner: str  # canonical name of the class that declares it
    value: Expr | None  # None for the implicit `objects`


@dataclass(frozen=True, slots=True)
class Relation:
    """One hop on the graph, forwards (`order.patient`) or backwards (`patient.order_set`)."""

    source: str
    name: str  # as written in a lookup
    target: str
    many: bool  # more than one row at the far end
    field: Field
    forward: bool


@dataclass(frozen=True, slots=True)
class Lookup:
    """`a__b__c__in` resolved on a model: the hops, then what is compared.

    `target`: the model whose key is compared when the path ends at a relation or at a primary key (`patient`,
    `patient_id`, `patient__pk`, `pk`); else None. `column`: the last non-relational field ("slug", "name"), else None;
    a primary key gives column None and target. `owner`: the model that `column` or the key belongs to.
    `transform`: "exact", "in", "isnull", "iexact", … `unresolved`: the rest of the path that names nothing known.
    """

    hops: tuple[Relation, ...]
    owner: str
    target: str | None
    column: str | None
    transform: str
    unresolved: str | None


@dataclass(frozen=True, slots=True)
class Model:
    """`label` is "app_label.Class". `fields` and `managers` include inherited ones (abstract and multi-table parents).
    `default_manager` is what `_default_manager` is: Meta.default_manager_name, else the first declared in MRO order.
    `bases` are the project's models among the MRO, nearest first. `library` is True for models of the stubs."""

    name: str
    label: str
    module: str
    path: str
    abstract: bool
    proxy: bool
    library: bool
    bases: tuple[str, ...]
    fields: Mapping[str, Field]
    managers: Mapping[str, Manager]
    default_manager: str
    meta: Mapping[str, Expr]  # Meta options by name, inherited as Django does
    span: Span
    head: Span
