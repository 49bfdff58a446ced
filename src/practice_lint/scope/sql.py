"""SQL -> which tables' rows a statement reads and writes, and what each is tied to.

In: a `Statement`. Out: `Reading`: one `Node` per use of a project's table, with the conditions on its columns. A join
is a condition whose value is a row of the other table, so that the interpreter's own judgement of lookups decides
here too. Deliberately unknown: whether a tie proves anything (see `standing.py`). This module loads sqlglot; who runs
SQL imports it only then.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from practice_lint.project.models import Models
from practice_lint.project.tables import Table, Tables
from practice_lint.scope.lookups import OUTER, tie_of
from practice_lint.scope.sql_text import MARK, UNKNOWN, Statement
from practice_lint.scope.values import NONE, Const, Key, Row, Rows, Seq, Tie, Value

DIALECTS = ("postgres", "mysql", "sqlite")  # the first that can read it
Tree = Any  # a node of sqlglot's tree; the classes above its statements differ from version to version
MAX_LINKS = 6  # tables that one is tied to over joins
UNKNOWN_TIE = Tie("unknown", "raw-sql:a part of the SQL was not followed")

logging.getLogger("sqlglot").setLevel(logging.ERROR)  # its remarks on dialects are no concern of a reader of findings


@dataclass(eq=False)
class Node:
    """One use of a table. `pins` are (lookup, value) from conditions, `links` (lookup, other node, lookup there) from
    joins. What a LEFT JOIN brings is `weak`: it narrows the joined table, not the one that it is joined to."""

    table: Table
    conditions: list[_Condition] = field(default_factory=list)

    @property
    def model(self) -> str:
        return self.table.model


@dataclass(eq=False)
class _Pin:
    lookup: str
    value: Value
    weak: bool = False


@dataclass(eq=False)
class _Link:
    lookup: str
    other: Node
    there: str
    weak: bool = False


@dataclass(eq=False)
class _Either:
    """A disjunction: by arm, the conditions that hold in it."""

    arms: list[dict[Node, list[_Condition]]]
    weak: bool = False


@dataclass(eq=False)
class _Doubt:
    """Something that is not known. `bare`: a whole condition, in which an OR may undo the others."""

    bare: bool
    weak: bool = False


_Condition = _Pin | _Link | _Either | _Doubt
_Reference = tuple[Node, str]  # a table and the lookup that compares the column


@dataclass
class _Source:
    """What a name of a FROM stands for: a table, or the result of a query with its columns."""

    nodes: list[Node]
    columns: dict[str, list[_Reference]] = field(default_factory=dict)
    inner: list[_Source] = field(default_factory=list)  # whose columns `*` passes on

    def references(self, column: str) -> list[_Reference]:
        if column in self.columns:
            return self.columns[column]
        return [each for source in self.inner for each in source.references(column)]


@dataclass
class _Block:
    """The names in force in one SELECT."""

    sources: dict[str, _Source]
    parent: _Block | None
    common: dict[str, _Source]

    def common_table(self, name: str) -> _Source | None:
        block: _Block | None = self
        while block is not None:
            if name in block.common:
                return block.common[name]
            block = block.parent
        return None


@dataclass
class Reading:
    """`read`: tables whose rows the statement returns; `stored`: those whose rows it copies; `written`: those that it
    changes; `created`: (model, the values it inserts by lookup, the columns of ON CONFLICT by lookup); `set`: lookups
    and values of an UPDATE."""

    read: list[Node] = field(default_factory=list)
    stored: list[Node] = field(default_factory=list)
    written: list[Node] = field(default_factory=list)
    created: list[tuple[str, list[tuple[str, Value]], tuple[str, ...]]] = field(default_factory=list)
    set: list[tuple[str, Value]] = field(default_factory=list)
    doubt: bool = False  # a table is not known
    partial: bool = False  # a part that was not followed had to be left out to read the rest
    counted: bool = False  # it returns numbers only


STATEMENTS = ("select", "with", "insert", "update", "delete", "truncate", "(", "table")


def touches_rows(text: str) -> bool:
    """Whether the statement is one that reads or writes rows, rather than one that sets or defines something."""
    start = text.lstrip().lower()
    while start.startswith("--"):
        start = start.partition("\n")[2].lstrip()
    return start.startswith(STATEMENTS)


class Reader:
    def __init__(self, models: Models, tables: Tables) -> None:
        self.models, self.tables = models, tables
        self._parsed: dict[str, Tree | None] = {}

    def read(self, statement: Statement) -> Reading | None:
        """None when the SQL cannot be parsed."""
        tree = self._parse(statement.text)
        if tree is not None:
            return _Run(self, statement).statement(tree)
        rest = MARK.sub(lambda m: "" if int(m[1]) in statement.pieces else m[0], statement.text)
        tree = self._parse(rest) if rest != statement.text else None
        if tree is None:
            return None
        reading = _Run(self, statement).statement(tree)
        reading.partial = True
        return reading

    def _parse(self, text: str) -> Tree | None:
        if text not in self._parsed:
            self._parsed[text] = _parsed(text)
        return self._parsed[text]

    def ties(self, node: Node) -> frozenset[Tie]:
        """What pins the rows of a table."""
        return self._ties(node, frozenset(), (), False)

    def _ties(
        self,
        node: Node,
        without: frozenset[Node | _Either],
        arms_taken: tuple[dict[Node, list[_Condition]], ...],
        strict: bool,
    ) -> frozenset[Tie]:
        """`without`: the tables on the way here and the disjunctions of which an arm is taken; `strict`: behind an
        outer join."""
        found: set[Tie] = set()
        without |= {node}
        for condition in [*node.conditions, *(c for arm in arms_taken for c in arm.get(node, ()))]:
            if strict and condition.weak:
                continue
            match condition:
                case _Pin(lookup=lookup, value=value):
                    tie = tie_of(self.models, node.model, lookup, value)
                    if tie is not None:
                        found.add(tie)
                case _Link(lookup=lookup, other=other, there=there) if (
                    other not in without and len(without) < MAX_LINKS
                ):
                    rows = Rows(other.model, self._ties(other, without, arms_taken, strict or condition.weak), None)
                    tie = tie_of(self.models, node.model, lookup, self._far(rows, there))
                    if tie is not None:
                        found.add(tie)
                case _Either(arms=arms) if condition not in without:
                    taken = without | {condition}
                    inner = tuple(self._ties(node, taken, (*arms_taken, arm), strict) for arm in arms)
                    found.add(Tie("either", "Q", arms=inner))
                case _Doubt(bare=True):
                    return frozenset({UNKNOWN_TIE})
                case _Doubt():
                    found.add(UNKNOWN_TIE)
        return frozenset(found)

    def _far(self, rows: Rows, lookup: str) -> Value:
        """The value of a column of these rows: a row itself, the row that a foreign key names, or a plain column."""
        if lookup == "pk":
            return Row(rows)
        relation = self.models.accessor(rows.model, lookup)
        if relation is not None and relation.forward and not relation.many:
            return Row(
                Rows(relation.target, frozenset({Tie("hop", relation.name, rows.model, "forward", Row(rows))}), None)
            )
        return Key(Row(rows), lookup)


def _parsed(text: str) -> Tree | None:
    for dialect in DIALECTS:
        try:
            tree = sqlglot.parse_one(text.rstrip().rstrip(";"), read=dialect)
        except SqlglotError:
            continue
        if not isinstance(tree, exp.Command):
            return tree
    return None


class _Run:
    """One reading of one statement."""

    def __init__(self, reader: Reader, statement: Statement) -> None:
        self.tables, self.statement_ = reader.tables, statement
        self.reader = reader
        self.result = Reading()

    # ── statements ──────────────────────────────────────────────────────────────────────────────────────────────────

    def statement(self, tree: Tree) -> Reading:
        result = self.result
        top = _Block({}, None, {})
        self._common(tree, top)
        match tree:
            case exp.Insert():
                self._insert(tree, top)
            case exp.Update():
                target = self._targets([tree.this], tree, top)
                result.written += target
                for node in target[:1]:
                    result.set += self._assigned(tree.expressions, node, top)
            case exp.Delete():
                result.written += self._targets([tree.this, *(tree.args.get("using") or ())], tree, top)[:1]
            case exp.TruncateTable():
                result.written += [n for t in tree.expressions for n in self._source(t, top).nodes]
            case exp.Query():
                result.read += self._query(tree, top).nodes
                result.counted = isinstance(tree, exp.Select) and _counts(tree)
            case _:
                result.doubt = True
        if isinstance(tree, (exp.Update, exp.Delete)) and tree.args.get("returning") is not None:
            result.read += result.written
        return result

    def _targets(self, tables: list[Tree], tree: Tree, block: _Block) -> list[Node]:
        """The table that is written (first), with the tables beside it and the condition taken in."""
        first: list[Node] = []
        for table in [*tables, *_from(tree)]:
            if not isinstance(table, exp.Expression):  # no table is named: the words are not SQL's
                self.result.doubt = True
                continue
            source = self._named(table, block)
            first = first or source.nodes
        known: dict[Node, list[_Condition]] = {}
        self._joins(tree, block, known)
        where = tree.args.get("where")
        if where is not None:
            self._condition(where.this, block, known)
        _take(known)
        return first[:1]

    def _assigned(self, sets: list[Tree], node: Node, block: _Block) -> list[tuple[str, Value]]:
        found = []
        for each in sets:
            if isinstance(each, exp.EQ) and isinstance(each.this, exp.Column):
                lookup = node.table.columns.get(each.this.name.lower())
                if lookup is not None:
                    found.append((lookup, self._value(each.expression, block)))
        return found

    def _insert(self, tree: exp.Insert, block: _Block) -> None:
        schema = tree.this
        table = schema.this if isinstance(schema, exp.Schema) else schema
        known = self.tables.get(table.name) if isinstance(table, exp.Table) else None
        if isinstance(table, exp.Table) and MARK.search(table.name):
            self.result.doubt = True
        body = tree.expression
        columns = [c.name.lower() for c in schema.expressions] if isinstance(schema, exp.Schema) else []
        rows: list[list[Value]] = []
        if isinstance(body, exp.Values):
            for each in body.expressions:
                rows.append(
                    [self._value(v, block) for v in (each.expressions if isinstance(each, exp.Tuple) else [each])]
                )
        elif isinstance(body, exp.Query):
            self.result.stored += self._query(body, block).nodes
        if known is None:
            return
        conflict = tree.args.get("conflict")
        keys: tuple[str, ...] = ()
        if conflict is not None and "UPDATE" in str(conflict.args.get("action") or "").upper():
            names = [c.find(exp.Identifier) for c in conflict.args.get("conflict_keys") or ()]
            keys = tuple(known.columns.get(n.name.lower(), n.name) for n in names if n is not None)
        for row in rows or [[]]:
            given = [(known.columns.get(c, c), v) for c, v in zip(columns, row, strict=False)]
            self.result.created.append((known.model, given, keys))

    # ── queries ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _query(self, tree: Tree, parent: _Block, known: dict[Node, list[_Condition]] | None = None) -> _Source:
        """The rows and columns of a SELECT, a UNION, a query in parentheses. `known`: collect its conditions there."""
        match tree:
            case exp.Subquery():
                return self._query(tree.this, parent, known)
            case exp.SetOperation():
                block = _Block({}, parent, {})
                self._common(tree, block)
                left, right = self._query(tree.this, block), self._query(tree.expression, block)
                if isinstance(tree, exp.Except):
                    return left
                columns = {c: left.references(c) + right.references(c) for c in {*left.columns, *right.columns}}
                return _Source(left.nodes + right.nodes, columns, [*left.inner, *right.inner])
            case exp.Select():
                return self._select(tree, parent, known)
        self.result.doubt = self.result.doubt or bool(MARK.search(tree.sql()))
        return _Source([])

    def _select(self, tree: exp.Select, parent: _Block, known: dict[Node, list[_Condition]] | None) -> _Source:
        block = _Block({}, parent, {})
        self._common(tree, block)
        mine: dict[Node, list[_Condition]] = {} if known is None else known
        for table in _from(tree):
            self._named(table, block)
        self._joins(tree, block, mine)
        where = tree.args.get("where")
        if where is not None:
            self._condition(where.this, block, mine)
        if known is None:
            _take(mine)
        source = _Source([n for s in block.sources.values() for n in s.nodes])
        for each in tree.expressions:
            self._output(each, block, source)
        return source

    def _output(self, each: Tree, block: _Block, source: _Source) -> None:
        inner = each.this if isinstance(each, exp.Alias) else each
        if isinstance(inner, exp.Star):
            source.inner += block.sources.values()
        elif isinstance(inner, exp.Column) and isinstance(inner.this, exp.Star):
            if inner.table in block.sources:
                source.inner.append(block.sources[inner.table])
        elif isinstance(inner, exp.Column):
            source.columns[each.alias_or_name.lower()] = self._references(inner, block) or []
        else:
            around = inner.find_ancestor(exp.Query)
            for query in inner.find_all(exp.Query):
                if query.find_ancestor(exp.Query) is around:
                    source.nodes += self._query(query, block).nodes

    def _common(self, tree: Tree, block: _Block) -> None:
        """WITH: a recursive one stands for its first arm inside itself."""
        clause = tree.args.get("with_") or tree.args.get("with")
        for each in clause.expressions if clause is not None else ():
            body = each.this
            if isinstance(body, exp.SetOperation):
                block.common[each.alias.lower()] = _renamed(self._query(body.this, block), each)
            if isinstance(body, exp.Query):
                block.common[each.alias.lower()] = _renamed(self._query(body, block), each)
            else:
                self.result.doubt = True  # it writes

    def _named(self, table: Tree, block: _Block) -> _Source:
        source = self._source(table, block)
        block.sources[table.alias_or_name.lower()] = source
        return source

    def _source(self, table: Tree, block: _Block) -> _Source:
        match table:
            case exp.Table(this=exp.Identifier()):
                name = table.name.lower()
                common = block.common_table(name) if not table.db else None
                if common is not None:
                    return common
                known = self.tables.get(name)
                if known is None:
                    self.result.doubt = self.result.doubt or bool(MARK.search(name))
                    return _Source([])
                node = Node(known)
                source = _Source([node], {column: [(node, lookup)] for column, lookup in known.columns.items()})
                for join in table.args.get("joins") or ():
                    self._named(join.this, block)
                return source
            case exp.Subquery():
                return _renamed(self._query(table.this, block), table)
            case exp.Lateral(this=exp.Subquery() as inner):
                return _renamed(self._query(inner.this, block), table)
        return _Source([])

    def _joins(self, tree: Tree, block: _Block, known: dict[Node, list[_Condition]]) -> None:
        for join in tree.args.get("joins") or ():
            before = [n for s in block.sources.values() for n in s.nodes]
            source = self._named(join.this, block)
            side = (join.side or "").upper()
            conditions: dict[Node, list[_Condition]] = {}
            if join.args.get("on") is not None:
                self._condition(join.args["on"], block, conditions)
            for column in join.args.get("using") or ():
                self._using(column.name.lower(), before, source, conditions)
            if side in ("LEFT", "FULL"):
                _weaken(source.nodes, before, conditions)
            if side in ("RIGHT", "FULL"):
                _weaken(before, source.nodes, conditions)
            for node, more in conditions.items():
                known.setdefault(node, []).extend(more)

    def _using(self, column: str, before: list[Node], source: _Source, known: dict[Node, list[_Condition]]) -> None:
        for node in before:
            here = node.table.columns.get(column)
            for other, there in source.references(column):
                if here is not None:
                    _link(known, node, here, other, there)

    # ── conditions ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _condition(self, test: Tree, block: _Block, known: dict[Node, list[_Condition]]) -> None:
        match test:
            case exp.And():
                self._condition(test.left, block, known)
                self._condition(test.right, block, known)
            case exp.Paren():
                self._condition(test.this, block, known)
            case exp.Or():
                self._either(test, block, known)
            case exp.EQ():
                self._equal(test.left, test.right, block, known)
            case exp.In():
                self._member(test, block, known)
            case exp.Is(expression=exp.Null()):
                for node, lookup in self._references(test.this, block) or ():
                    known.setdefault(node, []).append(_Pin(f"{lookup}__isnull", Const(True)))
            case exp.Exists():
                self._query(test.this, block, known)
            case exp.Column() if self._piece(test.name) is not None:
                self._doubtful(block, known, bare=True)

    def _either(self, test: exp.Or, block: _Block, known: dict[Node, list[_Condition]]) -> None:
        arms: list[dict[Node, list[_Condition]]] = []
        for part in test.flatten():
            arm: dict[Node, list[_Condition]] = {}
            self._condition(part, block, arm)
            arms.append(arm)
        either = _Either(arms)
        for node in [n for s in block.sources.values() for n in s.nodes]:
            known.setdefault(node, []).append(either)

    def _equal(self, a: Tree, b: Tree, block: _Block, known: dict[Node, list[_Condition]]) -> None:
        left, right = self._references(a, block), self._references(b, block)
        if left is not None and right is not None:
            for node, here in left:
                for other, there in right:
                    if node is not other:
                        _link(known, node, here, other, there)
                        _link(known, other, there, node, here)
            for outside, inside in ((left, right), (right, left)):
                if not outside:  # a column of nothing that is known: of the query around, or of a function's rows
                    for node, lookup in inside:
                        value: Value = OUTER if self._is_outer(a if outside is left else b, block) else UNKNOWN
                        known.setdefault(node, []).append(_Pin(lookup, value))
            return
        for column, other_side in ((left, b), (right, a)):
            if column is not None:
                several = isinstance(other_side, (exp.Any, exp.Array))
                for node, lookup in column:
                    value = self._value(other_side, block)
                    known.setdefault(node, []).append(_Pin(f"{lookup}__in" if several else lookup, value))
        pieces = [side for side in (a, b) if isinstance(side, exp.Column) and self._piece(side.name) is not None]
        if left is None and right is None and pieces:  # `{column} = %s`: it may be the practice's
            self._doubtful(block, known, bare=False)

    def _member(self, test: exp.In, block: _Block, known: dict[Node, list[_Condition]]) -> None:
        references = self._references(test.this, block) or ()
        query, listed, named = test.args.get("query"), test.expressions, test.args.get("field")
        if query is not None:
            value: Value = self._result(query, block)
        elif named is not None:
            value = self._value(named, block)
        else:
            values = tuple(self._value(each, block) for each in listed)
            value = values[0] if len(values) == 1 else Seq(values)
        for node, lookup in references:
            known.setdefault(node, []).append(_Pin(f"{lookup}__in", value))

    def _result(self, query: Tree, block: _Block) -> Value:
        """The first column of a query."""
        source = self._query(query, block)
        select = query.find(exp.Select)
        first = select.expressions[0] if select is not None and select.expressions else None
        references = source.references(first.alias_or_name.lower()) if first is not None else []
        values = [
            self.reader._far(Rows(node.model, self.reader.ties(node), None), lookup) for node, lookup in references
        ]
        return values[0] if len(values) == 1 else Seq(tuple(values)) if values else UNKNOWN

    def _doubtful(self, block: _Block, known: dict[Node, list[_Condition]], *, bare: bool) -> None:
        for source in block.sources.values():
            for node in source.nodes:
                known.setdefault(node, []).append(_Doubt(bare))

    # ── expressions ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _references(self, column: Tree, block: _Block) -> list[_Reference] | None:
        """The columns of tables that the expression stands for; empty: of something that is not a project's table;
        None: it is no column."""
        while isinstance(column, (exp.Cast, exp.Paren)):
            column = column.this
        if not isinstance(column, exp.Column) or MARK.fullmatch(column.name):
            return None
        name, table = column.name.lower(), column.table.lower()
        here: _Block | None = block
        while here is not None:
            if table:
                if table in here.sources:
                    source = here.sources[table]
                    return source.references(name) or [(node, name) for node in source.nodes[:1]]
            else:
                for source in here.sources.values():
                    found = source.references(name)
                    if found:
                        return found
            here = here.parent
        return []

    def _is_outer(self, column: Tree, block: _Block) -> bool:
        """Whether the column is of a query around the statement: RawSQL inside an ORM query."""
        return isinstance(column, exp.Column) and bool(column.table) and not _bound(column.table.lower(), block)

    def _value(self, value: Tree, block: _Block) -> Value:
        match value:
            case exp.Paren() | exp.Cast() | exp.Any():
                return self._value(value.this, block)
            case exp.Null():
                return NONE
            case exp.Column() if (number := MARK.fullmatch(value.name)) is not None:
                return self.statement_.values[int(number[1])]
            case exp.Literal() if value.is_string and (number := MARK.fullmatch(value.name)) is not None:
                return self.statement_.values[int(number[1])]
            case exp.Literal():
                return Const(value.name)
            case exp.Tuple() | exp.Array():
                return Seq(tuple(self._value(each, block) for each in value.expressions))
            case exp.Subquery():
                return self._result(value.this, block)
            case exp.Query():
                return self._result(value, block)
        return UNKNOWN

    def _piece(self, name: str) -> int | None:
        """The number of the text that was put in there."""
        found = MARK.fullmatch(name)
        return int(found[1]) if found is not None and int(found[1]) in self.statement_.pieces else None


def _from(tree: Tree) -> Iterator[Tree]:
    clause = tree.args.get("from_") or tree.args.get("from")
    if clause is not None:
        yield clause.this


def _renamed(source: _Source, alias: Tree) -> _Source:
    """`AS t(a, b)`: the columns by their new names."""
    names = [c.name.lower() for c in alias.args["alias"].columns] if alias.args.get("alias") is not None else []
    if not names:
        return source
    return _Source(source.nodes, dict(zip(names, source.columns.values(), strict=False)))


def _bound(name: str, block: _Block) -> bool:
    here: _Block | None = block
    while here is not None:
        if name in here.sources:
            return True
        here = here.parent
    return False


def _link(known: dict[Node, list[_Condition]], node: Node, here: str, other: Node, there: str) -> None:
    known.setdefault(node, []).append(_Link(here, other, there))


def _take(known: dict[Node, list[_Condition]]) -> None:
    for node, conditions in known.items():
        node.conditions += conditions


def _weaken(joined: list[Node], to: list[Node], conditions: dict[Node, list[_Condition]]) -> None:
    """An outer join: its conditions narrow the joined tables alone."""
    for node in joined:
        for condition in [*node.conditions, *conditions.get(node, ())]:
            condition.weak = not (isinstance(condition, _Link) and condition.other in joined) or condition.weak
    for node in to:
        links = [condition for condition in conditions.get(node, ()) if isinstance(condition, _Link)]
        for link in links:
            link.weak = True
        conditions[node] = list(links)


def _counts(tree: exp.Select) -> bool:
    outputs = [each.unalias() for each in tree.expressions]
    return bool(outputs) and all(isinstance(each, exp.AggFunc) for each in outputs) and tree.args.get("group") is None
