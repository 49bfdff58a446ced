"""What the interpreter knows and records: names as values, managers, class attributes, query sites and their uses.

In: `Project`. Out: `Records`, one list of observations per query site. Deliberately unknown: control flow.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from practice_lint.facts import Attribute, Call, Constant, Expr, Global, Local, Span
from practice_lint.project.link import Project
from practice_lint.project.models import Model
from practice_lint.project.names import FunctionRecord, Symbol
from practice_lint.project.tables import Tables
from practice_lint.project.visit import argument
from practice_lint.scope.effects import Effects, mentions
from practice_lint.scope.gates import Gate
from practice_lint.scope.lookups import ties_of
from practice_lint.scope.proofs import Prover
from practice_lint.scope.reflection import Reflection
from practice_lint.scope.standing import Judge, Standing, State, words
from practice_lint.scope.state import NOBODY_TIE, Env, Frame, Place, Unreachable, Use, certified, marked, marks
from practice_lint.scope.values import (
    BYPASSED,
    NO_FACTS,
    NOBODY,
    NONE,
    REQUEST,
    WRITING,
    Carrier,
    ClassRef,
    Const,
    External,
    Fact,
    FunctionRef,
    Input,
    Instance,
    Kept,
    Key,
    Made,
    Module,
    NewRow,
    OneOf,
    Opaque,
    Request,
    Row,
    Rows,
    Seq,
    Site,
    Table,
    Tie,
    Value,
    alternatives,
    atoms,
    join_all,
    made,
    text_of,
)

if TYPE_CHECKING:
    from practice_lint.scope.sql import Reader

BUDGET = 20_000  # expressions evaluated for one entry point; beyond it calls are not followed any more
HARD_FACTOR = 4  # beyond so many budgets the run is given up: what was not reached stays undecided
SMALL_BUDGET = 6_000  # the same for a background job and for a function run on its own
MAX_CALL_DEPTH = 24  # functions inside functions
MAX_HOPS = 4  # a row of a global model is traced back over so many foreign keys
MAX_LEAVING = 40  # values that leave at once, through objects that hold them


class BudgetSpent(Exception):
    """This entry point is too large: what was not reached stays undecided."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What was seen of a query site on one run."""

    standing: Standing
    rows: Rows
    how: str | None  # the sink; None: only evaluated
    certain: bool
    trail: tuple[Place, ...]
    entry: str | None
    mode: str  # how the code was entered: view, task, alone, …


@dataclass(frozen=True, slots=True)
class Crossing:
    """A value went to or came from a store outside the database under a name. `act`: kept, read, joined, sent. `model`:
    the practice-scoped model whose rows it holds, None where that is not known."""

    store: str
    act: str
    naming: Standing
    site: Site
    model: str | None
    trail: tuple[Place, ...]
    entry: str | None
    mode: str
    text: str = ""  # the name's words where no expression stands at the site


@dataclass(slots=True)
class Records:
    seen: dict[Site, list[Observation]] = field(default_factory=dict)
    used: dict[Site, list[Observation]] = field(default_factory=dict)
    discarded: dict[Site, Place] = field(default_factory=dict)  # a scope that was put on rows and thrown away
    sql: set[Site] = field(default_factory=set)  # queries that are written in SQL
    chosen: set[tuple[str, str]] = field(default_factory=set)  # (path, symbol): takes a model that the request names
    asked: set[Site] = field(default_factory=set)  # queries whose answer is whether there is such a row
    visited: set[str] = field(default_factory=set)  # functions that some entry point ran
    crossings: list[Crossing] = field(default_factory=list)  # what went past the database under a name
    spent: list[str] = field(default_factory=list)  # entry points that ran out of budget
    gates: dict[str, Gate] = field(default_factory=dict)  # by entry point, what stands in front of it
    gated: set[str] = field(default_factory=set)  # entry points on whose way something proved a practice


