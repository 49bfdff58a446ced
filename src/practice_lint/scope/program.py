"""The analysed program: the project, and what the interpreter found at every query site.

In: `Project` and the records of the interpreter. Out: `Program`, what rules, the ledger and the reports ask.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from practice_lint.facts import Span
from practice_lint.findings.finding import Step
from practice_lint.project.link import Project
from practice_lint.project.schema import Field
from practice_lint.scope.admins import Admins
from practice_lint.scope.carriers import Carriers
from practice_lint.scope.columns import Columns
from practice_lint.scope.crossings import Store, StoreUse
from practice_lint.scope.fields import Fields
from practice_lint.scope.file_paths import FilePaths
from practice_lint.scope.graph_types import GraphTypes
from practice_lint.scope.records import Crash
from practice_lint.scope.refusals import Refusals
from practice_lint.scope.schema_processes import SchemaProcesses
from practice_lint.scope.schema_settings import SchemaSettings
from practice_lint.scope.schema_stores import SchemaStores
from practice_lint.scope.schema_surfaces import SchemaSurfaces
from practice_lint.scope.schema_switches import SchemaSwitches
from practice_lint.scope.schema_tasks import SchemaTasks
from practice_lint.scope.searches import Searches
from practice_lint.scope.switches import Switches
from practice_lint.scope.uniques import Uniques
from practice_lint.scope.views import Views

VerdictKind = Literal["proved", "leak", "undecided", "exempt"]


Shape = Literal[
    "rows",
    "row",
    "write",
    "parent",
    "practice",
    "gate",
    "admin",
    "graphql",
    "template-source",
    "relation",
    "raw",
    "none",
    "discarded",
    "conditional",
    "or",
    "upsert",
    "existence",
    "bypass",
    "fail-open",
    "model",
    "class-queryset",
    "mixin-after-view",
    "override",
    "class-queryset-used",
    "action",
    "cross-practice",
    "task",
    "arbitrary",
]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where a leak is reported when not at its query: the call of a helper that others call safely, the
    statement that throws a scope away."""

    path: str
    span: Span
    module: str
    symbol: str
    query: str


@dataclass(frozen=True, slots=True)
class Queued:
    """Where a job is queued with the request's own key, and how that leads to the query in the job."""

    at: Elsewhere
    key: str | None
    entry: str | None
    trail: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class NullMatch:
    """A practice that may be None, on rows that may have none. `model` is the label of the rows' model (a helper's
    query may be of several), `path` the lookup that compares them, over the nullable key `field` of the rows. `carrier`
    is the nullable key that the practice is read from, None where a query may find none; `source` names the one or the
    other and tells sources apart."""

    model: str
    path: str
    field: Field
    carrier: Field | None
    source: str


@dataclass(frozen=True, slots=True)
class QuerySite:
    """One query on practice-scoped rows, at one place, with its one verdict.

    `ends` is what the query ends in: "rows", "row", "count", "write", "create". `shape` says of a leak which rule it
    is for, so that no two rules speak of one site; "none" for what is no leak or follows from another. `cause` is a
    word for tables and counts, `reason` says it to people. `trail` leads from the entry point (`entry`) to the sink;
    several entries may reach a helper: the worst is shown and `reached_by` counts them. `key` is the request value that
    chooses the row, in words. `model` is the label, `practice_path` the lookup that would scope it.
    """

    path: str
    span: Span
    module: str
    symbol: str
    model: str
    practice_path: str | None
    query: str
    ends: str
    shape: Shape
    kind: VerdictKind
    cause: str
    reason: str
    trail: tuple[Step, ...]
    entry: str | None
    reached_by: int
    sink: str | None
    key: str | None
    confidence: Literal["high", "medium", "low"]
    elsewhere: Elsewhere | None = None
    queued: tuple[Queued, ...] = ()  # of a leak in a job: every place that queues it with an unproved key
    nulls: tuple[NullMatch, ...] = ()  # of a proved query: the practice that ties it may be None, and so may the rows'
    siblings: int = 0  # other queries on the model in the same file that are proved
    unguessable: bool = False  # the request finds the rows by random keys alone


