"""Lists and sets of keys: how many there are, what one has that another lacks, what holds of every element.

In: values and the facts known so far. Out: conditions and values. A fact about the element that a loop runs over is one
about the list only when each element was asked; that one of them passed says nothing of the others.
Deliberately unknown: how often an element stands in a list.
"""

from __future__ import annotations

from practice_lint.scope.origins import plain
from practice_lint.scope.proofs import COUNT, Prover, model_of
from practice_lint.scope.values import (
    MAYBE,
    NO_FACTS,
    Answers,
    Attr,
    Carrier,
    Const,
    Fact,
    Input,
    Instance,
    Key,
    Keyed,
    Left,
    Made,
    Many,
    OneOf,
    Opaque,
    Param,
    Row,
    Rows,
    Seq,
    Size,
    Table,
    Tie,
    Truth,
    Value,
    join_all,
    made,
)

MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def element_of(value: Value) -> Value:
    """One element of what is iterated over."""
    match value:
        case Rows():
            row = Row(Rows(value.model, value.ties, value.site, value.methods))
            return row if value.field is None else Key(row, value.field)
        case Many():
            return value.element
        case Seq():
            return join_all(list(value.items)) if value.items else Opaque("an element of an empty list")
        case OneOf():
            return join_all([element_of(p) for p in value.parts if p != Seq(())])
        case Input():
            return Input(value.source, value.name if value.name.endswith("[]") else value.name + "[]")
        case Keyed():
            return value.keys
        case Table():
            return Opaque("a key of a dict")
        case Param() | Attr():
            return Attr(value, "[]")
        case Made():
            rows = [p for p in value.parts if isinstance(p, (Rows, Row, Key))]
            if not rows or len(rows) < len(value.parts):
                return value
            return join_all([element_of(p) if isinstance(p, Rows) else p for p in rows])
        case Carrier():
            return Carrier(f"{value.name}[]")
        case Instance():
            return Opaque("an element of an object that was not followed")
    return value


def about(value: Value | None, element: Value) -> bool:
    """Whether the value is the element or hangs on it."""
    if value is None:
        return False
    if plain(value) == plain(element):
        return True
    match value:
        case Input():
            return isinstance(element, Input) and value.name.startswith(element.name + ".")
        case Attr():
            return about(value.of, element)
        case Key():
            return about(value.row, element)
        case Row():
            return any(about(tie.value, element) for tie in value.rows.ties)
        case Many():
            return about(value.element, element)
        case Made():
            return any(about(part, element) for part in value.parts)
    return False


def everywhere(facts: frozenset[Fact] | None, element: Value, container: Value) -> frozenset[Fact]:
    """What holds of each element holds of the list, one without elements included."""
    found = {f for f in facts or () if f.kind in ("key", "row") and about(f.value, element)}
    keys = {f.model for f in found if f.kind == "key" and f.value == plain(element)}
    whole = isinstance(container, (Input, Param, Attr, Many))
    return frozenset(found | {Fact("key", model, container) for model in keys if whole})


def somewhere(facts: frozenset[Fact] | None, element: Value) -> frozenset[Fact]:
    """What holds of one element is true of no other."""
    return frozenset(f for f in facts or () if not about(f.value, element))


def kept(value: Value, facts: frozenset[Fact], prover: Prover) -> Value:
    """An element that passed a test of its own: of what was sent, the keys of the caller's rows."""
    if isinstance(value, (Input, Param, Attr)):
        for fact in facts:
            if fact.kind == "key" and fact.value == value and prover.judge.scoped(fact.model):
                tie = Tie("given", "each was checked before")
                return Key(Row(Rows(fact.model, frozenset({tie}), None)))
    return value


def left(element: Value, test: Truth, asked: Value, of: Value) -> Value:
    """What a comprehension with a test makes of the elements of a list."""
    empty = everywhere(test.false, asked, of)
    return Left(element, empty) if empty else Many(element)


def answers(answer: Truth, asked: Value, of: Value) -> Value:
    """`pk in mine for pk in sent`, waiting for its `all` or `any`."""
    every, none = everywhere(answer.true, asked, of), everywhere(answer.false, asked, of)
    return Answers(answer, every, none, somewhere(answer.true, asked))


# ── operators ───────────────────────────────────────────────────────────────────────────────────────────────────────


def is_list(value: Value) -> bool:
    return isinstance(value, (Many, Seq)) or (isinstance(value, Rows) and value.field != COUNT)


def within(prover: Prover, part: Value, whole: Value, facts: frozenset[Fact]) -> frozenset[Fact]:
    """What follows from every element of `part` being one of `whole`."""
    if isinstance(part, Seq):
        return frozenset(f for item in part.items for f in prover.member(item, whole, facts))
    element = element_of(part)
    return everywhere(prover.member(element, whole, facts), element, part)


def difference(prover: Prover, a: Value, b: Value, facts: frozenset[Fact]) -> Value:
    """`sent - mine`, `sent.difference(mine)`"""
    return Left(element_of(a), within(prover, a, b, facts))


