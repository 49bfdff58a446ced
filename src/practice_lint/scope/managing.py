"""Managers as the rows that they start from: a model's own, its bases', a library's, one made by a function."""

from __future__ import annotations

from typing import Any

from practice_lint.facts import Call
from practice_lint.project.models import Model
from practice_lint.scope.runtime import Runtime
from practice_lint.scope.standing import State
from practice_lint.scope.state import Env, Frame, Unreachable
from practice_lint.scope.values import (
    BYPASSED,
    NO_FACTS,
    ClassRef,
    OneOf,
    Rows,
    Tie,
)

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


class Managing(Runtime):
    """What the managers of a model give."""

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
            with self.working_out(("manager", *key)):
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
