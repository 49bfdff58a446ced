"""Where the nodes we keep stand: lines and columns of calls, statements, declarations and speaking comments.

In: a parsed module and its text. Out: spans by node. Deliberately unknown here: what the nodes mean. The rules are
those of libcst's PositionProvider, and a test holds the two equal; here characters are counted by the table of
`layouts.py` and only the kinds of node we keep are noted. Where libcst's tree forgets characters of the source (a form
feed, a backslash before a statement), PositionProvider is wrong about the source and this module is not.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable
from typing import Any

import libcst as cst
from libcst._nodes import statement as _statements
from libcst._nodes.internal import CodegenState

from ..facts import Comment, Span
from .layouts import Widths

SPEAKING = re.compile("practice-(?:scope|lint)")  # what a comment says that speaks to this tool
_NEWLINE = re.compile(r"\r\n?|\n")
_SIGNIFICANT = re.compile(r"[^\s\\]")  # characters that libcst's tree never forgets


class Places:
    """Where the nodes of one module stand, in lines and columns. `lines` counts the physical lines."""

    def __init__(self, module: cst.Module, text: str) -> None:
        self._text = text
        self._starts = [0, *(newline.end() for newline in _NEWLINE.finditer(text))]
        self.lines = len(self._starts) - (self._starts[-1] == len(text))
        self._ruler = Ruler(module, SPEAKING.search(text) is not None)
        self._in_source: list[int] | None = None
        if self._ruler.measure(module) != len(text):
            self._ruler = Ruler(module, SPEAKING.search(text) is not None)
            module._codegen(self._ruler)
            self._in_source = _alignment(module.code, text)

    def span(self, node: cst.CSTNode) -> Span:
        """The region of a call, statement or decorator."""
        return self._between(*self._ruler.spans[id(node)])

    def head(self, node: cst.FunctionDef | cst.ClassDef) -> Span:
        """The region of the name in a `def` or `class` line."""
        start, _ = self._ruler.spans[id(node)]
        if isinstance(node, cst.ClassDef):
            start += len("class") + len(node.whitespace_after_class.value)
        else:
            if node.asynchronous is not None:
                start += len("async") + len(node.asynchronous.whitespace_after.value)
            start += len("def") + len(node.whitespace_after_def.value)
        return self._between(start, start + len(node.name.value))

    def walruses(self, node: cst.CSTNode, without: Iterable[cst.CSTNode]) -> set[str]:
        """The names that `:=` binds in a declaration, those in the declarations `without` excepted."""
        start, end = self._ruler.spans[id(node)]
        holes = [self._ruler.spans[id(hole)] for hole in without]
        return {
            name
            for at, name in self._ruler.walruses
            if start <= at < end and not any(begin <= at < stop for begin, stop in holes)
        }

    def comments(self) -> tuple[Comment, ...]:
        """The comments that speak to this tool."""
        found: list[Comment] = []
        for offset, text in self._ruler.comments:
            if SPEAKING.search(text):
                place = self._between(offset, offset + 1)
                before = self._text[self._starts[place.line - 1] :][: place.column]
                found.append(Comment(text, place.line, place.column, not before.strip()))
        return tuple(found)

    def _between(self, start: int, end: int) -> Span:
        if self._in_source is not None:
            start, end = self._in_source[start], self._in_source[end - 1] + 1
        starts = self._starts
        line = bisect.bisect_right(starts, start)
        last = bisect.bisect_right(starts, end, line - 1)
        return Span(line, start - starts[line - 1], last, end - starts[last - 1])


def _alignment(code: str, text: str) -> list[int]:
    """For each character of the code that libcst generates, its place in the source it was read from."""
    places = [match.start() for match in _SIGNIFICANT.finditer(text)] or [0]
    aligned: list[int] = []
    seen = 0
    for character in code:
        aligned.append(places[min(seen, len(places) - 1)])
        seen += _SIGNIFICANT.match(character) is not None
    return aligned


class Ruler(CodegenState):
    """Adds up widths. Offsets of calls, statements and decorators by node identity are left in `spans`.

    It is also a libcst code generation, for the nodes that `layouts.py` has no row for.
    """

    __slots__ = ("_outer", "_wants_comments", "comments", "indent", "last", "newline", "offset", "spans", "walruses")

    def __init__(self, module: cst.Module, wants_comments: bool) -> None:
        self.default_indent = module.default_indent
        self.default_newline = module.default_newline
        self.tokens: list[str] = []
        self.newline = len(module.default_newline)
        self.indent = 0
        self.offset = 0
        self.last = 0  # the end of the latest small statement, so of every compound statement that ends with it
        self.spans: dict[int, tuple[int, int]] = {}
        self.walruses: list[tuple[int, str]] = []
        self.comments: list[tuple[int, str]] = []
        self._outer: list[int] = []
        self._wants_comments = wants_comments

    def measure(self, module: cst.Module) -> int:
        """The length of the module's text."""
        at = 0
        for line in module.header:
            at = self.empty_line(line, at)
        for statement in module.body:
            at = _WIDTHS[type(statement)](statement, at, self)
        for line in module.footer:
            at = self.empty_line(line, at)
        return at if module.has_trailing_newline else max(at - self.newline, 0)

    def empty_line(self, node: cst.EmptyLine, at: int) -> int:
        if node.indent:
            at += self.indent
        at += len(node.whitespace.value)
        if node.comment is not None:
            self.comments.append((at, node.comment.value))
            at += len(node.comment.value)
        value = node.newline.value
        return at + (self.newline if value is None else len(value))

    def line_end(self, node: cst.TrailingWhitespace, at: int) -> int:
        at += len(node.whitespace.value)
        if node.comment is not None:
            self.comments.append((at, node.comment.value))
            at += len(node.comment.value)
        value = node.newline.value
        return at + (self.newline if value is None else len(value))

    def walrus(self, node: cst.NamedExpr, at: int) -> None:
        if isinstance(node.target, cst.Name):
            self.walruses.append((at, node.target.value))

    # ── what libcst's code generation calls ──

    def increase_indent(self, value: str) -> None:
        self._outer.append(self.indent)
        self.indent += len(value)

    def decrease_indent(self) -> None:
        self.indent = self._outer.pop()

    def add_indent_tokens(self) -> None:
        self.offset += self.indent

    def add_token(self, value: str) -> None:
        self.offset += len(value)

    def pop_trailing_newline(self) -> None:
        pass

    def before_codegen(self, node: cst.CSTNode) -> None:
        if self._wants_comments and isinstance(node, cst.Comment):
            self.comments.append((self.offset, node.value))

    def record_syntactic_position(self, node: cst.CSTNode, **ends: Any) -> Any:
        recorder = _RECORDERS.get(type(node))
        return _NOT_KEPT if recorder is None else recorder(self, node)