def intersection(prover: Prover, a: Value, b: Value, facts: frozenset[Fact]) -> Value:
    """`sent & mine`: each element is one of both, so the better known of the two."""
    parts = [element_of(a), element_of(b)]
    model = next((m for m in map(model_of, parts) if m is not None), "")
    known = [prover.judge.provenance(part, model, facts, 0).state for part in parts]
    return Many(parts[1] if known[1] > known[0] else parts[0])


def compared(prover: Prover, how: str, a: Value, b: Value, facts: frozenset[Fact]) -> Truth | None:
    """A comparison of numbers of elements or of sets; None where it is of neither."""
    for left, right, order in ((a, b, how), (b, a, MIRRORED.get(how, how))):
        rows = _rows_counted(left)
        if rows is not None and isinstance(right, Const):
            return _with_number(prover, order, rows, right, facts)
        if rows is not None and isinstance(right, Size):
            return _as_many(order, each_there(prover, rows, right.of, facts))
        if isinstance(left, Size) and isinstance(right, Const):
            return _emptiness(prover.truth(left.of, facts), order, right)
    if _is_size(a) or _is_size(b):
        return MAYBE
    if (is_list(a) and (is_list(b) or isinstance(b, Input))) or (is_list(b) and isinstance(a, Input)):
        return _sets_compared(prover, how, a, b, facts)
    return None


def each_there(prover: Prover, rows: Rows, of: Value | int, facts: frozenset[Fact]) -> frozenset[Fact]:
    """What follows from there being as many rows as `of` has elements (or as this number): each of those keys is one of
    a row. Of the query's other values it says nothing, for the list may be empty."""
    if not prover.scoping(rows, facts):
        return NO_FACTS
    found: set[Fact] = set()
    for tie in rows.ties:
        if tie.value is None or not tie.several or tie.many or tie.end != rows.model:
            continue
        if tie.kind == "column" and not prover.judge.names_row(Key(Row(rows), tie.column)):
            continue
        if isinstance(of, int):
            if isinstance(tie.value, Seq) and len(tie.value.items) <= of:
                found |= prover.prove(tie.value, tie.end)
        elif element_of(of) == element_of(tie.value):
            found |= prover.prove(tie.value, tie.end) | prover.prove(of, tie.end)
    return frozenset(found)


def _is_size(value: Value) -> bool:
    return isinstance(value, Size) or (isinstance(value, Rows) and value.field == COUNT)


def _rows_counted(value: Value) -> Rows | None:
    """The rows whose number this is, or of which a list was made whose length it is: it cannot be longer."""
    if isinstance(value, Rows) and value.field == COUNT:
        return value
    element = value.of.element if isinstance(value, Size) and isinstance(value.of, Many) else None
    row = element.row if isinstance(element, Key) else element
    return row.rows if isinstance(row, Row) else None


def _with_number(prover: Prover, how: str, rows: Rows, number: Const, facts: frozenset[Fact]) -> Truth:
    if not isinstance(number.value, (int, float)):
        return MAYBE
    there = prover.exists(rows, facts)
    if number.value >= 1 and how in ("==", "!=", ">=", "<"):
        there |= each_there(prover, rows, int(number.value), facts)
    return _emptiness(Truth(there, NO_FACTS), how, number)


def _emptiness(some: Truth, how: str, number: Const) -> Truth:
    """A number compared with a constant: what is known where there are `some`, and where there are none."""
    least = number.value if isinstance(number.value, (int, float)) else -1
    none = (
        some.false
        if (least == 0 and how in ("==", "!=", ">", "<=")) or (least == 1 and how in (">=", "<"))
        else NO_FACTS
    )
    if (how in ("==", ">=") and least >= 1) or (how == ">" and least >= 0) or (how == "!=" and least == 0):
        return Truth(some.true, none)
    if (how in ("!=", "<") and least >= 1) or (how == "<=" and least >= 0) or (how == "==" and least == 0):
        return Truth(none, some.true)
    return MAYBE


def _as_many(how: str, facts: frozenset[Fact]) -> Truth:
    """`found.count() != len(sent)`; there cannot be more."""
    if how in ("==", ">="):
        return Truth(facts, NO_FACTS)
    return Truth(NO_FACTS, facts) if how in ("!=", "<") else MAYBE


def _sets_compared(prover: Prover, how: str, a: Value, b: Value, facts: frozenset[Fact]) -> Truth:
    below, above = within(prover, a, b, facts), within(prover, b, a, facts)
    match how:
        case "==":
            return Truth(below | above, NO_FACTS)
        case "!=":
            return Truth(NO_FACTS, below | above)
        case "<=" | "<":
            return Truth(below, NO_FACTS)
        case ">=" | ">":
            return Truth(above, NO_FACTS)
    return MAYBE


def sized(value: Value) -> Value:
    """`len(value)`"""
    if isinstance(value, Rows):
        return value if value.field == COUNT else Rows(value.model, value.ties, value.site, value.methods, COUNT)
    known = made([value])
    return Size(known.parts, value) if isinstance(known, Made) else known
