"""Where a project runs SQL itself: cursors, `raw`, `RawSQL`, `extra`.

In: the interpreter's values of the SQL and its parameters. Out: rows, tied as the SQL ties them, and what is recorded
of writes. SQL that cannot be read is a query whose verdict stays open. The reader (and sqlglot with it) is loaded with
the first SQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from practice_lint.facts import Span
from practice_lint.scope.lookups import COLUMN
from practice_lint.scope.proofs import COUNT
from practice_lint.scope.sql_text import Statement, statements
from practice_lint.scope.standing import Standing, State
from practice_lint.scope.values import NONE, Const, Opaque, Rows, Seq, Site, Table, Tie, Value, join_all

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine
    from practice_lint.scope.sql import Node, Reader, Reading
    from practice_lint.scope.state import Env, Frame

NOT_READ = "the SQL could not be read"
NOT_KNOWN = "what SQL is run was not followed"
PARTIAL = "a part of the SQL was not followed"
EXTRA = ("select", "where", "params", "tables", "order_by", "select_params")  # the arguments of `extra`, in order
ANY_TABLE = "sql"  # stands for the model where the table is not known


def reader(m: Machine) -> Reader:
    if m.sql_reader is None:
        from practice_lint.scope.sql import Reader

        m.sql_reader = Reader(m.models, m.tables)
    return m.sql_reader


def executed(m: Machine, args: list[Any], keywords: Any, frame: Frame, env: Env, span: Span | None) -> Value:
    """`cursor.execute(sql, params)`: the rows that it can be asked for."""
    site = m.chain_site(frame)
    if site is None or not args:
        return Opaque(NOT_KNOWN)
    found = statements(args[0], args[1] if len(args) > 1 else None)
    if found is None:
        return _unknown(m, site, NOT_KNOWN, frame, env)
    values: list[Value] = [v for each in found for v in _run(m, each, site, frame, env, span)]
    return join_all(values) if values else NONE


def raw(
    m: Machine, rows: Rows, args: list[Any], keywords: list[tuple[str, Value]], frame: Frame, env: Env, span: Span
) -> Value:
    """`Model.objects.raw(sql, params)`: rows of the model, whatever its managers say."""
    params = args[1] if len(args) > 1 else next((v for k, v in keywords if k == "params"), None)
    sql = args[0] if args else next((v for k, v in keywords if k == "raw_query"), NONE)
    found = statements(sql, params)
    if rows.site is not None:
        m.records.sql.add(rows.site)
    if found is None or rows.site is None:
        return _doubtful(rows, NOT_KNOWN)
    values = []
    for statement in found:
        read = list(_run(m, statement, rows.site, frame, env, span))
        values += read if any(v.model == rows.model for v in read) else [*read, _doubtful(rows, NOT_READ)]
    return join_all([Rows(v.model, v.ties, v.site, rows.methods if v.model == rows.model else ()) for v in values])


def extra(
    m: Machine, rows: Rows, args: list[Any], keywords: list[tuple[str, Value]], frame: Frame, env: Env, span: Span
) -> Value:
    """`rows.extra(select, where, params, tables)`: what it adds narrows the rows, or reads other tables beside them."""
    given = {**dict(zip(EXTRA, args, strict=False)), **dict(keywords)}
    select, where, tables = given.get("select"), given.get("where"), given.get("tables")
    for _, text in select.items if isinstance(select, Table) else ():
        expression(m, [text, given.get("select_params", NONE)], [], frame, env, span)
    if rows.site is None or (where is None and tables is None):
        return rows
    m.records.sql.add(rows.site)
    table = m.tables.name(rows.model)
    tests = where.items if isinstance(where, Seq) else () if where is None else (where,)
    beside = [str(t.value) for t in tables.items if isinstance(t, Const)] if isinstance(tables, Seq) else []
    pieces: list[Value] = [Const(f"SELECT * FROM {', '.join([table or '', *beside])} WHERE 1 = 1")]
    for test in tests:
        pieces += [Const(" AND ("), test, Const(")")]
    found = statements(m.text_of(pieces), given.get("params")) if table is not None else None
    values = []
    for statement in found or ():
        reading = reader(m).read(statement)
        if reading is None or reading.partial or not reading.read:
            return _doubtful(rows, NOT_READ, rows.ties)
        own, *others = reading.read
        values.append(Rows(rows.model, rows.ties | reader(m).ties(own), rows.site, rows.methods, rows.field))
        values += [Rows(node.model, reader(m).ties(node), rows.site) for node in others]
    return join_all([*values]) if values else _doubtful(rows, NOT_KNOWN, rows.ties)


def expression(
    m: Machine, args: list[Any], keywords: list[tuple[str, Value]], frame: Frame, env: Env, span: Span | None
) -> Value:
    """`RawSQL("SELECT …", params)`: a column of the query around it."""
    site = m.site_here(frame, span)
    given = dict(zip(("sql", "params"), args, strict=False)) | dict(keywords)
    inner = m.text_of([Const("SELECT ("), given.get("sql", NONE), Const(")")])
    for statement in statements(inner, given.get("params")) or ():
        if "select" in statement.text[8:].lower():
            for rows in _run(m, statement, site, frame, env, span):
                m.leaves(rows, "read into a column of another query", frame, env, span, certain=False)
    return COLUMN


# ── one statement ───────────────────────────────────────────────────────────────────────────────────────────────────


def _run(m: Machine, statement: Statement, site: Site, frame: Frame, env: Env, span: Span | None) -> Iterator[Rows]:
    """Record what the statement writes, and give the rows that it returns."""
    from practice_lint.scope.querysets import narrowed
    from practice_lint.scope.sql import touches_rows

    if not touches_rows(statement.text):
        return
    m.records.sql.add(site)
    reading = reader(m).read(statement)
    if reading is None:
        _unknown(m, site, NOT_READ, frame, env)
        return
    if reading.doubt:
        _unknown(m, site, PARTIAL, frame, env)
    for node in reading.read:
        rows = _rows(m, node, site, reading)
        m.observe(rows, None, False, frame.trail, env.facts, m.records.seen)
        yield rows
    for node in reading.stored:
        m.wrote(_rows(m, node, site, reading), "stored in another row", frame, env, span)
    for node in reading.written:
        m.wrote(_rows(m, node, site, reading), "write", frame, env, span)
        m.linked(node.model, reading.set, frame, env, span)
    for model, values, keys in reading.created:
        new = m.new_row(model, site, values, env)
        m.created(new, Rows(model, frozenset(), site), values, frame, env, span)
        matched = [(k, v) for k, v in values if k in keys]
        if keys and len(matched) < len(keys):  # its values were not followed
            doubt = Tie("unknown", f"raw-sql:{PARTIAL}")
            m.wrote(Rows(model, frozenset({doubt}), site), "upsert", frame, env, span)
        elif keys:
            m.upserted(narrowed(m, Rows(model, frozenset(), site), [], matched), values, frame, env, span)


def _rows(m: Machine, node: Node, site: Site, reading: Reading) -> Rows:
    tie = Tie("unknown", f"raw-sql:{PARTIAL}")
    ties = frozenset({tie}) if reading.partial else reader(m).ties(node)
    return Rows(node.model, ties, site, (), COUNT if reading.counted else "*")


def _doubtful(rows: Rows, why: str, ties: frozenset[Tie] = frozenset()) -> Rows:
    return Rows(rows.model, ties | {Tie("unknown", f"raw-sql:{why}")}, rows.site, rows.methods)


def _unknown(m: Machine, site: Site, why: str, frame: Frame, env: Env) -> Value:
    """SQL on tables that are not known."""
    from practice_lint.scope.records import Observation

    m.records.sql.add(site)
    standing = Standing(State.UNKNOWN, "raw-sql", why)
    rows = Rows(ANY_TABLE, frozenset(), site)
    m.note(m.records.used, site, Observation(standing, rows, None, False, frame.trail, m.entry, m.mode))
    return Opaque(why)