# ── widths that are no row ──────────────────────────────────────────────────────────────────────────────────────────


def _generated(node: cst.CSTNode, at: int, ruler: Ruler) -> int:
    ruler.offset = at
    node._codegen(ruler)
    return ruler.offset


def _line_end(node: cst.TrailingWhitespace, at: int, ruler: Ruler) -> int:
    return ruler.line_end(node, at)


def _empty_line(node: cst.EmptyLine, at: int, ruler: Ruler) -> int:
    return ruler.empty_line(node, at)


def _block(node: cst.IndentedBlock, at: int, ruler: Ruler) -> int:
    at = ruler.line_end(node.header, at)
    outer = ruler.indent
    ruler.indent = outer + len(ruler.default_indent if node.indent is None else node.indent)
    for statement in node.body:
        at = _WIDTHS[type(statement)](statement, at, ruler)
    for line in node.footer:
        at = ruler.empty_line(line, at)
    ruler.indent = outer
    return at


def _if(node: cst.If, at: int, ruler: Ruler, keyword: int = len("if")) -> int:
    for line in node.leading_lines:
        at = ruler.empty_line(line, at)
    at += ruler.indent
    start = at
    at += keyword + len(node.whitespace_before_test.value)
    at = _WIDTHS[type(node.test)](node.test, at, ruler)
    at += len(node.whitespace_after_test.value) + len(":")
    at = _WIDTHS[type(node.body)](node.body, at, ruler)
    if isinstance(node.orelse, cst.If):
        at = _if(node.orelse, at, ruler, len("elif"))
    elif node.orelse is not None:
        at = _WIDTHS[cst.Else](node.orelse, at, ruler)
    ruler.spans[id(node)] = (start, ruler.last)
    return at


_WIDTHS = Widths(
    {cst.If: _if, cst.IndentedBlock: _block, cst.TrailingWhitespace: _line_end, cst.EmptyLine: _empty_line}, _generated
)


# ── what libcst's own code generation notes ─────────────────────────────────────────────────────────────────────────


class _NotKept:
    __slots__ = ()

    def __enter__(self) -> None:
        pass

    def __exit__(self, *error: object) -> None:
        pass


_NOT_KEPT = _NotKept()


class _Noted:
    """A node whose region is noted when its code has been generated."""

    __slots__ = ("node", "ruler", "start")

    def __init__(self, ruler: Ruler, node: cst.CSTNode) -> None:
        self.ruler = ruler
        self.node = node

    def __enter__(self) -> None:
        self.start = self.ruler.offset

    def __exit__(self, *error: object) -> None:
        self.ruler.spans[id(self.node)] = (self.start, self.ruler.offset)


class _NotedSmall(_Noted):
    __slots__ = ()

    def __exit__(self, *error: object) -> None:
        super().__exit__()
        self.ruler.last = self.ruler.offset


class _NotedCompound(_Noted):
    __slots__ = ()

    def __exit__(self, *error: object) -> None:
        self.ruler.spans[id(self.node)] = (self.start, self.ruler.last)


class _NotedWalrus(_Noted):
    __slots__ = ()

    def __exit__(self, *error: object) -> None:
        if isinstance(self.node, cst.NamedExpr):
            self.ruler.walrus(self.node, self.start)


def _kinds(base: type) -> list[type]:
    return [kind for kind in vars(_statements).values() if isinstance(kind, type) and issubclass(kind, base)]


_RECORDERS: dict[type, type[_Noted]] = {
    **dict.fromkeys(_kinds(cst.BaseSmallStatement), _NotedSmall),
    **dict.fromkeys(_kinds(cst.BaseCompoundStatement), _NotedCompound),
    cst.Call: _Noted,
    cst.Decorator: _Noted,
    cst.NamedExpr: _NotedWalrus,
}
