"""The bytes of a Python file -> its text, as the interpreter would read them.

In: bytes. Out: text without a byte order mark, line ends untouched, or the Problem that prevents it. Deliberately
unknown here: syntax.
"""

from __future__ import annotations

import io
import re
import tokenize

from ..facts import Problem

MAX_BYTES = 2_000_000  # a table of that size costs the parser 17 seconds and 1.7 GB, and no hand writes such a file
_NEWLINE = re.compile(rb"\r\n?|\n")


def decode(data: bytes) -> str | Problem:
    """The text of a file by its byte order mark or coding cookie, else UTF-8."""
    if len(data) > MAX_BYTES:
        return Problem("size", f"{len(data):,} bytes are more than the {MAX_BYTES:,} that are read", 1)
    null = data.find(b"\0")
    if null >= 0:
        return Problem("syntax", "contains a NUL byte, which Python does not accept in source", _line(data, null))
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        return Problem("encoding", f"is not valid {error.encoding}: {error.reason}", _line(data, error.start))
    except (SyntaxError, LookupError, UnicodeError) as error:  # an unknown, contradictory or binary codec
        return Problem("encoding", str(error), 1)


def count_lines(data: bytes) -> int:
    """Physical lines, the last one counted with or without its newline."""
    ends = len(_NEWLINE.findall(data)) if b"\r" in data else data.count(b"\n")
    return ends + (not data.endswith((b"\n", b"\r")) if data else 0)


def _line(data: bytes, offset: int) -> int:
    return len(_NEWLINE.findall(data, 0, offset)) + 1
