"""The natives that the library sketches import from `practice_lint_native`: serializers, forms, sinks.

In: arguments as the sketches give them. Out: values. Source: Django REST framework's serializer and Django's form
lifecycles.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from practice_lint.facts import Bind, Local, Span
from practice_lint.scope import raw_sql, validated
from practice_lint.scope.state import Env, Frame
from practice_lint.scope.validated import declared
from practice_lint.scope.values import (
    BYPASSED,
    NONE,
    Args,
    ClassRef,
    Const,
    External,
    Fact,
    FunctionRef,
    Instance,
    Keywords,
    Many,
    NewRow,
    Nothing,
    OneOf,
    Opaque,
    Row,
    Rows,
    Seq,
    Site,
    Table,
    Tie,
    Value,
    join_all,
    made,
    unstarred,
)

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine

# Django REST framework's own defaults (rest_framework.settings.DEFAULTS), where they matter.
DRF_DEFAULTS = {
    "DEFAULT_PERMISSION_CLASSES": ("rest_framework.permissions.AllowAny",),
    "DEFAULT_AUTHENTICATION_CLASSES": (),
    "DEFAULT_FILTER_BACKENDS": (),
    "DEFAULT_THROTTLE_CLASSES": (),
}


def _rows_of(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    found = []
    for value in args[0].parts if isinstance(args[0], OneOf) else args[:1]:
        if isinstance(value, ClassRef) and value.name in m.models.by_name:
            base = m.default_rows(value.name, env)
            site = _model_of_view(m, frame) or m.site_here(frame, span)
            found.append(Rows(value.name, base.ties, site, base.methods))
    return found[0] if found else Opaque("rows of a model that was not followed")


def _model_of_view(m: Machine, frame: Frame) -> Site | None:
    """For the rows that a generic view reads by itself: where the view names its model."""
    if not frame.stub or not isinstance(frame.self_, Instance) or not m.is_view(frame.self_.cls):
        return None
    record = m.names.classes[frame.self_.cls]
    module = m.names.modules[record.module]
    if module.stub:
        return None
    bound = next((s for s in record.facts.body if isinstance(s, Bind) and s.target == Local("model")), None)
    span = bound.span if bound is not None else record.facts.head
    site = Site(
        module.path, (span.line, span.column, span.end_line, span.end_column), module.name, record.facts.name, span
    )
    if bound is not None:
        m.queries[site] = bound.value
    return site


def _escape(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    for value in args:
        m.leaves(unstarred(value), "sent in the response", frame, env, None)
    return unstarred(args[0]) if args else NONE


def unknown(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return made([unstarred(a) for a in args])


def _same(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return unstarred(args[0]) if args else NONE


def _drf_setting(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    name = args[0].value if args and isinstance(args[0], Const) else ""
    setting = m.project.settings.get("REST_FRAMEWORK")
    configured = setting.value.get(name) if setting is not None and isinstance(setting.value, dict) else None
    paths = configured if isinstance(configured, (tuple, list)) else DRF_DEFAULTS.get(str(name))
    near = setting.module if setting is not None else next(iter(m.names.modules))
    if paths is None:
        return _reference(m, near, configured) if isinstance(configured, str) else NONE
    return Seq(tuple(_reference(m, near, p) for p in paths if isinstance(p, str)))


def _reference(m: Machine, near: str, path: str) -> Value:
    """What a dotted path in the settings module `near` names."""
    symbol = m.names.resolve_path(near, path)
    return m.symbol(symbol) if symbol is not None else External(path)


# ── serializers ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _declared_fields(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    serializer = args[0] if args else NONE
    if not isinstance(serializer, Instance):
        return Table((), Opaque("a field"))
    return Table(tuple(declared(m, serializer.cls, env).items()), Opaque("a field"))


def _declared_filters(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """The filters of a FilterSet that are followed; others narrow by what the client asks for and prove nothing."""
    filterset = args[0] if args else NONE
    if not isinstance(filterset, Instance):
        return Table((), None)
    found = {n: v for n, v in declared(m, filterset.cls, env).items() if isinstance(v, Instance)}
    for name, each in found.items():
        env.heap[each.ident, "parent"] = filterset
        if m.class_heap.get((each.ident, "field_name"), NONE) == NONE:
            env.heap[each.ident, "field_name"] = Const(name)
    return Table(tuple(found.items()), None)


def _represented(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """The row's data, what `get_<name>` methods add, and nested serializers over related rows."""
    serializer, instance = (args[0], unstarred(args[1])) if len(args) == 2 else (NONE, NONE)
    if not isinstance(serializer, Instance):
        return made([instance])
    parts: list[Value] = [instance]
    rows = m.element(instance) if isinstance(instance, (Rows, Many, Seq)) else instance
    if isinstance(rows, (Row, OneOf)):
        for name in m.methods_named(serializer.cls, "get_"):
            if name in SERIALIZER_HOOKS or name.removeprefix("get_") not in m.bound_names_of_mro(serializer.cls):
                continue
            function = m.attribute(serializer, name, frame, env)
            if isinstance(function, FunctionRef) and len(function.code.params) == 2:
                parts.append(m.call(function, [rows], [], frame, env, None))
    return made(parts)


