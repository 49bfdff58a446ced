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

T = TypeVar("T")

MAX_BRACKETS = 200  # CPython's own limit ("too many nested parentheses")
MAX_CHAIN = 2_000  # words and operators in a row that may nest in each other: 1,000 terms of `a + b + c`. The parser is
# quadratic in them: 2,000 cost a second and 300 MB, 10,000 a minute and 5 GB
MAX_BRANCHES = 1_000  # `elif` after `elif`, each nested in the one before
STACK_BYTES = 64 << 20  # measured need within the limits above: below 8 MB, more than some threads have by default
RECURSION = 12_000  # Python frames: the limits above times the frames that libcst's code generation takes per level

_BRACKETS = bytes.maketrans(b"", b"")
_EVENT = re.compile(
    r"""
      (?P<text>[rRbBuU]{0,2}(?:'''(?:[^\\]|\\.)*?'''|\"\"\"(?:[^\\]|\\.)*?\"\"\"|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"))
    | (?P<comment>\#[^\n\r]*)
    | (?P<open>[(\[{])
    | (?P<close>[)\]}])
    | (?P<separator>[,;])
    | (?P<newline>[\r\n]+)
    | (?P<lambda>\blambda\b)
    | (?P<word>\w+|[^\w\s])
    """,
    re.VERBOSE | re.DOTALL,
)
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
