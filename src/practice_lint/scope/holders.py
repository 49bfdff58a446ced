"""Who uses a serializer, a form or a filter set, and whether to write with it.

In: the project's bodies, the classes in question. Out: `Holders`: a role per class, and what its users narrow.
Deliberately unknown: fields.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from practice_lint.facts import (
    Attribute,
    Bind,
    Call,
    Combine,
    Constant,
    Defined,
    Expr,
    Global,
    Import,
    Local,
    Step,
    Subscript,
)
from practice_lint.project.constants import flag
from practice_lint.project.link import Project
from practice_lint.project.names import FunctionRecord
from practice_lint.project.visit import argument, every_expression, own_expressions, tail
from practice_lint.scope.branches import READING, Branch, steps_of
from practice_lint.scope.narrowing import Narrowing, overwrites, spoken

Role = Literal["write", "read", "admin", "staff", "base", "unused"]

# Handlers that store rows, and what the library's own ones call in turn.
HANDLERS: Mapping[str, tuple[str, ...]] = {
    "create": (),
    "update": (),
    "partial_update": ("update",),
    "post": ("create",),
    "put": ("update",),
    "patch": ("partial_update", "update"),
}
SERIALIZING = frozenset({"get_serializer", "get_serializer_class", "serializer_class", "super"})
READERS = frozenset({"ReadOnlyModelViewSet", "ListModelMixin", "RetrieveModelMixin", "ListAPIView", "RetrieveAPIView"})
CHANGING = ("update", "partial_update")
STRONGEST: tuple[Role, ...] = ("write", "admin", "staff", "unused", "read")  # of several uses, which one decides
SHOWING = ("get", "list", "retrieve")
ROWS_SHOWN = frozenset({*SHOWING, "get_queryset", "filter_queryset"})  # methods that say nothing of what was sent
UPDATERS = frozenset({"UpdateModelMixin", "UpdateView"})
UPDATING = ("perform_update", "update", "partial_update", "form_valid", "put", "patch")
SENT = frozenset({"data", "POST", "validated_data", "cleaned_data"})
STAFF = re.compile(r"superuser|(^|_)staff|IsAdminUser|SuperUser", re.IGNORECASE)
ADMIN = ("django.contrib.admin.", "django.contrib.auth.admin.")
ADMINS = ("ModelAdmin", "TabularInline", "StackedInline")  # how libraries' own admin classes end
API = "rest_framework."


@dataclass(frozen=True, slots=True)
class Use:
    """`owner`: the class or function (canonical name) in whose body the class is named; `attribute`: what it is bound
    to there; `call`: the call that makes an instance; `read`: in a branch for reading only; `branch`: for what."""

    owner: str
    attribute: str
    call: Call | None
    read: bool
    branch: Branch

    @property
    def updates(self) -> bool:
        """Whether it may store a row that was there before."""
        only = self.branch.only
        if only is not None:
            return bool(only - READING - {"create"})
        return any(map(self.branch.admits, CHANGING)) or not self.branch.admits("create")


class Holders:
    def __init__(self, project: Project, narrowing: Narrowing, kinds: Mapping[str, str]) -> None:
        self.project, self.names, self.narrowing, self.kinds = project, project.names, narrowing, kinds
        self._roles: dict[str, Role] = {}

    @cached_property
    def uses(self) -> Mapping[str, list[Use]]:
        wanted: dict[str, set[str]] = defaultdict(set)
        for name in self.kinds:
            wanted[name.rpartition(".")[2]].add(name)
        found: dict[str, list[Use]] = defaultdict(list)
        for module in self.names.modules.values():
            if module.stub:
                continue
            scopes: list[tuple[str, tuple[Step, ...]]] = [(module.name, module.facts.body)]
            inner = [each for each in module.facts.classes if not each.name.endswith(".Meta")]  # Meta(Other.Meta)
            scopes += [(f"{module.name}.{each.name}", each.body) for each in inner]
            scopes += [(f"{module.name}.{each.name}", each.body) for each in module.facts.functions]
            for scope, body in scopes:
                self._collect(scope, body, wanted, found)
        return found

    def _collect(
        self, scope: str, body: tuple[Step, ...], wanted: Mapping[str, set[str]], found: dict[str, list[Use]]
    ) -> None:
        for step, branch in steps_of(body, Branch()):
            bound = step.target.name if isinstance(step, Bind) and isinstance(step.target, (Local, Global)) else ""
            if isinstance(step, Bind) and isinstance(step.value, (Import, Defined)) and not bound.endswith("_class"):
                continue
            for root in own_expressions(step):
                called: dict[int, Call] = {}
                shown = _shown_by_table(root)
                for expr in every_expression(root):
                    if isinstance(expr, Call):
                        called[id(expr.function)] = expr
                    if not isinstance(expr, (Local, Global, Import, Attribute)):
                        continue
                    word = expr.path.rpartition(".")[2] if isinstance(expr, Import) else expr.name
                    if word in wanted:
                        symbol = self.names.resolve_within(scope, expr)
                        if symbol is not None and symbol.name in wanted[word]:
                            found[symbol.name].append(
                                Use(scope, bound, called.get(id(expr)), branch.reads or id(expr) in shown, branch)
                            )

    # ── roles ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def role(self, cls: str) -> Role:
        """`write` where some use may write; "read" where every use shows rows; "admin": only the admin; "staff": only
        pages for staff; "base": only other classes derive from it."""
        if cls not in self._roles:
            self._roles[cls] = "read"  # a serializer that nests itself
            uses = self.uses.get(cls, [])
            roles = {self._role_of(cls, use) for use in uses}
            if not roles:
                self._roles[cls] = "base" if self.names.subclasses(cls) else "unused"
            else:
                self._roles[cls] = next(role for role in STRONGEST if role in roles)
        return self._roles[cls]

    def _role_of(self, cls: str, use: Use) -> Role:
        if use.read:
            return "read"
        owner = self._class_of(use.owner)
        if owner is not None and any(map(_of_admin, self.names.mro(owner))):
            return "admin"
        if self._for_staff(use.owner, owner):
            return "staff"
        if use.call is not None and self.kinds.get(cls) == "serializer":
            if use.owner in self.kinds:  # nested
                value = argument(use.call, "read_only")
                if value is not None and flag(self.names, use.owner, value) is True:
                    return "read"
                return self.role(use.owner) if use.owner != cls and self._stores(use.owner) else "read"
            return self._called(use.call)
        if self.kinds.get(cls) == "serializer" and (owner is None or owner in self.kinds):
            return "unused"  # named in a table or passed on: what for is not followed
        if self.kinds.get(cls) == "serializer" and owner is not None:
            return "write" if self._writes(owner) and not self._left_over(use, owner) else "read"
        return "write"

    def _left_over(self, use: Use, view: str) -> bool:
        """Whether other branches have what the view stores with, its own actions included."""
        own = {
            function.facts.name.rpartition(".")[2]
            for function in self.narrowing.methods(view)
            if self._acts(function.facts.decorators) and SERIALIZING & spoken(function.facts)
        }
        stores = {action for then in HANDLERS.values() for action in then} | {"create"} | own
        return bool(use.branch.without) and not any(use.branch.admits(action) for action in stores)

    def _for_staff(self, scope: str, owner: str | None) -> bool:
        """Whether a decorator, a base or the permission classes let only staff in, by their words."""
        function = self.names.functions.get(scope)
        marks = list(function.facts.decorators) if function is not None else []
        if owner is not None and owner not in self.kinds:
            if any(STAFF.search(base.rpartition(".")[2]) for base in self.names.mro(owner)):
                return True
            record = self.names.classes[owner]
            marks += record.facts.decorators
            bound = self.names.attribute(owner, "permission_classes")
            marks += [bound[1]] if bound is not None and isinstance(bound[1], Combine) else []
        return any(
            STAFF.search(expr.path if isinstance(expr, Import) else expr.name)
            for mark in marks
            for expr in every_expression(mark)
            if isinstance(expr, (Attribute, Global, Local, Import))
        )

    def _stores(self, outer: str) -> bool:
        """Whether a serializer does something with what it nests: a ModelSerializer refuses to, unless told how."""
        lineage = self.names.mro(outer)
        if any("Writable" in base for base in lineage) or not any(base.endswith("ModelSerializer") for base in lineage):
            return True
        methods = {method.facts.name.rpartition(".")[2] for method in self.narrowing.methods(outer)}
        return bool(methods & {"create", "update", "save"})

    def _called(self, call: Call) -> Role:
        """`Serializer(row).data` reads; `Serializer(data=request.data)` and `Serializer(row, request.data)` write."""
        words = {keyword.name for keyword in call.keywords}
        data = argument(call, "data")
        if isinstance(data, Combine) and data.how == "{:}" and not any(map(_asked_for, every_expression(data))):
            return "unused"  # by the program's own values: who sends a request offers none
        starred = any(isinstance(arg, Combine) and arg.how == "*" for arg in call.args)
        return "write" if {"data", "**"} & words or starred or len(call.args) > 1 else "read"

    def _writes(self, view: str) -> bool:
        """Whether a handler of the view that stores rows makes its serializer by the class's own name for it."""
        bound = self.names.attribute(view, "http_method_names")
        if bound is not None and not self._writing_words(bound[1]):
            return False
        followed = False
        for handler, then in HANDLERS.items():
            method = self.names.method(view, handler)
            if method is None or (view in self._routed and handler not in self._routed[view]):
                continue
            followed = True
            if self._sketched(method):
                own = [m for each in then if (m := self.names.method(view, each)) and not self._sketched(m)]
                if not own or any(SERIALIZING & spoken(each.facts) for each in own):
                    return True
            elif (SERIALIZING | set(then)) & spoken(method.facts):
                return True
        for function in self.narrowing.methods(view):
            if self._acts(function.facts.decorators):
                followed = True
                if SERIALIZING & spoken(function.facts):
                    return True
        if followed or any((m := self.names.method(view, h)) and not self._sketched(m) for h in SHOWING):
            return False
        lineage = self.names.mro(view)
        if any(base.rpartition(".")[2] in READERS for base in lineage):
            return False
        return self.names.method(view, "get_serializer") is not None or any(
            b not in self.names.classes for b in lineage
        )

    @cached_property
    def _routed(self) -> Mapping[str, set[str]]:
        """The handlers that routes name, by view: `as_view({"get": "list"})` and routers."""
        found: dict[str, set[str]] = {}
        for entry in self.project.entries:
            if entry.kind == "view" and entry.route is not None and entry.actions:
                found.setdefault(entry.target, set()).update(handler for _, handler in entry.actions)
        return found

    def _sketched(self, method: FunctionRecord) -> bool:
        return self.names.modules[method.module].stub

    def _writing_words(self, methods: Expr) -> bool:
        texts = {
            e.value.lower() for e in every_expression(methods) if isinstance(e, Constant) and isinstance(e.value, str)
        }
        return not texts or bool(texts & {"post", "put", "patch"})

    def _acts(self, decorators: tuple[Expr, ...]) -> bool:
        """`@action(methods=["post"])`"""
        for each in decorators:
            if isinstance(each, Call) and tail(each) in ("action", "detail_route", "list_route"):
                methods = argument(each, "methods", 0)
                if methods is not None and self._writing_words(methods):
                    return True
        return False

    def for_api(self, cls: str) -> bool:
        """Whether views of Django REST framework alone use it."""
        owners = [self._class_of(use.owner) for use in self.uses.get(cls, ())]
        return bool(owners) and all(
            owner is not None and any(base.startswith(API) for base in self.names.mro(owner)) for owner in owners
        )

    # ── what the users narrow ───────────────────────────────────────────────────────────────────────────────────────

    def narrowed(self, cls: str, field: str, practice: bool) -> bool:
        """Whether everything that may write with the class narrows the field itself (`form.fields["x"].queryset = …` in
        a view) or, where the field is the practice, saves with a practice of its own."""
        users = [use for use in self.uses.get(cls, ()) if self._role_of(cls, use) == "write"]
        return bool(users) and all(self._narrows(use, field, practice) for use in users)

    def _narrows(self, use: Use, field: str, practice: bool) -> bool:
        owner = self._class_of(use.owner)
        data = argument(use.call, "data") if use.call is not None else None
        if isinstance(data, Combine) and data.how == "{:}":
            pairs = [part.parts for part in data.parts if isinstance(part, Combine) and part.how == ":"]
            said = [value for key, value in pairs if key == Constant(field)]
            if len(pairs) == len(data.parts) and not any(_asked_for(e) for v in said for e in every_expression(v)):
                return True  # it is the program's own value
        if use.owner in self.kinds:  # nested: the outer one may check what it was sent
            return self.narrowing.checked(use.owner, use.attribute, practice)
        if owner is None or owner in self.kinds:
            function = self.names.functions.get(use.owner)
            bodies = [function] if function is not None else []
        else:
            bodies = list(self.narrowing.methods(owner))
            if self._permitted(owner, field):
                return True
        if any(field in self.narrowing.touched(each.name, 0) for each in bodies):
            return True
        written = [each for each in bodies if each.facts.name.rpartition(".")[2] not in ROWS_SHOWN]
        if any(self.narrowing.looks_up(each.facts, field) for each in written):
            return True
        storing = [each for each in bodies if overwrites(each.facts, field)]
        updates = owner is not None and any(base.rpartition(".")[2] in UPDATERS for base in self.names.mro(owner))
        if not updates or not use.updates:
            return bool(storing)
        return any(each.facts.name.rpartition(".")[2] in UPDATING for each in storing)

    def _permitted(self, view: str, field: str) -> bool:
        """Whether a permission class of the view looks at what was sent for the field."""
        bodies = [method.facts for method in self.narrowing.methods(view) if "permission" in method.facts.name]
        bound = self.names.attribute(view, "permission_classes")
        for expr in every_expression(bound[1]) if bound is not None else ():
            symbol = self.names.resolve_within(bound[0], expr) if bound is not None else None
            if symbol is not None and symbol.kind == "class":
                bodies += [method.facts for method in self.narrowing.methods(symbol.name)]
        return any(field in (said := spoken(body)) and bool(SENT & said) for body in bodies)

    def _class_of(self, scope: str) -> str | None:
        """The class that the scope is, or whose method it is."""
        if scope in self.names.classes:
            return scope
        function = self.names.functions.get(scope)
        return function.owner if function is not None else None


def _of_admin(base: str) -> bool:
    return base.startswith(ADMIN) or base.endswith(ADMINS)


def _shown_by_table(root: Expr) -> set[int]:
    """The classes that `{"list": A, "create": B}.get(self.action, C)` gives to actions that only read."""
    found: set[int] = set()
    for expr in every_expression(root):
        if isinstance(expr, Combine) and expr.how == "{:}":
            for part in expr.parts:
                if isinstance(part, Combine) and isinstance(key := part.parts[0], Constant) and key.value in READING:
                    found.add(id(part.parts[-1]))
        match expr:
            case Call(function=Attribute(of=Combine(how="{:}", parts=parts), name="get"), args=(_, default)):
                keys = [part.parts[0] for part in parts if isinstance(part, Combine)]
                if Constant("create") in keys:
                    found.add(id(default))
    return found


def _asked_for(expr: Expr) -> bool:
    """Whether it may be something of the request: `request.data`, `validated_data`, `**payload`, a parameter's item."""
    match expr:
        case Attribute(name=name) | Local(name=name) | Global(name=name):
            return name in SENT or name == "request" or name.startswith(("validated", "cleaned"))
        case Combine(how="**"):
            return True
        case Subscript() | Call(function=Attribute(name="get")):
            return True
    return False
