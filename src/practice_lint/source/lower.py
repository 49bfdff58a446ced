"""Source text -> facts: parse, walk, forget the tree.

In: the bytes of one file. Out: its FileFacts; what cannot be read comes back as facts with a Problem, never as an
exception. Deliberately unknown here: where the file lies, Django, the configuration.
"""

from __future__ import annotations

import ast
import re
import warnings
from typing import cast

import libcst as cst

from ..facts import Class, FileFacts, Function, Problem
from .decoding import count_lines, decode
from .nesting import DEEP, too_deep, with_deep_stack
from .positions import Places
from .statements import Block, Declarations, steps

_PLACE_OF_ERROR = re.compile(r"error at (\d+):\d+")


def lower(data: bytes) -> FileFacts:
    """The facts of one file. `problem` says why there are none: syntax, encoding, depth or size."""
    text = decode(data)
    facts = text if isinstance(text, Problem) else with_deep_stack(lambda: _facts(text))
    if isinstance(facts, Problem):
        return FileFacts((), (), (), (), facts, count_lines(data))
    return facts


def _facts(text: str) -> FileFacts | Problem:
    deep = too_deep(text)
    if deep is not None:
        return deep
    try:
        module = cst.parse_module(text)
        places = Places(module, text)
        found = Declarations(places, ":=" in text)
        body = steps(module.body, Block(found, ""))
    except RecursionError:
        return Problem("depth", DEEP, 1)
    except cst.ParserSyntaxError as error:
        return _syntax_problem(text, error)
    return FileFacts(
        body,
        cast("tuple[Class, ...]", tuple(found.classes)),
        cast("tuple[Function, ...]", tuple(found.functions)),
        places.comments(),
        None,
        places.lines,
    )


def _syntax_problem(text: str, error: cst.ParserSyntaxError) -> Problem:
    """The interpreter words its complaint better than the parser, and knows the line; it may know less syntax."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as worded:
        return Problem("syntax", worded.msg, worded.lineno or 1)
    except (ValueError, RecursionError, MemoryError):
        pass
    place = _PLACE_OF_ERROR.search(error.message)
    return Problem("syntax", " ".join(error.message.split()), int(place[1]) if place else 1)