SERIALIZER_HOOKS = frozenset(
    {
        "get_fields",
        "get_validators",
        "get_extra_kwargs",
        "get_queryset",
        "get_attribute",
        "get_value",
        "get_initial",
        "get_default",
        "get_field_names",
        "get_object",
        "get_serializer_context",
    }
)


def _children_of(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    rows = unstarred(args[1]) if len(args) > 1 else NONE
    parent = unstarred(args[0]) if args else NONE
    if not isinstance(rows, Rows):
        return rows
    return join_all([_under(rows, each) for each in (parent.parts if isinstance(parent, OneOf) else (parent,))])


def _under(rows: Rows, parent: Value) -> Rows:
    if isinstance(parent, Row):
        tie = Tie("hop", "inline", parent.model, "backward", parent)
    elif isinstance(parent, (NewRow, Nothing)):
        tie = Tie("empty", "")  # nothing hangs on a row that is not stored yet
    else:
        tie = Tie("unknown", "value-not-followed:the row of an inline formset was not followed")
    return Rows(rows.model, rows.ties | {tie}, rows.site, rows.methods)


def _subclass(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """subclass(base, **attributes): methods are looked up by name (see `Runtime.member`), so only data is kept."""
    base = unstarred(args[0]) if args else NONE
    given = tuple((name, v) for name, v in keywords if name != "**" and not isinstance(v, FunctionRef))
    return ClassRef(base.name, (*base.given, *given)) if isinstance(base, ClassRef) else base


def _permitted_rows(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """Rows on which the user holds an object permission (django-guardian)."""
    for value in args:
        value = unstarred(value)
        if isinstance(value, ClassRef) and value.name in m.models.by_name:
            value = Rows(value.name, NO_TIES, m.site_here(frame, span), m.methods_of(value.name))
        if isinstance(value, Rows):
            return Rows(
                value.model,
                value.ties | {Tie("given", "an object permission of the caller")},
                value.site,
                value.methods,
            )
    return Many(Opaque("rows that the caller has permission for"))


def _ambient(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """What is in force around the code by that name; its value is the library's own affair."""
    return Opaque("a scope around the code")


def _set_ambient(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """A scope begins; None ends or disables it."""
    ends = len(args) < 2 or args[1] == NONE
    env.facts = env.facts - SCOPING | {BYPASSED if ends else Fact("ambient")}
    return NONE


SCOPING = frozenset({BYPASSED, Fact("ambient")})  # of a state there is one of these or none
NO_TIES: frozenset[Tie] = frozenset()

NATIVES: dict[str, Callable[..., Value]] = {
    "rows_of": _rows_of,
    "escape": _escape,
    "unknown": unknown,
    "same": _same,
    "drf_setting": _drf_setting,
    "declared_fields": _declared_fields,
    "declared_filters": _declared_filters,
    "validated_data": validated.validated_data,
    "represented": _represented,
    "cleaned_data": validated.cleaned_data,
    "children_of": _children_of,
    "subclass": _subclass,
    "permitted_rows": _permitted_rows,
    "ambient": _ambient,
    "set_ambient": _set_ambient,
    "sql_rows": raw_sql.executed,
}
