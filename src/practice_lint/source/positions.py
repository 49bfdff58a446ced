"""Where the nodes we keep stand: character offsets from libcst's code generation, without generating code.

In: a parsed module. Out: (start, end) offsets of calls, statements and decorators by node identity, and the comments
that speak to this tool. Deliberately unknown here: what the nodes mean. The rules are those of libcst's
PositionProvider, and a test holds the two equal; this one counts characters only and records a few kinds of node.
"""

from __future__ import annotations

import bisect
import re
from typing import Any

import libcst as cst
from libcst._nodes import statement as _statements
from libcst._nodes.internal import CodegenState

from ..facts import Comment, Span

SPEAKING = re.compile("practice-(?:scope|lint)")  # what a comment says that speaks to this tool
_NEWLINE = re.compile(r"\r\n?|\n")

SMALL = frozenset(
    kind for kind in vars(_statements).values() if isinstance(kind, type) and issubclass(kind, cst.BaseSmallStatement)
)
COMPOUND = frozenset(
    kind
    for kind in vars(_statements).values()
    if isinstance(kind, type) and issubclass(kind, cst.BaseCompoundStatement)
)


class Places:
    """Where the nodes of one module stand, in lines and columns. `lines` counts the physical lines."""

    def __init__(self, module: cst.Module, text: str) -> None:
        self._text = text
        self._offsets = Offsets(module, SPEAKING.search(text) is not None)
        module._codegen(self._offsets)
        self._starts = [0, *(newline.end() for newline in _NEWLINE.finditer(text))]
        self.lines = len(self._starts) - (self._starts[-1] == len(text))

    def span(self, node: cst.CSTNode) -> Span:
        """The region of a call, statement or decorator."""
        return self._between(*self._offsets.spans[id(node)])

    def head(self, node: cst.FunctionDef | cst.ClassDef) -> Span:
        """The region of the name in a `def` or `class` line."""
        start, _ = self._offsets.spans[id(node)]
        if isinstance(node, cst.ClassDef):
            start += len("class") + len(node.whitespace_after_class.value)
        else:
            if node.asynchronous is not None:
                start += len("async") + len(node.asynchronous.whitespace_after.value)
            start += len("def") + len(node.whitespace_after_def.value)
        return self._between(start, start + len(node.name.value))

    def comments(self) -> tuple[Comment, ...]:
        """The comments that speak to this tool."""
        found: list[Comment] = []
        for offset, text in self._offsets.comments:
            if SPEAKING.search(text):
                line = bisect.bisect_right(self._starts, offset)
                start = self._starts[line - 1]
                found.append(Comment(text, line, offset - start, not self._text[start:offset].strip()))
        return tuple(found)

    def _between(self, start: int, end: int) -> Span:
        starts = self._starts
        line = bisect.bisect_right(starts, start)
        last = bisect.bisect_right(starts, end, line - 1)
        return Span(line, start - starts[line - 1], last, end - starts[last - 1])


class Offsets(CodegenState):
    """A code generation that adds up lengths: afterwards `spans` has the offsets and `offset` the whole length."""

    __slots__ = ("comments", "last", "offset", "spans", "wants_comments")

    def __init__(self, module: cst.Module, wants_comments: bool) -> None:
        self.default_indent = module.default_indent
        self.default_newline = module.default_newline
        self.indent_tokens: list[str] = []
        self.tokens: list[str] = []
        self.offset = 0
        self.last = 0  # the end of the latest small statement, so of every compound statement that ends there
        self.spans: dict[int, tuple[int, int]] = {}
        self.comments: list[tuple[int, str]] = []
        self.wants_comments = wants_comments

    def add_indent_tokens(self) -> None:
        for token in self.indent_tokens:
            self.offset += len(token)

    def add_token(self, value: str) -> None:
        self.offset += len(value)

    def pop_trailing_newline(self) -> None:
        pass

    def before_codegen(self, node: cst.CSTNode) -> None:
        if self.wants_comments and type(node) is cst.Comment:
            self.comments.append((self.offset, node.value))

    def record_syntactic_position(self, node: cst.CSTNode, **ends: Any) -> Any:
        recorder = _RECORDERS.get(type(node))
        return _NOTHING if recorder is None else recorder(self, node)


class _Nothing:
    __slots__ = ()

    def __enter__(self) -> None:
        pass

    def __exit__(self, *error: object) -> None:
        pass


_NOTHING = _Nothing()


class _Record:
    __slots__ = ("node", "start", "state")

    def __init__(self, state: Offsets, node: cst.CSTNode) -> None:
        self.state = state
        self.node = id(node)

    def __enter__(self) -> None:
        self.start = self.state.offset

    def __exit__(self, *error: object) -> None:
        self.state.spans[self.node] = (self.start, self.state.offset)


class _RecordSmall(_Record):
    __slots__ = ()

    def __exit__(self, *error: object) -> None:
        self.state.last = self.state.offset
        self.state.spans[self.node] = (self.start, self.state.offset)


class _RecordCompound(_Record):
    __slots__ = ()

    def __exit__(self, *error: object) -> None:
        self.state.spans[self.node] = (self.start, self.state.last)


_RECORDERS: dict[type, type[_Record]] = {
    **dict.fromkeys(SMALL, _RecordSmall),
    **dict.fromkeys(COMPOUND, _RecordCompound),
    cst.Call: _Record,
    cst.Decorator: _Record,
}
