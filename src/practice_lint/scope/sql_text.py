"""The text of a statement and its parameters -> SQL in which every value is a name of its own.

In: what the interpreter knows of the text and of the parameters. Out: `Statement`s. Deliberately unknown: what the SQL
means (see `sql.py`). Source: PEP 249's `format` and `pyformat` parameter styles, as Django passes them on.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from practice_lint.scope.values import Const, Made, Many, Nothing, OneOf, Opaque, Seq, Table, Text, Value, text_of

MAX_TEXTS = 8  # ways in which one statement may be put together
PARAMETER = re.compile(r"%(?:\((?P<name>\w+)\))?s|%%")
MARK = re.compile(r"practice_lint_(\d+)_")  # stands in the SQL for a value
DIRECTIVE = re.compile(r"%(?:\((?P<name>\w+)\))?[-+ #0]*\d*(?:\.\d+)?(?P<kind>[sdifrx%])")
UNKNOWN = Opaque("a part of SQL that was not followed")


@dataclass(frozen=True, slots=True)
class Statement:
    """`practice_lint_3_` in `text` stands for `values[3]`; `pieces` are those that are text put in, not parameters."""

    text: str
    values: tuple[Value, ...]
    pieces: frozenset[int]


def mark(number: int) -> str:
    return f"practice_lint_{number}_"


def statements(sql: Value, params: Value | None) -> list[Statement] | None:
    """Every way to put the statement together; None when nothing is known of its text."""
    given = params if params is not None and not isinstance(params, Nothing) else None
    found = []
    for pieces in _ways(sql):
        if not any(isinstance(piece, Const) for piece in pieces):
            return None
        for each in given.parts if isinstance(given, OneOf) else (given,):
            found.append(_statement(pieces, None if isinstance(each, Nothing) else each))
    return found[:MAX_TEXTS] or None


def _ways(sql: Value) -> list[tuple[Value, ...]]:
    """The pieces, once per combination of the alternatives among them."""
    if isinstance(sql, OneOf):
        return [way for part in sql.parts for way in _ways(part)][: MAX_TEXTS + 1]
    if not isinstance(sql, Text):
        return [(sql,)]
    choices = [_choices(piece) for piece in sql.pieces]
    ways = 1
    for each in choices:
        ways *= len(each)
    if ways > MAX_TEXTS:
        return [sql.pieces]
    return [_flat(way) for way in product(*choices)]


def _choices(piece: Value) -> tuple[Value, ...]:
    if isinstance(piece, OneOf) and all(isinstance(part, (Const, Text)) for part in piece.parts):
        return piece.parts
    return (piece,)


def _flat(pieces: tuple[Value, ...]) -> tuple[Value, ...]:
    joined = text_of(list(pieces))
    return joined.pieces if isinstance(joined, Text) else (joined,) if isinstance(joined, Const) else pieces


def _statement(pieces: tuple[Value, ...], params: Value | None) -> Statement:
    values: list[Value] = []
    put_in: set[int] = set()
    unknown = [n for n, piece in enumerate(pieces) if not isinstance(piece, Const)]
    counts = [_positions(piece) for piece in pieces]
    text = ""
    for number, piece in enumerate(pieces):
        if not isinstance(piece, Const):
            put_in.add(len(values))
            text += mark(len(values))
            values.append(piece)
            continue
        if params is None:
            text += str(piece.value)
            continue
        before, after = sum(counts[:number]), sum(counts[number:])
        certain = "start" if all(n > number for n in unknown) else "end" if all(n < number for n in unknown) else None
        text += _bound(str(piece.value), params, before if certain != "end" else -after, certain is not None, values)
    return Statement(text, tuple(values), frozenset(put_in))


def _positions(piece: Value) -> int:
    if not isinstance(piece, Const):
        return 0
    return sum(1 for m in PARAMETER.finditer(str(piece.value)) if m[0] == "%s")


def _bound(text: str, params: Value, position: int, certain: bool, values: list[Value]) -> str:
    """The text with its parameters marked; `position` counts from the end of the parameters where it is negative."""
    made = ""
    last = 0
    for match in PARAMETER.finditer(text):
        made += text[last : match.start()]
        last = match.end()
        if match[0] == "%%":
            made += "%"
            continue
        made += mark(len(values))
        if match["name"] is not None:
            values.append(_named(params, match["name"]))
        else:
            values.append(_at(params, position) if certain else UNKNOWN)
            position += 1
    return made + text[last:]


def _named(params: Value, name: str) -> Value:
    if isinstance(params, Table):
        return params.get(name) or UNKNOWN
    return UNKNOWN


def _at(params: Value, position: int) -> Value:
    if isinstance(params, Seq):
        return params.items[position] if -len(params.items) <= position < len(params.items) else UNKNOWN
    if isinstance(params, Many) and not isinstance(params.element, (OneOf, Made)):
        return params.element
    return UNKNOWN


# ── text operations that keep the pieces ────────────────────────────────────────────────────────────────────────────


def percent(template: Value, argument: Value) -> Value:
    """`"… %s …" % argument`"""
    pieces: list[Value] = []
    position = 0
    for piece in template.pieces if isinstance(template, Text) else (template,):
        if not isinstance(piece, Const) or not isinstance(piece.value, str):
            pieces.append(piece)
            continue
        last = 0
        for match in DIRECTIVE.finditer(piece.value):
            pieces.append(Const(piece.value[last : match.start()]))
            last = match.end()
            if match["kind"] == "%":
                pieces.append(Const("%"))
            elif match["name"] is not None:
                pieces.append(_named(argument, match["name"]))
            else:
                whole = position == 0 and not isinstance(argument, (Seq, Many))
                pieces.append(argument if whole else _at(argument, position))
                position += 1
        pieces.append(Const(piece.value[last:]))
    return text_of(pieces)


def formatted(template: str, args: list[Value], keywords: dict[str, Value]) -> Value:
    """`"… {} {name} …".format(*args, **keywords)`"""
    pieces: list[Value] = []
    for literal, name in _fields(template):
        pieces.append(Const(literal))
        if name is None:
            continue
        if name.isdigit():
            pieces.append(args[int(name)] if int(name) < len(args) else UNKNOWN)
        else:
            pieces.append(keywords.get(name, UNKNOWN))
    return text_of(pieces)


def _fields(template: str) -> Iterator[tuple[str, str | None]]:
    """Literal text and the field behind it, automatic numbering written out; nothing where the template is not one."""
    number = 0
    try:
        parsed = list(string.Formatter().parse(template))
    except ValueError:
        return
    for literal, name, _, _ in parsed:
        if name == "":
            name, number = str(number), number + 1
        yield literal, name


def joined(separator: Value, parts: Value) -> Value | None:
    """`separator.join(parts)`, where each part is known."""
    if not isinstance(parts, Seq):
        return None
    pieces: list[Value] = []
    for part in parts.items:
        pieces += [separator, part] if pieces else [part]
    return text_of(pieces)
