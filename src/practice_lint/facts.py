"""The ground floor: what is remembered of a file once its syntax tree is dropped.

In: nothing. Out: the frozen values that `source/lower.py` writes and everything above reads. Deliberately unknown here:
Django, the configuration, and where the file lies, so equal bytes give equal facts. Names stay as written; the linker
resolves them. Values that cross files are dotted names, never objects, so facts serialize, compare and cache.
"""

from __future__ import annotations

from typing import Literal, Union

import msgspec

FACTS_VERSION = 2  # part of the cache key: raise it with every change of a struct below or of what lower.py writes


class Span(msgspec.Struct, frozen=True, array_like=True, eq=False):
    """A region of source: lines from 1, columns from 0 in characters, the end column exclusive.

    Never part of equality: a file shifted down leaves its facts equal.
    """

    line: int
    column: int
    end_line: int
    end_column: int

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Span)

    def __hash__(self) -> int:
        return 0


# ── expressions ─────────────────────────────────────────────────────────────────────────────────────────────────────


class Local(msgspec.Struct, frozen=True, array_like=True, tag="L"):
    """A name bound in this function, in one around it, or (in a class body) in this class body."""

    name: str


class Global(msgspec.Struct, frozen=True, array_like=True, tag="G"):
    """Any other name: of the module, or a builtin."""

    name: str


class Import(msgspec.Struct, frozen=True, array_like=True, tag="I"):
    """What an import statement names, as written: `shop.models.Order`, `..models.Order`, `shop.models.*`.

    `import a.b` binds the name `a` to Import("a"); `import a.b as c` binds `c` to Import("a.b").
    """

    path: str


class Constant(msgspec.Struct, frozen=True, array_like=True, tag="C"):
    """A literal: text, number, True, False, None. Bytes, complex, `...` and integers beyond 64 bits are Unknown."""

    value: Union[str, int, float, bool, None]


class Attribute(msgspec.Struct, frozen=True, array_like=True, tag="A"):
    """`of.name`"""

    of: Expr
    name: str


class Keyword(msgspec.Struct, frozen=True, array_like=True):
    """`name=value` in a call or a class header; the name of `**value` is "**"."""

    name: str
    value: Expr


class Call(msgspec.Struct, frozen=True, array_like=True, tag="K"):
    """`function(*args, **keywords)`; a starred argument is Combine("*", (value,))."""

    function: Expr
    args: tuple[Expr, ...]
    keywords: tuple[Keyword, ...]
    span: Span


class Subscript(msgspec.Struct, frozen=True, array_like=True, tag="S"):
    """`of[index]`; a slice is Combine("slice", (those of lower, upper, step that are written))."""

    of: Expr
    index: Expr


class Combine(msgspec.Struct, frozen=True, array_like=True, tag="B"):
    """Made of all its parts. `how` is one of

    `[]` `()` `{}`  list, tuple, set · `{:}` dict, its parts Combine(":", (key, value)) or Combine("**", (rest,))
    `| & ^ + - * / // % @ << >>` (and `**` with two parts)  binary operators · `~ neg pos not`  unary operators
    `== != < <= > >= in` `not in` `is` `is not`  comparisons (a chained one is an "and" of its links)
    `and` `or`  boolean, two or more parts, flat · `f`  f-string, the expressions in it and its text as Constants
    `*`  starred · `slice` · `yield` `yield from`  zero or one part · `+=` and kin: (target, value) of `target += value`
    """

    how: str
    parts: tuple[Expr, ...]


class Choose(msgspec.Struct, frozen=True, array_like=True, tag="E"):
    """`then if test else other`"""

    test: Expr
    then: Expr
    other: Expr


class Clause(msgspec.Struct, frozen=True, array_like=True):
    """`for target in iterable if tests…` of a comprehension."""

    target: Expr
    iterable: Expr
    tests: tuple[Expr, ...]


class Comprehension(msgspec.Struct, frozen=True, array_like=True, tag="M"):
    """`how` is `[]`, `{}`, `{:}` (element is Combine(":", (key, value))) or `()`. Its targets are Local."""

    how: str
    element: Expr
    clauses: tuple[Clause, ...]


class Lambda(msgspec.Struct, frozen=True, array_like=True, tag="F"):
    params: tuple[Param, ...]
    body: Expr


class Defined(msgspec.Struct, frozen=True, array_like=True, tag="D"):
    """The function or class of this file with that qualified name, where its `def` or `class` statement binds it."""

    name: str


class Named(msgspec.Struct, frozen=True, array_like=True, tag="W"):
    """`(name := value)`"""

    target: Expr
    value: Expr


class Unknown(msgspec.Struct, frozen=True, array_like=True, tag="U"):
    """Syntax not modelled; the expressions inside stay visible."""

    parts: tuple[Expr, ...]