class Runtime:
    """State of the interpreter that outlives one expression."""

    def __init__(self, project: Project) -> None:
        self.project, self.names, self.models, self.tenancy = project, project.names, project.models, project.tenancy
        self.judge = Judge(project.models, project.tenancy)
        self.prover = Prover(self.judge)
        self.records = Records()
        self.caller = Row(
            Rows(self.models.user or "django.contrib.auth.models.User", frozenset({Tie("caller", "")}), None)
        )
        self.carriers: dict[str, Value] = {}  # request attributes that middleware sets
        self.request_holders: set[str] = {"request"}
        self.evaluating: set[tuple[str, str]] = set()
        self.stack: list[str] = []
        self.queries: dict[Site, Expr] = {}  # what stands at each place
        self.tasks = frozenset(e.target for e in project.entries if e.kind == "task")
        self.unrouted = frozenset(
            f"{e.target} (no route found)" for e in project.entries if e.kind == "view" and e.route is None
        )
        self.dispatched: set[Any] = set()  # jobs that were run with these arguments
        self.places: dict[str, Site] = {}  # lines that sketches remember by name
        self.entry_site: Site | None = None  # where this run's entry point is registered
        self.entry: str | None = None
        self.mode = "alone"
        self.budget = BUDGET
        self.hard_limit = BUDGET * HARD_FACTOR
        self.judged: set[Value] = set()  # rows whose leaving was judged in this run, where two ways met
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
        self._globals: dict[str, Value] = {}
        reflection = Reflection(project.names)
        self.bound_names, self.methods_named, self.own_methods = (
            reflection.bound_names,
            reflection.methods_named,
            reflection.own_methods,
        )
        self.bound_names_of_mro = reflection.bound_names_of_mro
        self.remembering = self._memories()
        self.route_params: frozenset[str] | None = None  # what the URL of this run captures; None: not known
        self._view_bases = ("django.views.generic.base.View", "rest_framework.views.APIView")

    # ── filled in by Machine ────────────────────────────────────────────────────────────────────────────────────────

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

    # ── frames and sites ────────────────────────────────────────────────────────────────────────────────────────────

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
        """The place of the chain that is being evaluated; for library code, the project's chain that called it."""
        if frame.chain is None:
            return frame.outer_site
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

    # ── names as values ─────────────────────────────────────────────────────────────────────────────────────────────

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
        self._globals[name] = value
        return value

    def _quiet(self, expr: Expr, frame: Frame, env: Env) -> Value:
        """Evaluate outside any run: nothing in it may end the run."""
        try:
            return self.eval(expr, frame, env)
        except Unreachable:
            return Opaque("it always raises")

    def bound(self, record: FunctionRecord, self_: Value | None, cls: Value | None) -> Value:
        """The function, decorators applied, bound to `self_` unless static; a class method to its class."""
        kinds = self._decorator_kinds(record)
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
        return self.decorated(function, tuple(plain), frame, Env({}, {}, NO_FACTS, {}))

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

    def _decorator_word(self, decorator: Expr) -> str:
        if isinstance(decorator, Call):
            return self._decorator_word(decorator.function)
        if isinstance(decorator, (Global, Local)):
            return decorator.name
        return decorator.name if isinstance(decorator, Attribute) else ""

    def _decorator_kinds(self, record: FunctionRecord) -> set[str]:
        return {self._decorator_word(d) for d in record.facts.decorators}

    def is_property(self, record: FunctionRecord) -> bool:
        return bool(self._decorator_kinds(record) & PROPERTIES)

    # ── classes ─────────────────────────────────────────────────────────────────────────────────────────────────────

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
                value = self._quiet(expr, frame, Env({}, {}, NO_FACTS, {}))
        finally:
            self.evaluating.discard((owner, name))
        self._attributes[key] = value
        return value

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

    # ── managers ────────────────────────────────────────────────────────────────────────────────────────────────────

    def methods_of(self, model: str) -> tuple[str, ...]:
        record = self.models.by_name.get(model)
        if record is None:
            return ()
        manager = record.managers.get(record.default_manager)
        return tuple(c for c in (manager.manager, manager.queryset) if c) if manager else ()

    def default_rows(self, model: str, env: Env) -> Rows:
        """What `model._default_manager.all()` returns."""
        found = self._defaults.get(model)
        if found is None:
            self._defaults[model] = Rows(model, NO_FACTS, None)  # type: ignore[arg-type]
            record = self.models.by_name.get(model)
            value = self.manager(record, record.default_manager, None, env) if record else None
            found = value if isinstance(value, Rows) else Rows(model, frozenset(), None)
            self._defaults[model] = found
        if BYPASSED in env.facts and any(t.kind == "ambient" for t in found.ties):
            return bypassing(found, "scopes_disabled()")
        return found

    def manager(self, model: Model, name: str, frame: Frame | None, env: Env) -> Rows | None:
        """`Model.objects`: the rows that the manager's own `get_queryset` leaves."""
        if name in ("_default_manager", "_base_manager"):
            name = model.default_manager if name == "_default_manager" else "_base_manager"
        manager = model.managers.get(name)
        if manager is None and name not in ("objects", "_base_manager"):
            return None
        if manager is None and model.managers and name == "objects":
            return None
        key = (model.name, name)
        if key not in self._managers:
            self._managers[key] = Rows(model.name, frozenset(), None, self._manager_classes(manager))
            self._managers[key] = self._manager_rows(model, manager)
        rows = self._managers[key]
        assert isinstance(rows, Rows)
        rows = self._round_the_scope(model, name, rows, env)
        return self.rooted(rows, frame) if frame is not None else rows

    def _round_the_scope(self, model: Model, name: str, rows: Rows, env: Env) -> Rows:
        """Rows of a manager beside the one that scopes, or read where scopes are switched off, are marked so."""
        if BYPASSED in env.facts and any(t.kind == "ambient" for t in rows.ties):
            return bypassing(rows, "scopes_disabled()")
        if name in self.project.config.bypasses:
            return bypassing(rows, name)
        if name != model.default_manager and self.judge.rows(rows, NO_FACTS).state is State.OPEN:
            if self.judge.scoped(model.name) and self.scopes(self.default_rows(model.name, env)):
                return bypassing(rows, name)
        return rows

    def unscoped(self, rows: Rows) -> Rows:
        """Rows of a manager as they are before its own `get_queryset`: what `super().get_queryset()` gives its other
        methods."""
        model = self.models.by_name.get(rows.model)
        for manager in model.managers.values() if model is not None else ():
            known = self._managers.get((rows.model, manager.name))
            if isinstance(known, Rows) and known.ties and known.methods == rows.methods and known.ties <= rows.ties:
                rest = Rows(rows.model, rows.ties - known.ties, rows.site, rows.methods, rows.field)
                return bypassing(rest, "super().get_queryset()") if self.scopes(known) else rest
        return rows

    def scopes(self, rows: Rows) -> bool:
        """Whether a manager's own `get_queryset` pins its rows to the practice, on one way at least."""
        arms = [arm for t in rows.ties if t.kind == "either" for arm in t.arms] or [rows.ties]
        return any(self.judge.ties(rows.model, arm, NO_FACTS, 0).state is State.PROVED for arm in arms)

    def _manager_classes(self, manager: Any) -> tuple[str, ...]:
        return tuple(c for c in (manager.manager, manager.queryset) if c) if manager is not None else ()

    def _manager_rows(self, model: Model, manager: Any) -> Rows:
        base = Rows(model.name, frozenset(), None, self._manager_classes(manager))
        if manager is not None and self._made_by(manager) in AMBIENT_FACTORIES:
            return Rows(base.model, frozenset({Tie("ambient", f"`{manager.name}`")}), None, base.methods)
        if manager is None or manager.manager is None or manager.manager not in self.names.classes:
            return base
        ambient = AMBIENT_MANAGERS.intersection(self.names.mro(manager.manager))
        if ambient:
            return Rows(base.model, frozenset({Tie("ambient", f"`{manager.name}`")}), None, base.methods)
        method = self.names.method(manager.manager, "get_queryset")
        if method is None or self.names.modules[method.module].stub:
            return base
        frame = self.module_frame(method.module)
        env = Env({}, {}, NO_FACTS, {})
        mode, self.mode = self.mode, "manager"
        try:
            value = self.call(self.bound(method, base, ClassRef(manager.manager)), [], [], frame, env, None)
        except Unreachable:
            return base
        finally:
            self.mode = mode
        if isinstance(value, Rows) and value.model == model.name:
            return Rows(value.model, value.ties, None, base.methods)
        if isinstance(value, OneOf) and all(isinstance(p, Rows) for p in value.parts):
            arms = tuple(p.ties for p in value.parts if isinstance(p, Rows))
            return Rows(model.name, frozenset({Tie("either", "manager", arms=arms)}), None, base.methods)
        tie = Tie("unknown", f"manager-not-followed:`{manager.name}` has a get_queryset that was not followed")
        return Rows(model.name, frozenset({tie}), None, base.methods)

    def _made_by(self, manager: Any) -> str | None:
        """The function or class whose call makes the manager."""
        if not isinstance(manager.value, Call) or manager.owner not in self.names.classes:
            return None
        symbol = self.names.resolve_expr(self.names.classes[manager.owner].module, manager.value.function)
        return symbol.name if symbol is not None else None

    # ── carriers ────────────────────────────────────────────────────────────────────────────────────────────────────

    def carrier(self, name: str) -> Value:
        """A request attribute: what middleware or authentication put there, never the sender."""
        return self.carriers.get(name, Carrier(name))

    # ── new rows and stores ─────────────────────────────────────────────────────────────────────────────────────────

    def new_row(self, model: str, site: Site, keywords: list[tuple[str, Value]], env: Env) -> NewRow:
        new = NewRow(model, f"new:{site.path}:{site.at}", site)
        for name, value in keywords:
            env.heap[new.ident, name] = value
        return new

    def attributes_of(self, new: NewRow, env: Env) -> list[tuple[str, Value]]:
        return [(name, value) for (ident, name), value in env.heap.items() if ident == new.ident]

    def store(self, holder: Value, name: str, value: Value, frame: Frame, env: Env, span: Span) -> None:
        """`holder.name = value`"""
        if name == "queryset" and not (isinstance(holder, Instance) and self.is_view(holder.cls)):
            self.leaves(value, "offered by a form field", frame, env, span)
        match holder:
            case Instance():
                env.heap[holder.ident, name] = value
            case Request():
                env.heap[REQUEST, name] = value
            case NewRow():
                env.heap[holder.ident, name] = value
            case Row():
                env.heap[holder, name] = value
            case FunctionRef():
                env.heap[holder.name, name] = value
            case _:
                kind = type(holder).__name__
                if kind in ("Param", "Attr"):
                    env.heap[holder, name] = value

    # ── what happens to rows ────────────────────────────────────────────────────────────────────────────────────────

    def observe(
        self,
        value: Value,
        how: str | None,
        certain: bool,
        frame_trail: tuple[Place, ...],
        facts: frozenset[Fact],
        to: dict[Site, list[Observation]],
    ) -> None:
        for atom in atoms(value):
            row = atom if isinstance(atom, Row) else atom.row if isinstance(atom, Key) else None
            rows = row.rows if row is not None else atom if isinstance(atom, Rows) else None
            if rows is None:
                continue
            standing = self.judge.row(row, facts) if row is not None else self.judge.rows(rows, facts)
            for site, model_rows in self.sites_of(rows):
                own = (
                    standing
                    if model_rows is rows
                    else (self.judge.rows(model_rows, facts) if standing.state < State.UNKNOWN else standing)
                )
                if NOBODY in facts and own.state is State.OPEN:
                    ties = model_rows.ties | {NOBODY_TIE}
                    model_rows = Rows(model_rows.model, ties, model_rows.site, model_rows.methods, model_rows.field)
                observation = Observation(own, model_rows, how, certain, frame_trail, self.entry, self.mode)
                to.setdefault(site, []).append(observation)

    def sites_of(self, rows: Rows) -> list[tuple[Site, Rows]]:
        """The query sites that these rows come from: their own, or, for a row reached by a hop, the row's before it."""
        if rows.site is None:
            return []
        inner: Rows | None = rows
        for _ in range(MAX_HOPS):
            if inner is None or self.judge.scoped(inner.model):
                break
            hops = (
                t.value for t in inner.ties if t.kind == "hop" and t.column == "forward" and isinstance(t.value, Row)
            )
            before = next(hops, None)
            inner = before.rows if before is not None and before.rows.site == rows.site else None
        return [(rows.site, inner)] if inner is not None and self.judge.scoped(inner.model) else []

    def seen(self, value: Value, frame: Frame, env: Env) -> None:
        """A chain was evaluated at its place; rows that only pass through another function were seen before."""
        row = value.row if isinstance(value, Key) else value
        rows = row.rows if isinstance(row, Row) else row
        if not isinstance(rows, Rows) or rows.site is None:
            return
        if rows.site.path != frame.path or rows.site.symbol != frame.symbol:
            return
        known = (value, env.facts, self.entry, self.mode)
        if known not in self._seen:
            self._seen.add(known)
            self.observe(value, None, False, frame.trail, env.facts, self.records.seen)

    def ask(self, value: Value) -> None:
        """The code tests whether there is such a row."""
        for part in alternatives(value):
            rows = part.rows if isinstance(part, Row) else part
            if isinstance(rows, Rows) and rows.site is not None:
                self.records.asked.add(rows.site)

    def settle(self, use: Use, facts: frozenset[Fact]) -> None:
        self.judged.add(use.value)
        self._note_gate(facts)
        if isinstance(use.value, Kept):
            standing = self.judge.of(use.value, facts)
            if use.certain and standing.state < State.UNKNOWN:
                self.records.crossings.append(
                    Crossing(use.value.store, "read", standing, use.value.site, None, use.trail, self.entry, self.mode)
                )
            return
        self.observe(use.value, use.how, use.certain, use.trail, facts, self.records.used)

    def _note_gate(self, facts: frozenset[Fact]) -> None:
        """Something on the way proved a practice; of one that was computed it is not sure which."""
        if self.entry is not None and self.entry not in self.records.gated:
            proved = [fact.value for fact in facts if fact.kind in ("key", "row") and self._of_practice(fact)]
            if proved and not any(isinstance(value, (Made, OneOf)) for value in proved):
                self.records.gated.add(self.entry)

    def _of_practice(self, fact: Fact) -> bool:
        return (fact.value.model if isinstance(fact.value, Row) else fact.model) in self.tenancy.practices

    def leaves(self, value: Value, how: str, frame: Frame, env: Env, span: Span | None, certain: bool = True) -> None:
        """The value goes to a sink that reads: judged at the end of the run, for a later check still proves it."""
        again = frame.stub or span is None  # a framework hands on what the project's own line has let go
        for atom in self.carried(value, env):
            if NOBODY in env.facts:
                atom = marked(atom, NOBODY_TIE, self.judge)
            if isinstance(atom, (Row, Rows, Key, Kept)) and not (again and atom in self.judged):
                key = (atom, how)
                if key not in env.pending:
                    place = (Place(frame.path, span, how),) if span is not None and not frame.stub else ()
                    env.pending[key] = Use(atom, how, frame.trail + place, certain)

    def carried(self, value: Value, env: Env) -> list[Value]:
        """The values that leave with this one: of an object, what its attributes hold."""
        found: dict[Value, None] = {}
        todo = list(atoms(value))
        opened: set[str] = set()
        while todo and len(found) < MAX_LEAVING:
            atom = todo.pop()
            if isinstance(atom, Instance):
                if atom.ident not in opened and not self.is_view(atom.cls):
                    opened.add(atom.ident)
                    todo += [a for (holder, _), v in env.heap.items() if holder == atom.ident for a in atoms(v)]
            else:
                found[atom] = None
        return list(found)

    def flush(self, env: Env) -> None:
        """The run ends here: what is on its way out is judged by what is known now."""
        for use in env.pending.values():
            self.settle(use, env.facts)

    def wrote(self, rows: Rows, how: str, frame: Frame, env: Env, span: Span | None, row: Row | None = None) -> None:
        """A write happens now: no later check helps."""
        place = (Place(frame.path, span, f"{how} happens here"),) if span is not None and not frame.stub else ()
        target: Value = row if row is not None else rows
        self._note_gate(env.facts)
        self.observe(target, how, True, frame.trail + place, env.facts | {WRITING}, self.records.used)

    def settled(self, rows: Rows, how: str, frame: Frame, env: Env, span: Span | None) -> None:
        """A write over objects that were fetched elsewhere: the site itself reads nothing."""
        tie = Tie("given", "the objects it writes were fetched before")
        self.wrote(Rows(rows.model, frozenset({tie}), rows.site, rows.methods), how, frame, env, span)

    def linked(
        self,
        model: str,
        keywords: list[tuple[str, Value]],
        frame: Frame,
        env: Env,
        span: Span | None,
        site: Site | None,
    ) -> tuple[str, Value] | None:
        """Related keys that are written: rows among them are used here. Returns the first that the sender chose."""
        unproved = None
        for name, value in keywords:
            field = self.models.field(model, name)
            if (
                field is None
                or field.relation not in ("fk", "o2o", "m2m")
                or not field.target
                or not self.judge.scoped(field.target)
            ):
                continue
            self.written_value(value, frame, env, span)
            known = self.judge.provenance(value, field.target, env.facts, 0)
            asked = next((a for a in atoms(value) if isinstance(a, Input) and a.source != "task"), None)
            if known.state in (State.OPEN, State.CHOSEN, State.PARENT) and asked is not None and unproved is None:
                unproved = (name, asked)
        return unproved

    def linked_rows(
        self, model: str, value: Value, frame: Frame, env: Env, span: Span | None, site: Site | None
    ) -> None:
        self.written_value(value, frame, env, span)

    def written_value(self, value: Value, frame: Frame, env: Env, span: Span | None) -> None:
        for atom in atoms(value):
            if isinstance(atom, Row):
                self.wrote(atom.rows, "stored in another row", frame, env, span, row=atom)
            elif isinstance(atom, Rows):
                self.wrote(atom, "stored in another row", frame, env, span)

    def created(
        self, new: NewRow, rows: Rows, keywords: list[tuple[str, Value]], frame: Frame, env: Env, span: Span | None
    ) -> None:
        """A row is created: by whose practice it is pinned, and by which keys that nobody proved."""
        if not self.judge.scoped(new.model):
            self.linked(new.model, keywords, frame, env, span, None)
            return
        unproved = self.linked(new.model, keywords, frame, env, span, new.site)
        place = (Place(frame.path, span, "a row is created here"),) if span is not None and not frame.stub else ()
        if unproved is not None:
            name, asked = unproved
            field = self.models.field(new.model, name)
            chosen = field is not None and field.target == self.judge.practice
            standing = Standing(
                State.CHOSEN if chosen else State.PARENT,
                "chosen-practice" if chosen else "unproved-relation",
                f"its `{name}` is {words(asked)}, which nothing ties to the practice",
                asked,
            )
        else:
            ties = set(rows.ties)
            ties |= ties_of(self.models, new.model, [], keywords)
            standing = self.judge.ties(new.model, frozenset(ties), env.facts, 0)
            if standing.state < State.EXEMPT:
                standing = Standing(
                    State.EXEMPT, "creates", "it creates a row and pins it to nothing that the sender chose"
                )
        made_rows = Rows(new.model, rows.ties, new.site)
        self.records.used.setdefault(new.site, []).append(
            Observation(standing, made_rows, "create", True, frame.trail + place, self.entry, self.mode)
        )

    def upserted(
        self, rows: Rows, keywords: list[tuple[str, Value]], frame: Frame, env: Env, span: Span | None
    ) -> None:
        self.linked(rows.model, keywords, frame, env, span, rows.site)
        self.wrote(rows, "upsert", frame, env, span)

    def chosen_out_of(self, table: Table, index: Value, frame: Frame) -> None:
        """A dict of models is asked for the one that the request names."""
        models = [v for _, v in table.items if isinstance(v, ClassRef) and self.judge.scoped(v.name)]
        if models and self.judge.chooser(index) is not None:
            self.records.chosen.add((frame.path, frame.symbol))

    def dull(self, value: Value, env: Env, depth: int = 0) -> bool:
        """Whether nothing in the value is a row, a key or the request."""
        if isinstance(value, (Request, Row, Rows, Key, NewRow, FunctionRef, ClassRef)):
            return False
        if isinstance(value, Instance):
            if depth > 1 or self.is_view(value.cls):
                return False
            return all(self.dull(v, env, depth + 1) for (holder, _), v in env.heap.items() if holder == value.ident)
        return all(a is value or self.dull(a, env, depth) for a in atoms(value))

    # ── stores ──────────────────────────────────────────────────────────────────────────────────────────────────────

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

    # ── small conveniences ──────────────────────────────────────────────────────────────────────────────────────────

    def text_of(self, parts: list[Value]) -> Value:
        """`f"…"`, `a + b`"""
        if len(parts) == 1 and isinstance(parts[0], (Input, Carrier)):
            return parts[0]
        return text_of(parts)

    def marked(self, values: list[Value], ways: list[Env]) -> list[Value]:
        """Values of paths that only staff take, or without an active practice, marked as such; rows that a path proved
        keep that."""
        after = frozenset.intersection(*(way.facts for way in ways))
        result = []
        for value, way in zip(values, ways, strict=True):
            for tie in marks(way.facts, after):
                value = marked(value, tie, self.judge)
            result.append(certified(value, way.facts, after, self.judge))
        return result

    def composed_permissions(self, how: str, a: Value, b: Value) -> Value:
        """`IsAuthenticated & IsMember`: both run; of `A | B` neither is sure to."""
        if how == "&":
            items = (a.items if isinstance(a, Seq) else (a,)) + (b.items if isinstance(b, Seq) else (b,))
            return Seq(items)
        return External("rest_framework.permissions.OR")


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
        "api_view",
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
AMBIENT_FACTORIES = frozenset({"django_scopes.ScopedManager", "django_scopes.manager.ScopedManager"})
AMBIENT_MANAGERS = frozenset(
    {
        "django_scopes.manager.DisabledQuerySet",
        "django_scopes.ScopedManager",
        "django_multitenant.mixins.TenantManagerMixin",
        "django_multitenant.models.TenantManager",
    }
)


def bypassing(rows: Rows, how: str) -> Rows:
    """These rows without what an active scope adds, marked with the way round it."""
    ties = frozenset(t for t in rows.ties if t.kind != "ambient") | {Tie("bypass", how)}
    return Rows(rows.model, ties, rows.site, rows.methods, rows.field)


def unbound(value: Value) -> Value:
    if isinstance(value, FunctionRef):
        return FunctionRef(value.name, value.module, value.code, None, value.owner, value.closure)
    return value


def rebound(value: Value, self_: Value | None) -> Value:
    """A wrapper made by a decorator is bound like the function it wraps."""
    if isinstance(value, FunctionRef) and self_ is not None:
        return FunctionRef(value.name, value.module, value.code, self_, value.owner, value.closure)
    return value


__all__ = ["BUDGET", "BudgetSpent", "MAX_CALL_DEPTH", "NONE", "Observation", "Records", "Runtime", "made"]
