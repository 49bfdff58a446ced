"""Deep nesting: room for what people write, and a verdict on what would exhaust the parser.

In: text, or a function to run. Out: a Problem, or the function's result. Deliberately unknown here: the syntax tree,
for the verdict has to come before there is one: libcst's parser descends natively, and a native stack that overflows
takes the process with it.
"""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable
from typing import NamedTuple, TypeVar

import msgspec

from ..facts import Problem

T = TypeVar("T")


class Limits(NamedTuple):
    brackets: int  # inside each other
    chain: int  # words and operators in a row that may nest in each other: two for every term of `a + b + c`
    branches: int  # `elif`, each nested in the one before


# What the parser is given at most. Brackets: CPython's own limit. It is quadratic in a chain: 2,000 cost a second and
# 300 MB, 10,000 a minute and 5 GB.
MOST = Limits(brackets=200, chain=2_000, branches=2_000)
# Within these no fact can nest deeper than MAX_DEPTH; most files are, and need no second look.
HARMLESS = Limits(brackets=30, chain=300, branches=50)
MAX_PATTERN_BRACKETS = 8  # in `case`: each level makes the parser 2 to 4 times slower, 8 cost a third of a second
MAX_DEPTH = 900  # of facts, tuples counted: what the serializer reads back on every interpreter (3.12 stops at 1,500)
STACK_BYTES = 64 << 20  # measured need within the limits above: below 8 MB, more than some threads have by default
RECURSION = 12_000  # Python frames: the limits above times the frames that libcst's code generation takes per level
DEEP = f"is nested too deeply (at most {MOST.brackets} brackets, {MOST.chain:,} operators, {MAX_DEPTH} levels in all)"

# Every alternative begins with a literal character: the expression engine then skips to the next such character.
_EVENT = re.compile(
    r"""('''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''|\"\"\"[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*\"\"\"|"""
    r"""'[^'\\\n]*(?:\\.[^'\\\n]*)*'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"|"""
    r"""\#[^\n\r]*|\\\r\n|\\\r|\\\n|\(|\[|\{|\)|\]|\}|,|;|\n|\r|lambda)""",
    re.DOTALL,
)
_CASE = re.compile(r"\s*case\b(?!\s*[=.,)])")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_BRACKET = re.compile(r"([(\[{])|[)\]}]")


def too_deep(text: str) -> Problem | bool:
    """A problem if the parser must not see this text; else whether its facts need a second look (`deeper`).

    The count is from above: no nesting is deeper than it says, as long as no f-string hides brackets behind quotes of
    its own kind.
    """
    pieces = _EVENT.split(text)
    branches = text.count("elif")
    if branches <= HARMLESS.branches and _deep_piece(pieces, len, HARMLESS) is None:
        return False
    piece = 0 if branches > MOST.branches else _deep_piece(pieces, _tokens, MOST)
    if piece is None:
        return True
    return Problem("depth", DEEP, "".join(pieces[:piece]).count("\n") + 1)


def deeper(facts: object) -> bool:
    """Whether facts nest deeper than MAX_DEPTH."""
    level: list[object] = [facts]
    for _ in range(MAX_DEPTH):
        level = [part for value in level for part in _parts(value) if isinstance(part, (tuple, msgspec.Struct))]
        if not level:
            return False
    return True


def _parts(value: object) -> tuple[object, ...]:
    if isinstance(value, tuple):
        return value
    return tuple(getattr(value, field) for field in getattr(value, "__struct_fields__", ()))


def _tokens(gap: str) -> int:
    return len(_TOKEN.findall(gap))


def _deep_piece(pieces: list[str], weight: Callable[[str], int], limits: Limits) -> int | None:
    """Where the brackets, or the words and operators that are no more than `weight` says, become too many."""
    outer: list[tuple[int, int]] = []
    chain = 0  # what may nest since the last comma on this level
    floor = 0  # lambdas on this level: a comma among their parameters ends nothing
    limit = limits.brackets
    fresh = True  # a statement begins
    for number, piece in enumerate(pieces):
        if number % 2 == 0:
            chain += weight(piece)
            if chain > limits.chain:
                return number
            if fresh:
                limit = MAX_PATTERN_BRACKETS if _CASE.match(piece) else limits.brackets
                fresh = False
        elif piece == ",":
            chain = floor
        elif piece in "\n\r;":
            if not outer:
                chain = floor = 0
                fresh = True
        elif piece in "([{":
            outer.append((chain + 1, floor))
            chain = floor = 0
            if len(outer) > limit:
                return number
        elif piece in ")]}":
            chain, floor = outer.pop() if outer else (0, 0)
        elif piece == "lambda":
            chain += 2
            floor += 2
        elif len(piece) > limits.brackets and piece[0] in "'\"" and _brackets_in(piece) > limits.brackets - len(outer):
            return number
    return None


def _brackets_in(literal: str) -> int:
    """The deepest nesting of brackets in a literal, which counts should it be an f-string."""
    depth = deepest = 0
    for bracket in _BRACKET.finditer(literal):
        depth = depth + 1 if bracket[1] else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


_deep = threading.local()


def allow_deep_recursion() -> None:
    """Raise the interpreter's limit, for good: facts may nest as deep as MAX_DEPTH, and so may those who walk them."""
    if sys.getrecursionlimit() < RECURSION:
        sys.setrecursionlimit(RECURSION)


def with_deep_stack(function: Callable[[], T]) -> T:
    """Run a function where deeply nested code can be parsed; at once where that is already so."""
    if getattr(_deep, "here", False):
        return function()
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        _deep.here = True
        try:
            results.append(function())
        except BaseException as error:
            errors.append(error)

    allow_deep_recursion()
    before = threading.stack_size(STACK_BYTES)
    try:
        thread = threading.Thread(target=run, name="parser", daemon=True)
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join()
    if errors:
        raise errors[0]
    return results[0]
