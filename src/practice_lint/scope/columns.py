"""Columns that tie rows to the practice, and what a model says must be unique.

In: `Project`. Out: `Columns`, asked by rules about models. Deliberately unknown: queries.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from practice_lint.facts import Attribute, Bind, Call, Constant, Expr, Function, Local, Span
from practice_lint.findings.finding import Confidence
from practice_lint.project.link import Project
from practice_lint.project.ownership import is_audit, is_pointer
from practice_lint.project.schema import Field, Model
from practice_lint.project.scopes import Scope
from practice_lint.project.visit import argument, calls_in, every_expression, every_step, expressions_in, tail
from practice_lint.project.vocabulary import column_word
from practice_lint.scope.column_names import OWN_USER

# Calls whose keywords are columns.
ASKING = frozenset({"filter", "exclude", "get", "Q", "create", "get_or_create", "update_or_create", "bulk_create"})
LEDGER = re.compile(r"Audit|(Security|Access|Activity|Event)Log|LogEntry")
USUAL = 0.2  # of the commonest name of columns to the practice: a rarer name is no mere variant
KEEPING = ("save", "clean", "full_clean", "__init__", "clean_fields", "validate_unique", "validate_constraints")


@dataclass(frozen=True, slots=True)
class PracticeColumn:
    """A relation from a practice-scoped model to the practice. `owner`: the class whose body declares it; an abstract
    base's column counts once, for `model`, the first concrete model that has it. `others`: how many more have it."""

    model: Model
    scope: Scope
    field: Field
    others: int


def is_ledger(model: Model) -> bool:
    """Whether its rows are kept to tell later what happened, those of no practice and of a deleted one included."""
    return bool(LEDGER.search(model.name.rpartition(".")[2]))


