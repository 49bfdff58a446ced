"""The admin: over which model each ModelAdmin and inline stands, who may open it, and what narrows its rows.

In: `Project`, `Views`, `Narrowing`. Out: `Admins`. Deliberately unknown: what rules say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from practice_lint.facts import Attribute, Bind, Call, Combine, Constant, Evaluate, Expr, Local, Span
from practice_lint.project.constants import flag
from practice_lint.project.link import Project
from practice_lint.project.names import FunctionRecord
from practice_lint.project.schema import Model
from practice_lint.project.visit import argument, calls_in, every_expression, expressions_in, tail
from practice_lint.scope.narrowing import NARROWING_CALLS, Narrowing, overwrites, spoken
from practice_lint.scope.views import Views

if TYPE_CHECKING:
    from practice_lint.scope.program import QuerySite

ROOTS = frozenset({"BaseModelAdmin", "ModelAdmin", "InlineModelAdmin", "TabularInline", "StackedInline"})
ENDINGS = ("ModelAdmin", "TabularInline", "StackedInline", "Admin", "Inline")  # of bases outside the project
INLINE = frozenset({"InlineModelAdmin", "TabularInline", "StackedInline"})
GATES = ("has_module_permission", "has_view_permission", "has_change_permission", "has_view_or_change_permission")
FORM_FIELDS = ("formfield_for_foreignkey", "formfield_for_manytomany", "formfield_for_dbfield", "get_field_queryset")
ENOUGH = 2  # admins that scope: what one alone does is its own affair
OUTSIDE_SCOPES = ("tenant", "organi", "practice", "scoped", "perobject")  # words of libraries' scoping admin mixins

# Options of such mixins that name relations which they narrow too (openwisp-users); the practice itself they all do.
OUTSIDE_RELATIONS = ("multitenant_shared_relations",)


@dataclass(frozen=True, slots=True)
class Admin:
    """A ModelAdmin or inline over a practice-scoped model. `scoped`: its rows are narrowed. `closed`: it is for
    superusers only."""

    name: str
    module: str
    symbol: str
    head: Span
    model: Model
    inline: bool
    scoped: bool
    closed: bool

    @property
    def word(self) -> str:
        return self.symbol.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class OpenChoice:
    """A relation that a scoped admin lets its users fill with any practice's row."""

    admin: Admin
    field: str
    target: Model


