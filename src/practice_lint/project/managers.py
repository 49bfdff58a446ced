"""A class attribute -> the manager it declares.

In: `Names` and one binding of a class body. Out: `Manager`. Deliberately unknown: what the methods of a manager do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from practice_lint.facts import Attribute, Call, Choose, Expr, Function, Global, Import, Leave, Local, Subscript
from practice_lint.project.constants import held
from practice_lint.project.names import Names
from practice_lint.project.schema import Manager
from practice_lint.project.visit import argument, every_step, words

DJANGO_MANAGERS = frozenset(
    f"django.{module}.{name}"
    for module in ("db.models", "db.models.manager", "contrib.gis.db.models")
    for name in ("Manager", "BaseManager")
)
DJANGO_QUERYSETS = frozenset({"django.db.models.QuerySet", "django.db.models.query.QuerySet"})
NOT_MANAGERS = frozenset({"TaggableManager", "ClusterTaggableManager"})  # fields
SUPER = Global("super")
FOLLOWED = 6  # names, functions and aliases that stand for a manager


@dataclass(frozen=True, slots=True)
class _Classes:
    manager: str | None
    queryset: str | None


def written_manager(names: Names, owner: str, name: str, expr: Expr) -> Manager | None:
    """The manager that the attribute `name` of class `owner` declares, None if it declares none."""
    classes = _made(names, owner, expr, 0)
    return Manager(name, classes.manager, classes.queryset, owner, expr) if classes is not None else None


def _made(names: Names, scope: str, expr: Expr, depth: int) -> _Classes | None:
    """The classes of the manager instance that the expression makes."""
    if depth > FOLLOWED:
        return None
    match expr:
        case Call(function=Attribute(of=of, name="as_manager"), args=()):
            return _Classes(None, _queryset_class(names, scope, of))
        case Call(function=function):
            made = _instance(names, scope, function, depth)
            inner = argument(expr, "_manager_class")  # django-scopes: ScopedManager(practice="…", _manager_class=…)
            if made is None or made.queryset is not None or inner is None:
                return made
            wrapped = _instance(names, scope, inner, depth + 1)
            return _Classes(made.manager, wrapped.queryset if wrapped is not None else None)
        case Choose(then=then, other=other):
            return _made(names, scope, then, depth + 1) or _made(names, scope, other, depth + 1)
        case Local() | Global() | Attribute() | Import():
            for where, value in held(names, scope, expr):
                made = _made(names, where, value, depth + 1)
                if made is not None:
                    return made
    return None


def _instance(names: Names, scope: str, function: Expr, depth: int) -> _Classes | None:
    """The classes of what calling `function` makes."""
    match function:
        case Call(function=Attribute(name="from_queryset")):
            return _from_queryset(names, scope, function, depth)
        case Subscript(of=of):  # Manager["Order"]()
            return _instance(names, scope, of, depth)
    symbol = names.resolve_within(scope, function)
    if symbol is None:
        return _by_name(words(function))
    match symbol.kind:
        case "class":
            return _of_class(names, symbol.name)
        case "external":
            return _by_name(symbol.name)
        case "value":
            for inner, value in held(names, scope, function):
                if isinstance(value, Call) and depth < FOLLOWED:
                    return _instance(names, inner, value, depth + 1)
        case "function":
            record = names.functions[symbol.name]
            if names.modules[record.module].stub:
                return _by_name(symbol.name)
            for step in every_step(record.facts.body):
                if isinstance(step, Leave) and step.value is not None:
                    made = _made(names, record.name, step.value, depth + 1)
                    if made is not None:
                        return made
    return None


def _from_queryset(names: Names, scope: str, call: Call, depth: int) -> _Classes | None:
    if not isinstance(call.function, Attribute) or not call.args:
        return None
    of = call.function.of
    base = _instance(names, scope, of.function if isinstance(of, Call) else of, depth + 1)
    queryset = _queryset_class(names, scope, call.args[0])
    return _Classes(base.manager if base is not None else None, queryset)


def _by_name(path: str) -> _Classes | None:
    bare = path.rpartition(".")[2]
    if path in DJANGO_MANAGERS:
        return _Classes(None, None)
    return _Classes(path, None) if bare.endswith("Manager") and bare not in NOT_MANAGERS else None


def _of_class(names: Names, name: str) -> _Classes | None:
    if not _is_manager(names, name):
        return None
    return _Classes(None if name in DJANGO_MANAGERS else name, _queryset_of(names, name))


def _is_manager(names: Names, name: str) -> bool:
    return any(_is_manager_root(names, each) for each in names.mro(name))


def _is_manager_root(names: Names, name: str) -> bool:
    return name in DJANGO_MANAGERS or (name not in names.classes and _by_name(name) is not None)


def _queryset_of(names: Names, manager: str) -> str | None:
    """The queryset class of a manager class: a base from `from_queryset`, `_queryset_class`, or what the plain idiom
    `def get_queryset(self): return OrderQuerySet(self.model, …)` names."""
    for each in names.mro(manager):
        if each not in DJANGO_QUERYSETS and is_queryset(names, each) and not _is_manager(names, each):
            return each
    held_class = names.attribute(manager, "_queryset_class")
    if held_class is not None:
        return _queryset_class(names, held_class[0], held_class[1])
    after: str | None = None
    while (method := names.method(manager, "get_queryset", after=after)) is not None:
        made = list(_starts(method.facts))
        for start in made:
            symbol = names.resolve_within(method.name, start.function)
            if symbol is not None and symbol.name not in DJANGO_QUERYSETS and is_queryset(names, symbol.name):
                return symbol.name
        if method.owner is None or not any(start.function == SUPER for start in made):
            break
        after = method.owner
    return None


def _starts(function: Function) -> Iterator[Call]:
    """The calls that the returned chains begin with: `OrderQuerySet(…)` of `return OrderQuerySet(…).live()`."""
    for step in every_step(function.body):
        expr = step.value if isinstance(step, Leave) else None
        while isinstance(expr, Call) and isinstance(expr.function, Attribute):
            expr = expr.function.of
        if isinstance(expr, Call):
            yield expr


def _queryset_class(names: Names, scope: str, expr: Expr) -> str | None:
    symbol = names.resolve_within(scope, expr)
    if symbol is None or symbol.kind not in ("class", "external") or symbol.name in DJANGO_QUERYSETS:
        return None
    return symbol.name


def is_queryset(names: Names, name: str) -> bool:
    """Whether the class is a queryset, or an external one that is called so."""
    return any(
        each in DJANGO_QUERYSETS or (each not in names.classes and each.rpartition(".")[2].lower().endswith("queryset"))
        for each in names.mro(name)
    )