Expr = Union[
    Local,
    Global,
    Import,
    Constant,
    Attribute,
    Call,
    Subscript,
    Combine,
    Choose,
    Comprehension,
    Lambda,
    Defined,
    Named,
    Unknown,
]

# ── steps ───────────────────────────────────────────────────────────────────────────────────────────────────────────


class Bind(msgspec.Struct, frozen=True, array_like=True, tag="b"):
    """`target = value`; also imports, def, class. `x += y` binds x to Combine("+=", (x, y)). An annotation without a
    value (`x: int`) binds Unknown((annotation,)); with one, the annotation is dropped.

    The target is Local, Global, Attribute, Subscript, or Combine("()", …) (perhaps with a Combine("*", …) in it).
    """

    target: Expr
    value: Expr
    span: Span


class Evaluate(msgspec.Struct, frozen=True, array_like=True, tag="e"):
    """An expression statement. Docstrings and lone constants are left out."""

    value: Expr
    span: Span


class Leave(msgspec.Struct, frozen=True, array_like=True, tag="l"):
    """`return value`, `raise value` (the cause is dropped), `break`, `continue`."""

    how: Literal["return", "raise", "break", "continue"]
    value: Expr | None
    span: Span


class If(msgspec.Struct, frozen=True, array_like=True, tag="i"):
    """`if test: then else: other`; `assert test` is If(test, (), (Leave("raise"),)). `elif` nests. A `match` is nested
    ifs whose tests are Unknown((subject, …)), captured names bound to Unknown((subject,)) in `then`."""

    test: Expr
    then: tuple[Step, ...]
    other: tuple[Step, ...]
    span: Span


class For(msgspec.Struct, frozen=True, array_like=True, tag="f"):
    target: Expr
    iterable: Expr
    body: tuple[Step, ...]
    other: tuple[Step, ...]
    span: Span


class While(msgspec.Struct, frozen=True, array_like=True, tag="w"):
    test: Expr
    body: tuple[Step, ...]
    other: tuple[Step, ...]
    span: Span


class Handler(msgspec.Struct, frozen=True, array_like=True):
    """`except caught as name: body`; `caught` None for a bare except."""

    caught: Expr | None
    name: Expr | None
    body: tuple[Step, ...]


class Try(msgspec.Struct, frozen=True, array_like=True, tag="t"):
    body: tuple[Step, ...]
    handlers: tuple[Handler, ...]
    other: tuple[Step, ...]
    final: tuple[Step, ...]
    span: Span


class With(msgspec.Struct, frozen=True, array_like=True, tag="h"):
    """`with a as b, c: body`; `items` are (manager, target or None)."""

    items: tuple[tuple[Expr, Expr | None], ...]
    body: tuple[Step, ...]
    span: Span


Step = Union[Bind, Evaluate, Leave, If, For, While, Try, With]

# ── declarations ────────────────────────────────────────────────────────────────────────────────────────────────────


class Param(msgspec.Struct, frozen=True, array_like=True):
    """`kind`: "positional" (also positional-only), "*" (the rest), "keyword" (keyword-only), "**" (the rest)."""

    name: str
    kind: Literal["positional", "*", "keyword", "**"]
    default: Expr | None
    annotation: Expr | None


class Function(msgspec.Struct, frozen=True, array_like=True):
    """`name` is qualified: "load", "OrderView.get_queryset", "outer.inner". `span` runs from the first decorator to the
    end; `head` is the name in the def line."""

    name: str
    params: tuple[Param, ...]
    decorators: tuple[Expr, ...]
    body: tuple[Step, ...]
    returns: Expr | None
    span: Span
    head: Span


class Class(msgspec.Struct, frozen=True, array_like=True):
    """`name` is qualified: "Order", "Order.Meta". In `body`, names bound in the body are Local."""

    name: str
    bases: tuple[Expr, ...]
    keywords: tuple[Keyword, ...]
    decorators: tuple[Expr, ...]
    body: tuple[Step, ...]
    span: Span
    head: Span


class Comment(msgspec.Struct, frozen=True, array_like=True):
    """A comment that speaks to this tool (contains "practice-scope" or "practice-lint"); text from its "#" on.

    Its place is what it means, so unlike a Span's it counts in equality. `alone`: nothing else stands on the line.
    """

    text: str
    line: int
    column: int
    alone: bool


class Problem(msgspec.Struct, frozen=True, array_like=True):
    """Why a file gave no facts: `kind` is syntax, encoding, depth, size or read."""

    kind: Literal["syntax", "encoding", "depth", "size", "read"]
    message: str
    line: int


class FileFacts(msgspec.Struct, frozen=True, array_like=True):
    """One file. `lines` counts its physical lines. With a `problem` everything else is empty."""

    body: tuple[Step, ...]
    classes: tuple[Class, ...]
    functions: tuple[Function, ...]
    comments: tuple[Comment, ...]
    problem: Problem | None
    lines: int