class Admins:
    def __init__(self, project: Project, views: Views, narrowing: Narrowing) -> None:
        self.project, self.names, self.models, self.tenancy = project, project.names, project.models, project.tenancy
        self.views, self.narrowing = views, narrowing

    @cached_property
    def all(self) -> tuple[Admin, ...]:
        """By canonical name; several where one class is registered for several models."""
        found = []
        for name in sorted(self.names.classes):
            if not self.views.sketched(name) and self._is_admin(name):
                for model in sorted(self._models(name)):
                    if self.tenancy.scoped(model) and model not in self.tenancy.practices and not self._ambient(model):
                        found.append(self._admin(name, self.models.by_name[model]))
        return tuple(found)

    def of(self, models: frozenset[str]) -> frozenset[str]:
        """Admin classes that are registered for one of the models, whoever's rows these are."""
        return frozenset(name for name, registered in self._registered.items() if registered & models)

    @cached_property
    def base(self) -> tuple[str, int] | None:
        """The project's class that most admins are scoped by, and by how many."""
        users: Counter[str] = Counter()
        for admin in self.all:
            if admin.scoped:
                users.update(o for o in self.names.mro(admin.name)[1:] if self._narrows_rows(o))
        best = min(users, key=lambda name: (-users[name], name), default=None)
        return (best, users[best]) if best is not None and users[best] >= ENOUGH else None

    @cached_property
    def scopes(self) -> bool:
        """Whether the project scopes its admin at all: then an open one is an omission."""
        return self.base is not None or sum(a.scoped and not a.inline for a in self.all) >= ENOUGH

    @cached_property
    def choices(self) -> tuple[OpenChoice, ...]:
        """Open relations of admins whose rows are scoped, and of the inlines that these show."""
        scoped = [admin for admin in self.all if admin.scoped and not admin.closed and not admin.inline]
        shown = {inline for admin in scoped for inline in self._inlines(admin.name)}
        listed = {inline for admin in self.names.classes if self._is_admin(admin) for inline in self._inlines(admin)}
        if self.scopes:  # an inline that is added in a way that was not followed
            shown |= {admin.name for admin in self.all if admin.inline and admin.name not in listed}
        found = []
        for admin in self.all:
            if admin.closed or not (admin in scoped or (admin.inline and admin.name in shown)):
                continue
            for field in admin.model.fields.values():
                target = self.models.by_name.get(field.target or "")
                if target is None or field.relation not in ("fk", "o2o", "m2m") or field.through is not None:
                    continue
                if self.tenancy.scoped(target.name) and self._offered(admin, field.name):
                    if field.call is not None and self._not_editable(field.module, field.call):
                        continue
                    if not self.narrowing.scoped_by_default(target):
                        found.append(OpenChoice(admin, field.name, target))
        return tuple(found)

    @cached_property
    def filters(self) -> tuple[OpenChoice, ...]:
        """Relations by which a scoped admin's list may be filtered: the filter offers every row of the far model."""
        found = []
        for admin in self.all:
            bound = self.names.attribute(admin.name, "list_filter")
            if admin.inline or admin.closed or not admin.scoped or bound is None or self.views.sketched(bound[0]):
                continue
            parts = bound[1].parts if isinstance(bound[1], Combine) else ()
            for part in parts:
                field = admin.model.fields.get(str(part.value)) if isinstance(part, Constant) else None
                target = self.models.by_name.get(field.target or "") if field is not None else None
                if field is None or target is None or field.relation not in ("fk", "o2o", "m2m"):
                    continue
                if self.tenancy.scoped(target.name) and not self.narrowing.scoped_by_default(target):
                    found.append(OpenChoice(admin, field.name, target))
        return tuple(found)

    # ── which admins there are ──────────────────────────────────────────────────────────────────────────────────────

    def _is_admin(self, name: str) -> bool:
        """Whether Django takes the class for an admin: by what it is derived from, or by being registered as one."""
        for base in self.names.mro(name)[1:]:
            word = base.rpartition(".")[2]
            if self.views.sketched(base) and (word in ROOTS or (base not in self.names.classes and word in ENDINGS)):
                return True
        return name in self._registered and name.endswith("Admin")  # below a package's class that is not known

    def _admin(self, name: str, model: Model) -> Admin:
        record = self.names.classes[name]
        order = self.names.mro(name)
        inline = any(base.rpartition(".")[2] in INLINE for base in order)
        scoped = any(self._narrows_rows(owner) for owner in order)
        return Admin(
            name, record.module, record.facts.name, record.facts.head, model, inline, scoped, self._closed(name)
        )

    @cached_property
    def _registered(self) -> dict[str, set[str]]:
        """Admin class -> the models that it is registered for, by decorator or call."""
        found: dict[str, set[str]] = {}
        for name, record in self.names.classes.items():
            for decorator in record.facts.decorators:
                if isinstance(decorator, Call) and tail(decorator) == "register":
                    found.setdefault(name, set()).update(self._named(record.module, decorator.args))
        for module in self.names.modules.values():
            for call in calls_in(module.facts.body) if not module.stub else ():
                if tail(call) == "register" and len(call.args) > 1:
                    symbol = self.names.resolve_expr(module.name, call.args[1])
                    if symbol is not None:
                        found.setdefault(symbol.name, set()).update(self._named(module.name, call.args[:1]))
        return found

    def _named(self, scope: str, args: tuple[Expr, ...]) -> Iterator[str]:
        for arg in args:
            for expr in every_expression(arg):
                model = self.models.resolve_value(scope, expr)
                if model is not None and model in self.models.by_name:
                    yield model

    def _ambient(self, model: str) -> bool:
        return self.narrowing.scoped_by_default(self.models.by_name[model])

    def _models(self, name: str) -> set[str]:
        found = set(self._registered.get(name, ()))
        bound = self.names.attribute(name, "model")
        if bound is not None and not self.views.sketched(bound[0]):
            found.update(self._named(bound[0], (bound[1],)))
        return found

    def _inlines(self, name: str) -> Iterator[str]:
        bound = self.names.attribute(name, "inlines")
        if bound is not None:
            yield from self._classes_in(bound[0], bound[1])
        yield from self._added_inlines.get(name, ())

    def _classes_in(self, scope: str, *exprs: Expr) -> Iterator[str]:
        for part in (each for expr in exprs for each in every_expression(expr)):
            symbol = self.names.resolve_within(scope, part)
            if symbol is not None and symbol.kind == "class":
                yield symbol.name

    @cached_property
    def _added_inlines(self) -> dict[str, list[str]]:
        """What other modules add: `PatientAdmin.inlines += [NoteInline]`, `PatientAdmin.inlines.append(NoteInline)`."""
        found: dict[str, list[str]] = {}
        for module in self.names.modules.values():
            for step in module.facts.body if not module.stub else ():
                match step:
                    case Bind(target=Attribute(of=of, name="inlines"), value=value):
                        added: tuple[Expr, ...] = (value,)
                    case Evaluate(value=Call(function=Attribute(of=Attribute(of=of, name="inlines")), args=args)):
                        added = args
                    case _:
                        continue
                for admin in self._classes_in(module.name, of):
                    inlines = (each for each in self._classes_in(module.name, *added) if each != admin)
                    found.setdefault(admin, []).extend(inlines)
        return found

    # ── who may open them, and what they see ────────────────────────────────────────────────────────────────────────

    def _closed(self, name: str) -> bool:
        if self._superuser_site:
            return True
        return any(
            method.facts.name.rpartition(".")[2] in GATES and "is_superuser" in spoken(method.facts)
            for method in self.narrowing.methods(name)
        )

    @cached_property
    def _superuser_site(self) -> bool:
        """Whether an admin site of the project lets only superusers in."""
        return any(
            record.owner is not None
            and name.endswith(".has_permission")
            and any(base.rpartition(".")[2] == "AdminSite" for base in self.names.mro(record.owner)[1:])
            and not self.names.modules[record.module].stub
            and "is_superuser" in spoken(record.facts)
            for name, record in self.names.functions.items()
        )

    def _narrows_rows(self, owner: str) -> bool:
        """Whether the class's own `get_queryset` narrows by the practice or by the user."""
        if owner not in self.names.classes:
            return self._outside_scope(owner)
        record = self.names.functions.get(f"{owner}.get_queryset")
        return record is not None and not self.names.modules[record.module].stub and self._narrows(record)

    def _outside_scope(self, owner: str) -> bool:
        """Whether the class is a package's that is called after what it scopes by."""
        return owner not in self.names.classes and any(
            word in owner.rpartition(".")[2].lower() for word in OUTSIDE_SCOPES
        )

    def _narrows(self, record: FunctionRecord) -> bool:
        if self.views.narrows(record.facts):
            return True
        filters = any(
            isinstance(expr, Call) and tail(expr.function) in NARROWING_CALLS
            for expr in expressions_in(record.facts.body)
        )
        return filters and "user" in spoken(record.facts)

    def _offered(self, admin: Admin, field: str) -> bool:
        """Whether the form of the admin lets its user fill the relation from all rows."""
        for option in ("exclude", "readonly_fields", "autocomplete_fields"):
            if field in (self._texts(admin.name, option) or ()):
                return False
        listed = [t for option in ("fields", "fieldsets") if (t := self._texts(admin.name, option)) is not None]
        if listed and not any(field in texts for texts in listed):
            return False
        if admin.inline and self._texts(admin.name, "fk_name") == {field}:
            return False
        if any(self._outside_scope(owner) for owner in self.names.mro(admin.name)):
            to_practice = admin.model.fields[field].target in self.tenancy.practices
            if to_practice or any(field in (self._texts(admin.name, each) or ()) for each in OUTSIDE_RELATIONS):
                return False
        for method in self.narrowing.methods(admin.name):
            word = method.facts.name.rpartition(".")[2]
            said = spoken(method.facts)
            if word in FORM_FIELDS and (any(map(self.narrowing.speaks, said)) or "user" in said):
                return False
            if word in ("get_readonly_fields", "get_exclude", "get_fields", "get_form", "get_fieldsets"):
                return False  # decided per request: not followed
            if word in ("save_model", "save_form", "save_formset") and overwrites(method.facts, field):
                return False
        bound = self.names.attribute(admin.name, "form")
        if bound is not None and not self.views.sketched(bound[0]):
            return False  # a form of the project's own: judged as a form
        return not (admin.inline and self._to_parent(admin, field))

    def _to_parent(self, admin: Admin, field: str) -> bool:
        """Whether the relation leads to the row that the inline hangs on, which Django fills in itself."""
        target = admin.model.fields[field].target
        parents = {a.model.name for a in self.all if admin.name in set(self._inlines(a.name))}
        parents |= set(self.tenancy.practices)
        return target in parents

    def _not_editable(self, module: str, call: Call) -> bool:
        value = argument(call, "editable")
        return value is not None and flag(self.names, module, value) is False

    def _texts(self, name: str, option: str) -> set[str] | None:
        bound = self.names.attribute(name, option)
        if bound is None or self.views.sketched(bound[0]) or bound[1] == Constant(None):
            return None
        return {e.value for e in every_expression(bound[1]) if isinstance(e, Constant) and isinstance(e.value, str)}

    def place(self, admin: Admin, options: tuple[str, ...]) -> tuple[str, Span]:
        """Where the first of the options stands in the class's body, else the class statement."""
        record = self.names.classes[admin.name]
        for option in options:
            for step in record.facts.body:
                if isinstance(step, Bind) and step.target == Local(option):
                    return record.module, step.span
        return record.module, admin.head


def admitted(admins: Admins, sites: Iterable[QuerySite]) -> Iterator[QuerySite]:
    """The sites, those of the admin exempt, unless the admin class that runs them scopes its rows for users who are no
    superusers: then what it reads past its own `get_queryset` is a leak."""
    judged = [admin for admin in admins.all if admin.scoped and not admin.closed and not admin.inline]
    scoped = {f"admin {admin.name}" for admin in judged}  # an inline's rows are those of its parent
    for site in sites:
        if site.shape == "admin" and site.entry not in scoped:
            reason = "only staff reach the admin (its own rule looks at it)"
            yield replace(site, kind="exempt", cause="admin", reason=reason, shape="none")
        elif site.kind == "undecided" and site.shape == "admin":
            yield replace(site, shape="none")
        else:
            yield site
