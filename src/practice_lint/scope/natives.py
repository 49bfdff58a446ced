"""Functions and methods that the interpreter knows itself: builtins, Django shortcuts, expressions, containers.

In: a name and arguments. Out: a value. Three tables: external functions by dotted path, library classes by canonical
name, methods by the kind of value that they are called on.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from practice_lint.facts import Span
from practice_lint.scope import fragments, jobs, querysets, raw_sql, serialization, stores, trust
from practice_lint.scope.lookups import COLUMN, EMPTY_Q, OPEN_Q, OUTER, q_all
from practice_lint.scope.proofs import COUNT, both, either
from practice_lint.scope.sql_text import formatted, joined
from practice_lint.scope.state import Env, Frame, Unreachable
from practice_lint.scope.values import (
    CHOSEN_MODEL,
    FALSE,
    GRANTED,
    MAYBE,
    NO_FACTS,
    NONE,
    REQUEST,
    TRUE,
    Args,
    Attr,
    Carrier,
    ClassRef,
    Condition,
    Const,
    External,
    Fact,
    FunctionRef,
    Input,
    Instance,
    Kept,
    Key,
    Keywords,
    Made,
    Many,
    Module,
    Native,
    NewRow,
    Nothing,
    OneOf,
    Opaque,
    Param,
    Partial,
    Request,
    Row,
    Rows,
    Seq,
    Super,
    Table,
    Text,
    Tie,
    Truth,
    Value,
    atoms,
    join,
    join_all,
    made,
    unstarred,
)

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine


def external(m: Machine, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """A call of something outside the project and the stubs."""
    last = name.rsplit(".", 1)[-1]
    wild = "*." + last
    known = FUNCTIONS.get(name) or trust.FUNCTIONS.get(name) or FUNCTIONS.get(wild) or trust.FUNCTIONS.get(wild)
    if known is not None:
        return known(m, args, keywords, frame, env, span)
    if name.startswith("practice_lint_native."):
        native = SKETCHED.get(last, serialization.unknown)
        return native(m, args, keywords, frame, env, span)
    if last in INERT or any(part in INERT_MODULES for part in name.split(".")[:-1]):
        return made([unstarred(a) for a in args])
    certain = last in SINKS
    for value in [unstarred(a) for a in args] + [v for _, v in keywords]:
        m.leaves(value, SINKS.get(last, f"passed to `{last}`"), frame, env, span, certain)
    result = made([unstarred(a) for a in args] + [v for _, v in keywords])
    return Opaque(f"an object of `{name}`") if trust.library_object(name, result) else result


# Library calls that hand their arguments to the client or to a file, and how that reads in a report.
SINKS = {
    "render": "rendered in a template",
    "render_to_string": "rendered in a template",
    "HttpResponse": "sent in the response",
    "JsonResponse": "sent in the response",
    "Response": "sent in the response",
    "StreamingHttpResponse": "sent in the response",
    "FileResponse": "sent in the response",
    "TemplateResponse": "rendered in a template",
    "serialize": "serialized",
    "writerow": "written to a file",
    "send_mail": "sent by mail",
    "EmailMessage": "sent by mail",
    "send": "sent in a message",
    "redirect": "sent in a redirect",
}

# Calls that tell nobody outside the server anything about rows.
INERT = frozenset(
    {
        "isinstance",
        "issubclass",
        "hasattr",
        "callable",
        "id",
        "hash",
        "print",
        "repr",
        "reverse",
        "reverse_lazy",
        "gettext",
        "gettext_lazy",
        "_",
        "ngettext",
        "pgettext",
        "now",
        "timedelta",
        "capture_exception",
        "capture_message",
        "log",
        "debug",
        "info",
        "warning",
        "error",
        "exception",
        "getLogger",
        "wraps",
        "sleep",
        "ContentType",
        "deepcopy_memo",
        "connection",
        "on_commit_marker",
        "prefetch_related_objects",
    }
)
INERT_MODULES = frozenset(
    {
        "logging",
        "logger",
        "log",
        "sentry_sdk",
        "structlog",
        "messages",
        "warnings",
        "time",
        "datetime",
        "posthog",
        "statsd",
    }
)


# ── builtins ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _same(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """int(x), str(x), UUID(x), list(xs): the same value as far as whose it is goes."""
    return unstarred(args[0]) if args else keywords[0][1] if keywords else Const("")


def _listed(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    if not args:
        return Seq(())
    value = unstarred(args[0])
    if isinstance(value, (Seq, Many, Input, Rows, Param, Attr, Carrier, OneOf)):
        return value
    if isinstance(value, Table):
        return Many(Opaque("a key of a dict"))
    return Many(m.element(value))


def _dict(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    base = unstarred(args[0]) if args else None
    items = dict(base.items) if isinstance(base, Table) else {}
    items.update({k: v for k, v in keywords if k != "**"})
    rest = base.rest if isinstance(base, Table) else base
    if isinstance(base, Input) and not items:
        return base
    return Table(tuple(items.items()), rest)


def _getattr(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    if len(args) < 2:
        return Opaque("getattr")
    of, name = unstarred(args[0]), unstarred(args[1])
    if not isinstance(name, Const) or not isinstance(name.value, str):
        if isinstance(of, Module) and m.judge.chooser(name) is not None:
            return ClassRef(CHOSEN_MODEL)
        if isinstance(of, Request):
            return Carrier("request.…")
        return made([of])
    value = m.attribute(of, name.value, frame, env)
    if len(args) > 2 and not isinstance(value, (FunctionRef, Rows, ClassRef)):
        default = unstarred(args[2])
        if isinstance(value, (External, Opaque, Native)) and not isinstance(default, Nothing):
            return join(value, default)
        if isinstance(of, (Instance, ClassRef)) and isinstance(value, (Attr, External)):
            return default
        return join(value, default)
    return value


def _setattr(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    if len(args) == 3:
        of, name, value = (unstarred(a) for a in args)
        if isinstance(name, Const) and isinstance(name.value, str):
            m.store(of, name.value, value, frame, env, span or Span(0, 0, 0, 0))
        elif isinstance(of, (Row, NewRow, Instance)):
            m.store(of, "*", value, frame, env, span or Span(0, 0, 0, 0))
    return NONE


def _isinstance(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    value, cls = (unstarred(args[0]), unstarred(args[1])) if len(args) == 2 else (NONE, NONE)
    if isinstance(cls, ClassRef) and isinstance(value, (Row, NewRow)) and cls.name in m.models.by_name:
        return (
            TRUE
            if cls.name in m.names.mro(value.model)
            else FALSE
            if value.model not in m.names.mro(cls.name)
            else MAYBE
        )
    if isinstance(cls, ClassRef) and isinstance(value, Instance):
        return TRUE if cls.name in m.names.mro(value.cls) else FALSE
    return _of_builtin(value, cls)


CONTAINERS = frozenset({"builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset", "builtins.dict"})
PLAIN_TYPES = CONTAINERS | {"builtins.str", "builtins.int", "builtins.bytes", "builtins.float", "builtins.bool"}


def _of_builtin(value: Value, cls: Value) -> Truth:
    """`isinstance(value, (list, tuple))`: a function, an object or a row is none of the built-in types."""
    classes = [part.name for part in (cls.items if isinstance(cls, Seq) else (cls,)) if isinstance(part, External)]
    if not classes or not PLAIN_TYPES.issuperset(classes) or (isinstance(cls, Seq) and len(classes) < len(cls.items)):
        return MAYBE
    if isinstance(value, (FunctionRef, ClassRef, Instance, Partial, Request, Row, NewRow, Rows)):
        return FALSE
    if isinstance(value, Seq) and {"builtins.list", "builtins.tuple"}.issubset(classes):
        return TRUE
    if isinstance(value, Const):
        return TRUE if f"builtins.{type(value.value).__name__}" in classes else FALSE
    return MAYBE


def _hasattr(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    of, name = (unstarred(args[0]), unstarred(args[1])) if len(args) == 2 else (NONE, NONE)
    if isinstance(of, Rows) and isinstance(name, Const) and name.value in ("all", "filter", "get", "model"):
        return TRUE
    if (
        isinstance(of, ClassRef)
        and of.name in m.models.by_name
        and isinstance(name, Const)
        and name.value in ("_default_manager", "objects")
    ):
        return TRUE
    if isinstance(of, Request) and isinstance(name, Const) and f"request.{name.value}" in m.carriers:
        return TRUE
    return _has_own(m, of, name.value, env) if isinstance(name, Const) and isinstance(name.value, str) else MAYBE


def _has_own(m: Machine, of: Value, name: str, env: Env) -> Truth:
    """`if not hasattr(self, "_patient"):` before `self._patient = …`: an object that this run made has what it gave
    it, and what its classes say."""
    if isinstance(of, Request):
        return TRUE if (REQUEST, name) in env.heap else FALSE if name.startswith("_") else MAYBE
    if not isinstance(of, Instance) or not of.ident.endswith(("@view", "@middleware")):
        return MAYBE
    if (of.ident, name) in env.heap or m.names.method(of.cls, name) or m.names.attribute(of.cls, name):
        return TRUE
    unknown = any(base not in m.names.classes and base != "object" for base in m.names.mro(of.cls))
    return MAYBE if unknown and not name.startswith("_") else FALSE


def _any(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    value = unstarred(args[0]) if args else NONE
    if isinstance(value, Seq) and value.items:
        result = m.prover.truth(value.items[0], env.facts)
        for item in value.items[1:]:
            result = either(result, m.prover.truth(item, env.facts))
        return result
    if isinstance(value, Many):
        known = m.prover.truth(value.element, env.facts)
        return Truth(known.true, NO_FACTS)
    return MAYBE


def _all(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    value = unstarred(args[0]) if args else NONE
    if isinstance(value, Seq):
        result = TRUE
        for item in value.items:
            result = both(result, m.prover.truth(item, env.facts))
        return result
    if isinstance(value, Many):
        known = m.prover.truth(value.element, env.facts)
        return Truth(known.true, NO_FACTS)
    return MAYBE


def _len(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    value = unstarred(args[0]) if args else NONE
    if isinstance(value, Rows):
        return Rows(value.model, value.ties, value.site, value.methods, COUNT)
    return made([value])


def _bool(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return m.prover.truth(unstarred(args[0]), env.facts) if args else FALSE


def _map(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    if len(args) < 2:
        return Opaque("map")
    return Many(m.call(unstarred(args[0]), [m.element(unstarred(a)) for a in args[1:]], [], frame, env, span))


def _filter(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return _listed(m, args[1:], [], frame, env, span)


def _enumerate(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return Many(Seq((Opaque("an index"), m.element(unstarred(args[0]))))) if args else Seq(())


def _zip(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return Many(Seq(tuple(m.element(unstarred(a)) for a in args)))


def _next(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    if not args:
        return NONE
    value = m.element(unstarred(args[0]))
    return join(value, unstarred(args[1])) if len(args) > 1 else value


def _type(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    value = unstarred(args[0]) if args else NONE
    if isinstance(value, (Row, NewRow)):
        return ClassRef(value.model)
    return ClassRef(value.cls) if isinstance(value, Instance) else Opaque("a type")


# ── Django ──────────────────────────────────────────────────────────────────────────────────────────────────────────


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


def _globals(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return Module(frame.module)


def _get_user_model(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return ClassRef(m.models.user) if m.models.user else Opaque("the user model")


def _lazy(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """SimpleLazyObject(f): what f returns. sync_to_async(f), on_commit(f): f itself, run at once."""
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
        from practice_lint.scope.evaluate import combined

        result = items[0]
        for item in items[1:]:
            result = combined(m, "|" if word.startswith("or") else "&", result, item)
        return result
    return made(values[1:])


def _atomic(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return unstarred(args[0]) if args and isinstance(args[0], FunctionRef) else Opaque("a transaction")


FUNCTIONS: dict[str, Callable[..., Value]] = {
    **{
        f"builtins.{n}": _same
        for n in ("int", "str", "float", "sum", "min", "max", "abs", "round", "format", "iter", "super", "memoryview")
    },
    **{f"builtins.{n}": _listed for n in ("list", "set", "tuple", "sorted", "reversed", "frozenset")},
    **{
        f"*.{n}": _same
        for n in (
            "UUID",
            "force_str",
            "smart_str",
            "force_bytes",
            "urlsafe_base64_decode",
            "urlsafe_base64_encode",
            "unquote",
            "quote",
            "escape_html",
            "mark_safe",
            "strip_tags",
            "deepcopy",
            "copy",
            "Decimal",
            "cast",
            "loads",
            "slugify",
            "conditional_escape",
            "parse_obj_as",
            "aiter",
            "cleandoc",
            "dedent",
            "closing",
            "quote_name",
            "ensure_list",
            "coerce",
            "b64decode",
            "unquote_plus",
            "from_iterable",
            "chain",
        )
    },
    "builtins.dict": _dict,
    "builtins.globals": _globals,
    "builtins.getattr": _getattr,
    "builtins.setattr": _setattr,
    "builtins.isinstance": _isinstance,
    "builtins.hasattr": _hasattr,
    "builtins.any": _any,
    "builtins.all": _all,
    "builtins.len": _len,
    "builtins.bool": _bool,
    "builtins.map": _map,
    "builtins.filter": _filter,
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "builtins.next": _next,
    "builtins.type": _type,
    "builtins.anext": _next,
    "collections.OrderedDict": _dict,
    "types.SimpleNamespace": _dict,
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
    **stores.FUNCTIONS,
}


SKETCHED: dict[str, Callable[..., Value]] = {  # what library sketches import from `practice_lint_native`
    **serialization.NATIVES,
    **stores.NATIVES,
    "sent_to_task": jobs.sent_to_task,
    "rendered": fragments.rendered,
    "rendered_text": fragments.rendered_text,
}


# ── library classes that are values of their own ────────────────────────────────────────────────────────────────────


def _q(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    result = EMPTY_Q
    pairs: set[tuple[str, Value]] = set()
    for name, value in keywords:
        if name == "**":
            if not isinstance(value, (Input, Nothing)):
                return Opaque("a Q object that was not followed")
        elif name == "_negated":
            return OPEN_Q
        else:
            pairs.add((name, value))
    for arg in map(unstarred, args):
        if isinstance(arg, Condition):
            result = q_all(result, arg)
        elif isinstance(arg, Seq) and len(arg.items) == 2 and isinstance(arg.items[0], Const):
            pairs.add((str(arg.items[0].value), arg.items[1]))
        elif not isinstance(arg, (Const, Nothing, Truth)):
            return Opaque("a Q object that was not followed")
    if pairs:
        result = q_all(result, Condition((frozenset(pairs),)))
    return result


def _outer(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return OUTER


def _column(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return COLUMN


def _first(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    value = unstarred(args[0]) if args else next((v for k, v in keywords if k == "queryset"), NONE)
    return value


def _raw_sql(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    return raw_sql.expression(m, [unstarred(a) for a in args], keywords, frame, env, span)


def _prefetch(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """Prefetch(lookup, queryset): its rows are restricted to the parents of the query that it is given to."""
    value = next((v for k, v in keywords if k == "queryset"), unstarred(args[1]) if len(args) > 1 else NONE)
    for part in atoms(value):
        if isinstance(part, Rows) and part.site is not None:
            tied = Rows(part.model, part.ties | {Tie("prefetch", "")}, part.site, part.methods)
            m.seen(tied, frame, env)
    return COLUMN


CLASSES: dict[str, Callable[..., Value]] = {
    "Q": _q,
    "OuterRef": _outer,
    "F": _column,
    "Value": _column,
    "Exists": _first,
    "Subquery": _first,
    "Prefetch": _prefetch,
    "Case": _column,
    "When": _column,
    "Count": _column,
    "Sum": _column,
    "Max": _column,
    "Min": _column,
    "Avg": _column,
    "Func": _column,
    "Coalesce": _column,
    "ExpressionWrapper": _column,
    "Concat": _column,
    "Lower": _column,
    "Upper": _column,
    "Cast": _column,
    "Now": _column,
    "RawSQL": _raw_sql,
}
for _name, _make in CLASSES.items():
    FUNCTIONS.setdefault("*." + _name, _make)


PERMISSION_METHODS = frozenset({"has_perm", "ahas_perm", "has_perms", "ahas_perms"})

QUERYSET_BASES = frozenset({"django.db.models.QuerySet", "django.db.models.query.QuerySet"})


def _queryset(m: Machine, cls: str, args: Args, keywords: Keywords, frame: Frame, span: Span | None) -> Value:
    """`OrderQuerySet(self.model, using=self._db)`: every row of the model, with this class's methods."""
    model = unstarred(args[0]) if args else next((v for k, v in keywords if k == "model"), NONE)
    if isinstance(model, ClassRef) and model.name in m.models.by_name:
        return m.rooted(Rows(model.name, frozenset(), None, (cls, *m.methods_of(model.name))), frame)
    return Opaque("a queryset of a model that was not followed")


