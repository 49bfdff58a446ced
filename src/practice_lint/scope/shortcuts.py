"""Django's shortcuts and hooks that the interpreter knows itself: rows of a model, lazy objects, transactions."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from practice_lint.facts import Span
from practice_lint.scope import querysets
from practice_lint.scope.state import Env, Frame, Unreachable
from practice_lint.scope.values import (
    CHOSEN_MODEL,
    NONE,
    Args,
    Carrier,
    ClassRef,
    Const,
    External,
    FunctionRef,
    Keywords,
    Module,
    Native,
    OneOf,
    Opaque,
    Partial,
    Rows,
    Seq,
    Value,
    join_all,
    made,
    unstarred,
)

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine


def _get_object_or_404(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    first = unstarred(args[0]) if args else next((v for k, v in keywords if k == "klass"), NONE)
    rest = [unstarred(a) for a in args[1:]]
    given = [kv for kv in keywords if kv[0] != "klass"]
    found = []
    for value in first.parts if isinstance(first, OneOf) else (first,):
        rows = rows_of(m, value, frame, env, span)
        if rows is not None:
            found.append(querysets.call(m, rows, "get", rest, given, frame, env, span or Span(0, 0, 0, 0)) or NONE)
    if not found:
        for value in [first, *rest, *(v for _, v in given)]:
            m.leaves(value, "passed to `get_object_or_404`", frame, env, span, certain=False)
        return Opaque("a row of a model that was not followed")
    return join_all(found)


def _get_list_or_404(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    rows = rows_of(m, unstarred(args[0]), frame, env, span) if args else None
    return (
        querysets.narrowed(m, rows, [unstarred(a) for a in args[1:]], keywords)
        if rows is not None
        else Opaque("get_list_or_404")
    )


def rows_of(m: Machine, value: Value, frame: Frame, env: Env, span: Span | None) -> Rows | None:
    """The rows of a model class, a manager or a queryset."""
    if isinstance(value, Rows):
        return (
            value
            if value.site is not None
            else Rows(value.model, value.ties, m.site_here(frame, span), value.methods, value.field)
        )
    if isinstance(value, ClassRef) and (value.name in m.models.by_name or value.name == CHOSEN_MODEL):
        base = m.default_rows(value.name, env)
        return Rows(value.name, base.ties, m.site_here(frame, span), base.methods)
    return None


def _get_model(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    given = [unstarred(a) for a in args] + [v for _, v in keywords]
    if any(m.judge.chooser(v) is not None for v in given):
        return ClassRef(CHOSEN_MODEL)
    words = [a.value for a in map(unstarred, args) if isinstance(a, Const)]
    found = m.models.find(".".join(str(w) for w in words)) if words and len(words) == len(args) else ()
    return ClassRef(found[0].name) if found else Opaque("a model chosen at run time")


def _global_names(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return Module(frame.module)


def _get_user_model(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return ClassRef(m.models.user) if m.models.user else Opaque("the user model")


def _lazy(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """SimpleLazyObject(f): what f returns. sync_to_async(f), _on_commit(f): f itself, run at once."""
    return m.call(unstarred(args[0]), [], [], frame, env, span) if args else NONE


def _wrapped(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return unstarred(args[0]) if args else External("practice_lint_native.same")


def _on_commit(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    for value in args[:1]:
        if isinstance(value, (FunctionRef, Partial)):
            with contextlib.suppress(Unreachable):
                m.call(value, [], [], frame, env, span)
    return NONE


def _partial(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return Partial(unstarred(args[0]), tuple(unstarred(a) for a in args[1:]), tuple(keywords)) if args else NONE


def _context_variable(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return Carrier("a context variable")


def _ambient(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return Native(External("django_scopes"), "scope")


def _reduce(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    values = [unstarred(a) for a in args]
    if len(values) < 2:
        return Opaque("reduce")
    word = values[0].name.rsplit(".", 1)[-1] if isinstance(values[0], External) else ""
    items = values[1].items if isinstance(values[1], Seq) else (m.element(values[1]),)
    if word in ("or_", "and_", "or", "and") and items:
        from practice_lint.scope.operators import combined

        result = items[0]
        for item in items[1:]:
            result = combined(m, "|" if word.startswith("or") else "&", result, item, env)
        return result
    return made(values[1:])


def _atomic(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return unstarred(args[0]) if args and isinstance(args[0], FunctionRef) else Opaque("a transaction")


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "builtins.globals": _global_names,
    "*.get_object_or_404": _get_object_or_404,
    "*.aget_object_or_404": _get_object_or_404,
    "*.get_list_or_404": _get_list_or_404,
    "*.get_model": _get_model,
    "*.get_user_model": _get_user_model,
    "*.load_model": _get_model,
    "*.SimpleLazyObject": _lazy,
    "*.on_commit": _on_commit,
    "*.sync_to_async": _wrapped,
    "*.async_to_sync": _wrapped,
    "*.database_sync_to_async": _wrapped,
    "*.thread_sensitive": _wrapped,
    "functools.partial": _partial,
    "*.partial": _partial,
    "functools.reduce": _reduce,
    "*.reduce": _reduce,
    "threading.local": _context_variable,
    "contextvars.ContextVar": _context_variable,
    "asgiref.local.Local": _context_variable,
    "*.Local": _context_variable,
    "*.atomic": _atomic,
    "django_scopes.scope": _ambient,
}
