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
from typing import TypeVar

from ..facts import Problem

T = TypeVar("T")

MAX_BRACKETS = 200  # CPython's own limit ("too many nested parentheses")
MAX_PATTERN_BRACKETS = 8  # in `case`: each level makes the parser 2 to 4 times slower, 8 cost a third of a second
MAX_CHAIN = 2_000  # words and operators in a row that may nest in each other: 1,000 terms of `a + b + c`. The parser is
# quadratic in them: 2,000 cost a second and 300 MB, 10,000 a minute and 5 GB
MAX_BRANCHES = 500  # `elif` after `elif`, each nested in the one before
STACK_BYTES = 64 << 20  # measured need within the limits above: below 8 MB, more than some threads have by default
RECURSION = 12_000  # Python frames: the limits above times the frames that libcst's code generation takes per level

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
DEEP = f"is nested too deeply (more than {MAX_BRACKETS} brackets, {MAX_CHAIN:,} operators or {MAX_BRANCHES} elif)"


def too_deep(text: str) -> Problem | None:
    """Why the parser must not see this text, if so.

    The count is from above: no nesting is deeper than it says, as long as no f-string hides brackets behind quotes of
    its own kind.
    """
    pieces = _EVENT.split(text)
    if _deep_piece(pieces, len) is None:
        return None
    piece = _deep_piece(pieces, _tokens)  # what is short enough in characters needs no counting of words
    if piece is None:
        return None
    return Problem("depth", DEEP, "".join(pieces[:piece]).count("\n") + 1)


def _tokens(gap: str) -> int:
    return len(_TOKEN.findall(gap))


def _deep_piece(pieces: list[str], weight: Callable[[str], int]) -> int | None:
    """Where the brackets, or the words and operators that are no more than `weight` says, become too many."""
    outer: list[tuple[int, int]] = []
    chain = 0  # what may nest since the last comma on this level
    floor = 0  # lambdas on this level: a comma among their parameters ends nothing
    limit = MAX_BRACKETS
    fresh = True  # a statement begins
    for number, piece in enumerate(pieces):
        if number % 2 == 0:
            chain += weight(piece)
            if chain > MAX_CHAIN:
                return number
            if fresh:
                limit = MAX_PATTERN_BRACKETS if _CASE.match(piece) else MAX_BRACKETS
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
        elif len(piece) > MAX_BRACKETS and piece[0] in "'\"" and _brackets_in(piece) > MAX_BRACKETS - len(outer):
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

    if sys.getrecursionlimit() < RECURSION:
        sys.setrecursionlimit(RECURSION)
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