def construct(
    m: Machine, cls: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value | None:
    """An object of a library class that has a value of its own; None for any other class."""
    order = m.names.mro(cls)
    if QUERYSET_BASES.intersection(order):
        return _queryset(m, cls, args, keywords, frame, span)
    if cls.startswith(("django.db.models.", "django.contrib.postgres.")):
        known = CLASSES.get(cls.rsplit(".", 1)[-1])
        if known is not None:
            return known(m, args, keywords, frame, env, span)
    return None


# ── methods of built-in kinds of values ─────────────────────────────────────────────────────────────────────────────


def method(
    m: Machine, native: Native, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    handler = METHODS_BY_KIND.get(type(native.of))
    plain_args = [unstarred(a) for a in args]
    if handler is not None:
        return handler(m, native.of, native.name, plain_args, keywords, frame, env, span)
    last = native.name.rsplit(".", 1)[-1]
    told = trust.of_library(last) if isinstance(native.of, (Opaque, Made)) else None
    if told is not None and (isinstance(native.of, Opaque) or told is not trust.STORED):
        return told
    for value in [*plain_args, *(v for _, v in keywords)]:
        if last not in INERT and not isinstance(native.of, (Opaque, Nothing, Truth)):
            m.leaves(value, SINKS.get(last, f"passed to `{last}`"), frame, env, span, last in SINKS)
    return made([native.of, *plain_args, *(v for _, v in keywords)])


def _rows_method(
    m: Machine, rows: Rows, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    if rows.site is None:
        rows = m.rooted(rows, frame)
    if rows.site is None and span is not None:
        rows = Rows(rows.model, rows.ties, m.site_here(frame, span), rows.methods, rows.field)
    found = querysets.call(m, rows, name, args, keywords, frame, env, span or Span(0, 0, 0, 0))
    if found is not None:
        return found
    if name in m.project.config.scope_methods or any(
        f"{c.rsplit('.', 1)[-1]}.{name}" in m.project.config.scope_methods for c in rows.methods
    ):
        return Rows(rows.model, rows.ties | {Tie("given", f"`{name}` is configured to scope")}, rows.site, rows.methods)
    tie = Tie("unknown", f"method-not-followed:`{name}` of its manager or queryset was not found")
    return Rows(rows.model, rows.ties | {tie}, rows.site, rows.methods, rows.field)


CONTENT_TYPE = "django.contrib.contenttypes.models.ContentType"
OF_TYPE = {  # methods of a content type, and what each is on a queryset of its model
    "model_class": "all",
    "get_object_for_this_type": "get",
    "get_all_objects_for_this_type": "filter",
}


def _row_method(
    m: Machine, row: Row, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    if row.model == CONTENT_TYPE and name in OF_TYPE and m.judge.chooser(row) is not None:
        if name == "model_class":
            return ClassRef(CHOSEN_MODEL)
        chosen = Rows(CHOSEN_MODEL, frozenset(), m.site_here(frame, span))
        return querysets.call(m, chosen, OF_TYPE[name], args, keywords, frame, env, span or Span(0, 0, 0, 0)) or NONE
    if name in ("save", "asave", "delete", "adelete", "save_base"):
        m.wrote(row.rows, "deleted" if "delete" in name else "saved", frame, env, span, row=row)
        stored = [(key[1], v) for key, v in env.heap.items() if key[0] == row]
        m.linked(row.model, stored, frame, env, span, row.rows.site)
        return NONE
    if name in PERMISSION_METHODS and m.judge.caller(row):
        return _permitted(m, args, keywords)
    for value in [*args, *(v for _, v in keywords)]:
        m.leaves(value, f"passed to `{name}`", frame, env, span, certain=False)
    return made([row, *args])


def _permitted(m: Machine, args: Args, keywords: Keywords) -> Truth:
    """`user.has_perm("x")` knows no practice. Asked about an object, Django's own backend always refuses: who answers
    yes is a backend of the project's that knows the object."""
    of = dict(keywords).get("obj") or (args[1] if len(args) > 1 else None)
    if of is None or isinstance(of, Nothing):
        return Truth(frozenset({GRANTED}), NO_FACTS)
    if isinstance(of, Row):
        return Truth(m.prover.prove(of, of.model), NO_FACTS)
    return MAYBE


def _new_row_method(
    m: Machine, row: NewRow, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    if name in ("save", "asave", "save_base"):
        m.created(row, Rows(row.model, frozenset(), row.site), m.attributes_of(row, env), frame, env, span)
    return NONE


def _super_method(
    m: Machine, value: Super, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    if name in ("__init__", "__init_subclass__", "setUp"):
        self_ = value.self_
        if isinstance(self_, Instance):
            for key, item in keywords:
                if key != "**":
                    env.heap.setdefault((self_.ident, key), item)
        return NONE
    if name in ("save", "clean", "full_clean", "delete"):
        return NONE
    if name == "get_queryset" and isinstance(value.self_, Instance):
        return Opaque("`super().get_queryset()` of a library that was not followed")
    return (
        made([*args, *(v for _, v in keywords)])
        if args or keywords
        else Opaque(f"`super().{name}()` of a library that was not followed")
    )


def _input_method(
    m: Machine, value: Input, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    if name in ("get", "pop", "getlist", "setdefault") and args:
        if isinstance(args[0], Const):
            part: Value = Input(value.source, f"{value.name}.{args[0].value}" if value.name else str(args[0].value))
        else:
            part = Input(value.source, f"{value.name}.*" if value.name else "*")
        default = args[1] if len(args) > 1 else next((v for k, v in keywords if k == "default"), None)
        return join(part, default) if default is not None and not isinstance(default, (Nothing, Const)) else part
    if name == "items":
        return Many(Seq((Input(value.source, "*"), Input(value.source, "*"))))
    if name in ("keys", "values", "split", "lists"):
        return Many(Input(value.source, value.name or "*"))
    if name in ("startswith", "endswith", "isdigit", "is_valid", "isnumeric"):
        return MAYBE
    if name in ("format", "join"):  # the text that it makes holds what it is given
        return made([value, *args, *(v for _, v in keywords)])
    return value


def _carrier_method(
    m: Machine, value: Carrier, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    if args and isinstance(args[0], Const):
        return Carrier(f"{value.name}[{args[0].value}]")
    return Carrier(value.name)


def _table_method(
    m: Machine, value: Table, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    if name in ("get", "pop") and args:
        default = args[1] if len(args) > 1 else NONE
        if isinstance(args[0], Const) and isinstance(args[0].value, str):
            exact = dict(value.items).get(args[0].value)
            if exact is not None:
                return exact
            sent = value.get(args[0].value)
            return join(sent, default) if sent is not None else default
        m.chosen_out_of(value, args[0], frame)
        values = [v for _, v in value.items] + ([value.rest] if value.rest is not None else [])
        return join_all([*values, default])
    everything = [v for _, v in value.items] + ([value.rest] if value.rest is not None else [])
    if name == "items":
        if value.rest is None:
            return Seq(tuple(Seq((Const(k), v)) for k, v in value.items))
        return Many(Seq((Opaque("a key of a dict"), join_all(everything))))
    if name == "values":
        return Many(join_all(everything)) if everything else Seq(())
    if name == "copy":
        return value
    return Many(Opaque("a key of a dict")) if name == "keys" else MAYBE


def _sequence_method(
    m: Machine, value: Value, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    if name in ("count", "index"):
        return MAYBE
    if name in ("union", "intersection", "difference", "symmetric_difference"):
        parts = [m.element(a) for a in args] if name in ("union", "symmetric_difference") else []
        return Many(join_all([m.element(value), *parts]))
    if name in ("pop", "popleft"):
        return m.element(value)
    return value


def _request_method(
    m: Machine, value: Request, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    return Opaque(f"`request.{name}`")


def _text_method(
    m: Machine, value: Const, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    if name == "format" and isinstance(value.value, str):
        return formatted(value.value, args, dict(keywords))
    if name == "join" and args and (text := joined(value, args[0])) is not None:
        return text
    if name in ("join", "replace") and (args or keywords):
        return made([*args, *(v for _, v in keywords)])
    return value if isinstance(value.value, str) and name in ("lower", "upper", "strip", "title") else Opaque("text")


def _pieces_method(
    m: Machine, value: Text, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    return value if name in ("strip", "lstrip", "rstrip", "encode") else made([value, *args])


def _class_method(
    m: Machine, value: ClassRef, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    if name == "as_view":
        return Opaque("a view function")
    return made([*args, *(v for _, v in keywords)])


def _kept_method(
    m: Machine, value: Kept, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    """Something of what a store answered is still that."""
    return Many(value) if name in ("items", "values", "keys", "splitlines", "split") else value


def _key_method(
    m: Machine, value: Key, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    return value if not args else made([value, *args])


def _function_method(
    m: Machine, value: FunctionRef, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None
) -> Value:
    """`task.delay(pk)`"""
    return jobs.dispatch(m, value, name, args, keywords, frame, env, span)


METHODS_BY_KIND: dict[type[Any], Callable[..., Value]] = {
    Rows: _rows_method,
    Row: _row_method,
    NewRow: _new_row_method,
    Super: _super_method,
    Input: _input_method,
    Carrier: _carrier_method,
    Table: _table_method,
    Seq: _sequence_method,
    Many: _sequence_method,
    Request: _request_method,
    Const: _text_method,
    Text: _pieces_method,
    ClassRef: _class_method,
    Kept: _kept_method,
    Key: _key_method,
    FunctionRef: _function_method,
}

__all__ = ["Fact", "Made", "construct", "external", "method"]