@dataclass(frozen=True, slots=True)
class FailOpen:
    """A manager's `get_queryset` (canonical name) that scopes on one way and returns all rows on another, with the
    labels of the models that read through it."""

    method: str
    models: tuple[str, ...]


@dataclass
class Program:
    """`sites` in order of place. `filled`: (model, column) that is seen to be written -> whether with a value of the
    request or of other rows, rather than one that only the server or another system knows."""

    project: Project
    sites: tuple[QuerySite, ...] = ()
    stores: tuple[StoreUse, ...] = ()  # what goes past the database, in order of place
    overrun: tuple[str, ...] = ()  # entry points that were too large to follow to their end
    crashes: tuple[Crash, ...] = ()  # entry points on which the interpreter failed
    fail_open: tuple[FailOpen, ...] = ()
    filled: Mapping[tuple[str, str], bool] = field(default_factory=dict)

    @cached_property
    def admins(self) -> Admins:
        return Admins(self.project, self.views, self.fields.narrowing)

    @cached_property
    def carriers(self) -> Carriers:
        return Carriers(self.project)

    @cached_property
    def columns(self) -> Columns:
        return Columns(self.project)

    @cached_property
    def fields(self) -> Fields:
        return Fields(self.project, self.views)

    @cached_property
    def graph_types(self) -> GraphTypes:
        return GraphTypes(self.project, self.views, self.fields.narrowing)

    @cached_property
    def file_paths(self) -> FilePaths:
        return FilePaths(self.project)

    @cached_property
    def refusals(self) -> Refusals:
        return Refusals(self.project)

    @cached_property
    def schemas(self) -> SchemaSettings:
        return SchemaSettings(self.project)

    @cached_property
    def schema_processes(self) -> SchemaProcesses:
        return SchemaProcesses(self.project, self.schemas)

    @cached_property
    def schema_tasks(self) -> SchemaTasks:
        return SchemaTasks(self.project, self.schemas, self.schema_processes)

    @cached_property
    def schema_stores(self) -> SchemaStores:
        return SchemaStores(self.project, self.schemas)

    @cached_property
    def schema_surfaces(self) -> SchemaSurfaces:
        return SchemaSurfaces(self.project, self.schemas)

    @cached_property
    def schema_switches(self) -> SchemaSwitches:
        return SchemaSwitches(self.project, self.schemas)

    @cached_property
    def searches(self) -> Searches:
        return Searches(self.project, self.fields.narrowing)

    @cached_property
    def switches(self) -> Switches:
        return Switches(self.project)

    @cached_property
    def uniques(self) -> Uniques:
        return Uniques(self.project, self.fields, self.filled)

    @cached_property
    def views(self) -> Views:
        return Views(self.project)

    def stores_of(self, *stores: Store) -> list[StoreUse]:
        """What goes past the database into these stores, in order of place; where each practice has a schema, names
        are another matter and none is given."""
        return [] if self.schemas.on else [use for use in self.stores if use.store in stores]

    @cached_property
    def ledger(self) -> Counter[VerdictKind]:
        return Counter(site.kind for site in self.sites)

    @cached_property
    def _by_shape(self) -> dict[str, list[QuerySite]]:
        found: dict[str, list[QuerySite]] = defaultdict(list)
        for site in self.sites:
            if site.kind == "leak":
                found[site.shape].append(site)
        return found

    @cached_property
    def _by_symbol(self) -> dict[str, list[QuerySite]]:
        found: dict[str, list[QuerySite]] = defaultdict(list)
        for site in self.sites:
            found[f"{site.module}.{site.symbol}"].append(site)
        return found

    def within(self, name: str) -> list[QuerySite]:
        """The query sites in the body of a function or class (canonical name), in order of place."""
        return self._by_symbol.get(name, [])

    def leaks(self, shape: Shape) -> list[QuerySite]:
        """Query sites whose leak has this shape, in order of place."""
        return self._by_shape.get(shape, [])
