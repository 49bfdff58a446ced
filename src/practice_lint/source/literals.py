"""A string literal as written -> the text it stands for.

In: the source of one literal, prefix and quotes included. Out: its text, or None for what is not text (bytes, a lone
surrogate, which UTF-8 cannot carry). Deliberately unknown here: the syntax tree. The interpreter's own evaluation is
avoided because it warns about the harmless `"\\d"` of old regular expressions.
"""

from __future__ import annotations

import re
import unicodedata

_LITERAL = re.compile(r"([A-Za-z]*)('''|\"\"\"|'|\")")
_ESCAPE = re.compile(
    r"\\(\r\n|[\r\n\\'\"abfnrtv]|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\})"
)
_SINGLE = {
    "\n": "",
    "\r": "",
    "\r\n": "",
    "\\": "\\",
    "'": "'",
    '"': '"',
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}


def text_of(literal: str) -> str | None:
    """The text of a string literal without replacement fields, e.g. `r"\\d"`; None for bytes and lone surrogates."""
    opening = _LITERAL.match(literal)
    if opening is None:
        return None
    prefix, quotes = opening.groups()
    if "b" in prefix or "B" in prefix:
        return None
    return unescaped(literal[opening.end() : -len(quotes)], raw="r" in prefix or "R" in prefix)


def unescaped(text: str, *, raw: bool) -> str | None:
    """The text between the quotes with its escapes resolved; None for a lone surrogate or a character unknown here."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if raw or "\\" not in text:
        return text
    try:
        text = _ESCAPE.sub(_character, text)
        text.encode()
    except (KeyError, ValueError, OverflowError):  # \N{no such name}, beyond Unicode, a lone surrogate
        return None
    return text


def _character(escape: re.Match[str]) -> str:
    body = escape[1]
    if body in _SINGLE:
        return _SINGLE[body]
    if body[0] == "N":
        return unicodedata.lookup(body[2:-1])
    if body[0] in "xuU":
        return chr(int(body[1:], 16))
    return chr(int(body, 8))
