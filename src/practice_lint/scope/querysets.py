"""What each queryset and manager method does: a table, and the few operations that its rows name.

In: rows, a method's name, its arguments. Out: the value it returns, events for writes. Source: Django's QuerySet API
reference (5.x; `a`-prefixed twins behave alike).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from practice_lint.facts import Call, Constant, Span
from practice_lint.project.visit import tail
from practice_lint.scope import raw_sql
from practice_lint.scope.lookups import asked_for, said, ties_of
from practice_lint.scope.proofs import COUNT
from practice_lint.scope.state import Unreachable
from practice_lint.scope.values import (
    MAYBE,
    NO_FACTS,
    NONE,
    ONLY_ONE,
    Const,
    Key,
    Keywords,
    Many,
    NewRow,
    Nothing,
    OneOf,
    Row,
    Rows,
    Seq,
    Table,
    Tie,
    Truth,
    Value,
    alternatives,
    atoms,
    made,
)

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine
    from practice_lint.scope.state import Env, Frame

EMPTY = Tie("empty", "")  # `none()`

# method -> operation. What is not here is looked for among the project's managers and querysets, then UNKNOWN.
METHODS: dict[str, str] = {
    **dict.fromkeys(("filter", "complex_filter"), "narrow"),
    **dict.fromkeys(
        (
            "all",
            "order_by",
            "select_related",
            "prefetch_related",
            "only",
            "defer",
            "distinct",
            "reverse",
            "using",
            "select_for_update",
            "exclude",
            "iterator",
            "aiterator",
            "_clone",
            "_chain",
            "resolve_expression",
            "as_manager",
            "get_queryset",
            "dates",
            "datetimes",
            "raw_as_qs",
            "with_prefetch",
            "cache",
            "nocache",
            "non_polymorphic",
            "select_subclasses",
            "order_with_respect_to",
            "order_by_rank",
        ),
        "keep",
    ),
    **dict.fromkeys(("annotate",), "annotate"),
    **dict.fromkeys(("alias",), "alias"),
    **dict.fromkeys(("values", "values_list"), "values"),
    **dict.fromkeys(("none",), "none"),
    **dict.fromkeys(("get", "aget"), "get"),
    **dict.fromkeys(("first", "last", "latest", "earliest", "afirst", "alast", "alatest", "aearliest"), "one"),
    **dict.fromkeys(("count", "acount"), "count"),
    **dict.fromkeys(("aggregate", "aaggregate", "explain"), "aggregate"),
    **dict.fromkeys(("exists", "aexists"), "exists"),
    **dict.fromkeys(("contains", "acontains"), "contains"),
    **dict.fromkeys(("in_bulk", "ain_bulk"), "bulk"),
    **dict.fromkeys(("update", "aupdate", "delete", "adelete", "_raw_delete"), "write"),
    **dict.fromkeys(("bulk_update", "abulk_update"), "bulk_update"),
    **dict.fromkeys(("create", "acreate"), "create"),
    **dict.fromkeys(("bulk_create", "abulk_create"), "bulk_create"),
    **dict.fromkeys(("get_or_create", "aget_or_create", "update_or_create", "aupdate_or_create"), "upsert"),
    **dict.fromkeys(("union",), "union"),
    **dict.fromkeys(("intersection",), "intersection"),
    **dict.fromkeys(("difference",), "keep"),
    **dict.fromkeys(("add", "aadd", "set", "aset"), "link"),
    **dict.fromkeys(("remove", "aremove", "clear", "aclear"), "unlink"),
    **dict.fromkeys(("raw",), "raw"),
    **dict.fromkeys(("extra",), "extra"),
}

# What each operation ends a query in, for the ledger.
ENDS = {
    "get": "row",
    "one": "row",
    "count": "count",
    "aggregate": "count",
    "exists": "exists",
    "contains": "exists",
    "write": "write",
    "bulk_update": "write",
    "create": "create",
    "bulk_create": "create",
    "upsert": "create",
    "raw": "raw",
    "bulk": "row",
}


def call(
    m: Machine, rows: Rows, name: str, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span
) -> Value | None:
    """The value of `rows.name(*args, **keywords)`; None when the table does not know the method."""
    operation = METHODS.get(name)
    if operation is None:
        return None
    return OPERATIONS[operation](m, rows, args, keywords, frame, env, span)


def narrowed(m: Machine, rows: Rows, args: list[Value], keywords: Keywords) -> Rows:
    plain_args, plain_keywords = args, [kv for kv in keywords if kv[0] != "defaults"]
    if m.columns_tried and any(_unknown(m, rows.model, name) for name, _ in plain_keywords):
        raise Unreachable
    plain_args, plain_keywords = asked_for(rows.ties, plain_args, plain_keywords)
    ties = ties_of(m.project.models, rows.model, plain_args, plain_keywords)
    return Rows(rows.model, rows.ties | ties, rows.site, rows.methods, rows.field) if ties else rows


def _unknown(m: Machine, model: str, path: str) -> bool:
    """Whether Django raises FieldError: no field of the model begins the path."""
    first = path.partition("__")[0]
    return path not in ("**", "pk") and m.models.field(model, first) is None and m.models.relation(model, first) is None


def _keep(m: Machine, rows: Rows, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span) -> Value:
    return rows


def _annotate(
    m: Machine, rows: Rows, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span
) -> Value:
    """`annotate(last=Subquery(visits.values("reason")[:1]))`: what the subquery finds goes wherever the rows go."""
    for value in [*args, *(v for _, v in keywords)]:
        for part in alternatives(value):
            if isinstance(part, Rows):
                m.leaves(part, "read into other rows", frame, env, span, certain=False)
    return _alias(m, rows, args, keywords, frame, env, span)


def _alias(m: Machine, rows: Rows, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span) -> Value:
    ties = said(keywords)
    return Rows(rows.model, rows.ties | ties, rows.site, rows.methods, rows.field) if ties else rows


def _narrow(m: Machine, rows: Rows, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span) -> Value:
    return narrowed(m, rows, args, keywords)


def _none(m: Machine, rows: Rows, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span) -> Value:
    return Rows(rows.model, rows.ties | {EMPTY}, rows.site, rows.methods, rows.field)


def _values(m: Machine, rows: Rows, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span) -> Value:
    field = next((a.value for a in args if isinstance(a, Const) and isinstance(a.value, str)), "*")
    return Rows(rows.model, rows.ties, rows.site, rows.methods, str(field) if len(args) == 1 else "*")


def _get(m: Machine, rows: Rows, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span) -> Value:
    found = narrowed(m, rows, args, keywords)
    env.assume(m.prover.there(found, env.facts))
    return _reduced(m, found, False)


def _one(m: Machine, rows: Rows, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span) -> Value:
    return _reduced(m, rows, True)


def _reduced(m: Machine, rows: Rows, optional: bool) -> Value:
    """One row of several; of practices that nobody chose among it is remembered that it is only one of them."""
    ties = rows.ties | {ONLY_ONE} if m.judge.unchosen(rows) else rows.ties
    row = Row(Rows(rows.model, ties, rows.site, rows.methods), optional)
    return row if rows.field is None or rows.field == COUNT else Key(row, rows.field)


def _count(m: Machine, rows: Rows, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span) -> Value:
    return Rows(rows.model, rows.ties, rows.site, rows.methods, COUNT)


def _exists(m: Machine, rows: Rows, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span) -> Value:
    asked = m.rooted(rows, frame)
    m.seen(asked, frame, env)
    m.ask(asked)
    return Truth(m.prover.exists(rows, env.facts), NO_FACTS)


def _contains(
    m: Machine, rows: Rows, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span
) -> Value:
    return Truth(m.prover.member(args[0], rows, env.facts), NO_FACTS) if args else MAYBE


def _bulk(m: Machine, rows: Rows, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span) -> Value:
    found = rows
    if args:
        name = next((v.value for k, v in keywords if k == "field_name" and isinstance(v, Const)), "pk")
        found = narrowed(m, rows, [], [(f"{name}__in", args[0])])
    return Many(Row(found))


def _write(m: Machine, rows: Rows, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span) -> Value:
    m.wrote(_outdated(m, rows, keywords), "write", frame, env, span)
    m.relinked(rows, m.linked(rows.model, keywords, frame, env, span), frame, env, span)
    return NONE


def _outdated(m: Machine, rows: Rows, keywords: Keywords) -> Rows:
    """Housekeeping: `filter(created__lt=now() - settings.KEPT).delete()`, with nothing out of the request."""
    plain = all(tie.kind in ("past", "column") for tie in rows.ties) and m.judge.chooser(rows) is None
    if not plain or all(tie.kind != "past" for tie in rows.ties):
        return rows
    if any(m.judge.chooser(part) is not None for _, value in keywords for part in atoms(value)):
        return rows
    return Rows(rows.model, rows.ties | {Tie("outdated", "")}, rows.site, rows.methods, rows.field)


def _bulk_update(
    m: Machine, rows: Rows, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span
) -> Value:
    for value in args[:1]:
        for atom in atoms(value):
            if isinstance(atom, (Row, Rows)):
                m.wrote(
                    atom.rows if isinstance(atom, Row) else atom,
                    "bulk_update",
                    frame,
                    env,
                    span,
                    row=atom if isinstance(atom, Row) else None,
                )
    m.settled(rows, "write", frame, env, span)
    return NONE


def _create(m: Machine, rows: Rows, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span) -> Value:
    """A row of a related manager or of a filtered queryset is pinned by what pins the rows."""
    new = m.new_row(rows.model, rows.site or m.site_here(frame, span), keywords, env)
    m.created(new, rows, keywords, frame, env, span)
    return new


def _bulk_create(
    m: Machine, rows: Rows, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span
) -> Value:
    for value in args[:1]:
        for atom in atoms(value):
            if isinstance(atom, NewRow):
                m.created(atom, rows, m.attributes_of(atom, env), frame, env, span)
    return args[0] if args else NONE


def _upsert(m: Machine, rows: Rows, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span) -> Value:
    found = narrowed(m, rows, [], keywords)
    defaults = next((v for k, v in keywords if k in ("defaults", "create_defaults")), None)
    given = [kv for kv in keywords if kv[0] not in ("defaults", "create_defaults")]
    if isinstance(defaults, Table):
        given += list(defaults.items)
    m.upserted(found, given, frame, env, span)
    return Seq((Row(found), MAYBE))


def _union(m: Machine, rows: Rows, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span) -> Value:
    return union(m, rows, args)


def union(m: Machine, rows: Rows, others: list[Value]) -> Rows:
    """Rows of either side: as safe as the worst of them."""
    arms = [rows.ties]
    for other in others:
        for part in other.parts if isinstance(other, OneOf) else (other,):
            if isinstance(part, Rows):
                arms.append(part.ties)
            elif not isinstance(part, Nothing):
                arms.append(frozenset({Tie("unknown", "filter-not-followed:a part of the union was not followed")}))
    unique = tuple(dict.fromkeys(a for a in arms if EMPTY not in a)) or tuple(arms[:1])
    ties = unique[0] if len(unique) == 1 else frozenset({Tie("either", "union", arms=unique)})
    return Rows(rows.model, ties, rows.site, rows.methods, rows.field)


def _intersection(
    m: Machine, rows: Rows, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span
) -> Value:
    ties = rows.ties
    for other in args:
        if isinstance(other, Rows):
            ties |= other.ties
    return Rows(rows.model, ties, rows.site, rows.methods, rows.field)


def _link(m: Machine, rows: Rows, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span) -> Value:
    """`order.tags.add(tag)`, `order.tags.set(ids)`"""
    holder = _relinked(m, rows, "link", frame, env, span)
    if isinstance(holder, NewRow):
        holder = Row(Rows(holder.model, frozenset({Tie("new", "")}), None))
    for value in args:
        unproved = m.linked_rows(rows, value, frame, env, span)
        if isinstance(holder, Row):
            m.relinked(holder.rows, unproved, frame, env, span)
    return NONE


def _unlink(m: Machine, rows: Rows, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span) -> Value:
    _relinked(m, rows, "unlink", frame, env, span)
    return NONE


def _relinked(m: Machine, rows: Rows, how: str, frame: Frame, env: Env, span: Span) -> Value | None:
    """What a relation of several leads to is written, and the row whose relation it is; the latter."""
    m.wrote(rows, how, frame, env, span)
    holder = next((tie.value for tie in rows.ties if tie.kind == "hop"), None)
    if isinstance(holder, Row) and not m.judge.scoped(rows.model):  # else what is reached tells both
        m.wrote(holder.rows, how, frame, env, span, holder)
    return holder


def _aggregate(
    m: Machine, rows: Rows, args: list[Value], keywords: Keywords, frame: Frame, env: Env, span: Span
) -> Value:
    return made([]) if _numbers(m, rows, frame, span) else made([rows])


def _numbers(m: Machine, rows: Rows, frame: Frame, span: Span) -> bool:
    """Whether only the last number is asked of a column that is unique over all practices: the next one needs it."""
    call = m.call_at(m.site_here(frame, span))
    values = (*call.args, *(keyword.value for keyword in call.keywords)) if call is not None else ()
    last = [value for value in values if isinstance(value, Call) and tail(value) == "Max"]
    if not last or len(last) < len(values):
        return False
    asked = {tie.column for tie in rows.ties if tie.kind == "column" and tie.path.endswith("__startswith")}
    named = [arg.value for each in last for arg in each.args[:1] if isinstance(arg, Constant)]
    asked |= {column for column in named if isinstance(column, str)}
    fields = (m.models.field(rows.model, column) for column in asked)
    return any(field is not None and field.unique and not field.primary_key for field in fields)


OPERATIONS = {
    "keep": _keep,
    "annotate": _annotate,
    "alias": _alias,
    "narrow": _narrow,
    "none": _none,
    "values": _values,
    "get": _get,
    "one": _one,
    "count": _count,
    "exists": _exists,
    "contains": _contains,
    "bulk": _bulk,
    "write": _write,
    "bulk_update": _bulk_update,
    "create": _create,
    "bulk_create": _bulk_create,
    "upsert": _upsert,
    "union": _union,
    "intersection": _intersection,
    "link": _link,
    "unlink": _unlink,
    "aggregate": _aggregate,
    "raw": raw_sql.raw,
    "extra": raw_sql.extra,
}