class Columns:
    def __init__(self, project: Project) -> None:
        self.project, self.models, self.tenancy, self.names = project, project.models, project.tenancy, project.names

    @cached_property
    def declares(self) -> bool:
        """Whether the project declares scope anywhere: then a model without a declaration is an omission."""
        return any(scope.declared is not None for scope in self.tenancy.scopes.values())

    @property
    def sureness(self) -> Confidence:
        """Of a finding that a declaration would settle."""
        return "high" if self.declares else "medium"

    @cached_property
    def judged(self) -> tuple[tuple[Model, Scope], ...]:
        """The project's concrete tables but the practice's own and the user's, by name."""
        found = []
        for name, scope in sorted(self.tenancy.scopes.items()):
            model = self.models.by_name.get(name)
            if model is None or model.library or model.abstract or model.proxy or scope.kind == "practice":
                continue
            if name not in self.tenancy.practices and not self.is_user(model) and not _unmanaged(model):
                found.append((model, scope))
        return tuple(found)

    def is_user(self, model: Model) -> bool:
        return self.models.user is not None and (model.name == self.models.user or self.models.user in model.bases)

    # ── the practice's own columns ──────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def to_practice(self) -> tuple[PracticeColumn, ...]:
        """Every relation to the practice that a model declares, pointers (`active_practice`) left out."""
        found: dict[tuple[str, str], list[tuple[Model, Scope, Field]]] = {}
        for model, scope in self.judged:
            for field in model.fields.values():
                if field.target in self.tenancy.practices and field.relation in ("fk", "o2o", "m2m"):
                    if not is_pointer(field.name) and self._at_home(field):
                        found.setdefault((field.model, field.name), []).append((model, scope, field))
        return tuple(PracticeColumn(*group[0], len(group) - 1) for group in found.values())

    def owned(self, column: PracticeColumn) -> bool:
        """Whether another path leads to the practice over columns that are never null: then the row has an owner."""
        return any(
            path.partition("__")[0] != column.field.name and self._never_null(column.model.name, path)
            for path in column.scope.paths
        )

    def unowned(self, column: PracticeColumn) -> Confidence | None:
        """How sure it is that a row whose column is null belongs to nobody; None where it cannot be null, belongs by
        another way, or is declared to be everybody's."""
        field = column.field
        if not field.null or field.relation == "m2m" or column.scope.kind in ("shared", "global"):
            return None
        if self.further(column):
            return None
        return "low" if self.meant(column) else self.sureness

    def meant(self, column: PracticeColumn) -> bool:
        """Whether something tells what a row means whose column is null."""
        said = self.null_means(column) or self.personal(column) or self.named_apart(column)
        return said or is_ledger(column.model) or self.constrained(column)

    def constrained(self, column: PracticeColumn) -> bool:
        """Whether a constraint of the database says which rows may have no practice, `Q(state="draft") |
        Q(practice__isnull=False)`, `Q(practice=None, owner__isnull=False) | …`."""
        said, name = column.model.meta.get("constraints"), column.field.name
        if said is None:
            return False
        checks = [e for e in every_expression(said) if isinstance(e, Call) and tail(e) == "CheckConstraint"]
        conditions = [e for check in checks for e in every_expression(check) if isinstance(e, Call) and tail(e) == "Q"]
        named = {keyword.name for q in conditions for keyword in q.keywords}
        named |= {
            str(c.value) for q in conditions for e in q.args for c in every_expression(e) if isinstance(c, Constant)
        }
        return not named.isdisjoint({name, f"{name}__isnull", f"{name}_id", f"{name}_id__isnull"})

    def null_is_meant(self, field: Field) -> bool:
        """The same of a field; of one that leads to something else than the practice, it never is."""
        return any(
            (column.field.model, column.field.name) == (field.model, field.name) and self.meant(column)
            for column in self.to_practice
        )

    def further(self, column: PracticeColumn) -> bool:
        """Whether the row belongs by another way and the column names one more practice: where a patient is referred
        to, who pays. Of two optional ways the one that bears the practice's own name says whose the row is."""
        return self.owned(column) or self._one_more(column.scope, column.field.name)

    def _one_more(self, scope: Scope, column: str) -> bool:
        others = any(path.partition("__")[0] != column for path in scope.paths)
        return others and not self._plain(column)

    def named_apart(self, column: PracticeColumn) -> bool:
        """Whether the project calls the practice otherwise nearly everywhere: such a column says something else of
        it than whose the row is."""
        name = column.field.name
        return not self._plain(name) and self._columns_named[name] < self._most_used * USUAL

    def personal(self, column: PracticeColumn) -> bool:
        """Whether every row has its user: then one of no practice is that user's."""
        return any(
            field.relation in ("fk", "o2o") and field.target == self.models.user and field.name in OWN_USER
            for field in column.model.fields.values()
            if not field.null
        )

    def refuses(self, column: PracticeColumn) -> bool:
        """Whether the database's own constraint stops the deletion that Django lets pass (`DO_NOTHING`)."""
        field = column.field
        kept = argument(field.call, "db_constraint") if field.call is not None else None
        return field.on_delete == "DO_NOTHING" and (kept is None or kept == Constant(True))

    @cached_property
    def practice_stays(self) -> bool:
        """Whether `delete()` of a practice only marks it as deleted: `on_delete` then comes into play by hand alone."""
        practice = self.tenancy.practice
        method = self.names.method(practice, "delete") if practice is not None else None
        while practice is not None and method is not None and not self.names.modules[method.module].stub:
            if not any(_super(call.function) for call in calls_in(method.facts.body)):
                return any(isinstance(s, Bind) and _of_self(s.target) for s in every_step(method.facts.body))
            method = self.names.method(practice, "delete", after=method.owner)
        return False

    @cached_property
    def _columns_named(self) -> Counter[str]:
        return Counter(column.field.name for column in self.to_practice if column.field.relation != "m2m")

    @property
    def _most_used(self) -> int:
        return max(self._columns_named.values(), default=0)

    def _plain(self, column: str) -> bool:
        """`organization`, `org`: the practice's own name, perhaps shortened, or what the project mostly calls it."""
        own = any(column_word(name).startswith(column) for name in self.tenancy.practices)
        return own or 1 < self._columns_named[column] == self._most_used

    def null_means(self, column: PracticeColumn) -> bool:
        """Whether the code of the model's app asks for rows of no practice, or makes them: then null says something."""
        app = column.field.module.rpartition(".")[0]
        app = app.removesuffix(".models")
        return any((module == app or module.startswith(app + ".")) for module in self._nulls.get(column.field.name, ()))

    @cached_property
    def _nulls(self) -> dict[str, set[str]]:
        """Modules in which a query asks for null (`practice__isnull=True`, `practice=None`), by the column's name."""
        names = {column.field.name for column in self.to_practice if column.field.null}
        found: dict[str, set[str]] = {}
        for record in self.names.functions.values() if names else ():
            if self.names.modules[record.module].stub:
                continue
            for call in calls_in(record.facts.body):
                if tail(call) not in ASKING:
                    continue
                for keyword in call.keywords:
                    column, _, lookup = keyword.name.removesuffix("_id").partition("__")
                    asked = Constant(True) if lookup == "isnull" else Constant(None)
                    if column in names and lookup in ("", "isnull") and keyword.value == asked:
                        found.setdefault(column, set()).add(record.module)
        return found

    def _never_null(self, model: str, path: str) -> bool:
        hops = self.models.lookup(model, path).hops
        return bool(hops) and all(hop.forward and not hop.many and not hop.field.null for hop in hops)

    def _at_home(self, field: Field) -> bool:
        module = self.names.modules.get(field.module)
        return module is not None and not module.stub

    def path_of(self, field: Field) -> str:
        return self.names.modules[field.module].path

    def symbol_of(self, field: Field) -> str:
        return f"{field.model.removeprefix(field.module + '.')}.{field.name}"

    def declared_at(self, model: Model, scope: Scope) -> tuple[str, Span]:
        """Module and place of a model's declaration: the comment, else (an attribute, the configuration) the class."""
        path, _, line = (scope.declared or "").rpartition(":")
        for owner in self.names.mro(model.name):
            record = self.names.classes.get(owner)
            if record is not None and self.names.modules[record.module].path == path and line.isdigit():
                return record.module, Span(int(line), 0, int(line), 0)
        return model.module, model.head

    # ── two paths ───────────────────────────────────────────────────────────────────────────────────────────────────

    def ways(self, model: Model, scope: Scope) -> tuple[str, ...]:
        """The paths to the practice that begin with different columns and are single-valued all along."""
        found: dict[str, str] = {}
        for path in scope.paths:
            hops = self.models.lookup(model.name, path).hops
            if len(hops) == 1 and self._one_more(scope, path):
                continue  # meant to differ
            if hops and all(hop.forward and not hop.many for hop in hops) and not is_audit(hops[0].name):
                found.setdefault(path.partition("__")[0], path)
        return tuple(found.values())

    def kept_equal(self, model: Model, one: str, other: str) -> bool:
        """Whether a method of the model that runs before rows are written speaks of both columns."""
        for owner in self.names.mro(model.name):
            for name in KEEPING:
                record = self.names.functions.get(f"{owner}.{name}")
                if record is not None and not self.names.modules[record.module].stub:
                    words = _attributes(record.facts)
                    if {one, one + "_id"} & words and {other, other + "_id"} & words:
                        return True
        return False


def _of_self(target: Expr) -> bool:
    return isinstance(target, Attribute) and target.of == Local("self")


def _super(function: Expr) -> bool:
    """`super().delete`"""
    return isinstance(function, Attribute) and isinstance(function.of, Call) and tail(function.of) == "super"


def _attributes(function: Function) -> set[str]:
    return {expr.name for expr in expressions_in(function.body) if isinstance(expr, Attribute)}


def _unmanaged(model: Model) -> bool:
    return model.meta.get("managed") == Constant(False)
