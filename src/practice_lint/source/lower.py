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
from .nesting import DEEP, deeper, too_deep, with_deep_stack
from .positions import Places
from .statements import Block, Declarations, steps

MAX_MESSAGE = 200  # the parser quotes the whole line
_PLACE_OF_ERROR = re.compile(r"error at (\d+):\d+")


def lower(data: bytes) -> FileFacts:
    """The facts of one file. `problem` says why there are none: syntax, encoding, depth or size."""
    text = decode(data)
    facts = text if isinstance(text, Problem) else with_deep_stack(lambda: _facts(text))
    if isinstance(facts, Problem):
        return FileFacts((), (), (), (), facts, count_lines(data))
    return facts


def _facts(text: str) -> FileFacts | Problem:
    doubtful = too_deep(text)
    if isinstance(doubtful, Problem):
        return doubtful
    try:
        module = cst.parse_module(text)
        places = Places(module, text)
        found = Declarations(places, ":=" in text)
        body = steps(module.body, Block(found, ""))
    except RecursionError:
        return Problem("depth", DEEP, 1)
    except (cst.ParserSyntaxError, cst.CSTValidationError) as error:
        return _syntax_problem(text, str(error))
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of the native parser, which exports no class for it
            raise
        return Problem("syntax", f"defeats the parser: {error}", 1)
    facts = FileFacts(
        body,
        cast("tuple[Class, ...]", tuple(found.classes)),
        cast("tuple[Function, ...]", tuple(found.functions)),
        places.comments(),
        None,
        places.lines,
    )
    return Problem("depth", DEEP, 1) if doubtful and deeper(facts) else facts


def _syntax_problem(text: str, complaint: str) -> Problem:
    """The interpreter words its complaint better than the parser, and knows the line; it may know less syntax."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as worded:
        return Problem("syntax", worded.msg, worded.lineno or 1)
    except (ValueError, RecursionError, MemoryError):
        pass
    place = _PLACE_OF_ERROR.search(complaint)
    return Problem("syntax", " ".join(complaint.split())[:MAX_MESSAGE], int(place[1]) if place else 1)
