"""libcst's expressions -> the symbolic expressions of facts.py.

In: a node and the scope it stands in. Out: an Expr; whatever is not modelled becomes Unknown around its parts.
Deliberately unknown here: Django, and what any name means beyond Local or Global.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import libcst as cst

from ..facts import (
    Attribute,
    Call,
    Choose,
    Clause,
    Combine,
    Comprehension,
    Constant,
    Expr,
    Global,
    Keyword,
    Lambda,
    Local,
    Named,
    Param,
    Span,
    Subscript,
    Unknown,
)
from .binding import targets, walrus_targets
from .literals import text_of, unescaped

NOTHING = Unknown(())
MAX_INTEGER = 2**63 - 1  # what the cache's format and every consumer can carry; beyond it no query depends on the value


class Names(dict[str, Expr]):
    """What each name means in one scope: those put in are Local, any other is Global."""

    def __missing__(self, name: str) -> Expr:
        meaning = self[name] = Global(name)
        return meaning


class Scope:
    """Where a node stands.

    `names`: what names mean right here. `visible`: the names of the functions around, which nested functions see (a
    class body's own names are not among them). `prefix`: of qualified names, "OrderView." `span`: offsets to a Span.
    """

    __slots__ = ("names", "prefix", "span", "visible", "walrus")

    def __init__(
        self,
        span: Callable[[cst.CSTNode], Span],
        walrus: bool,
        prefix: str,
        visible: frozenset[str],
        own: frozenset[str],
    ) -> None:
        self.span = span
        self.walrus = walrus
        self.prefix = prefix
        self.visible = visible
        self.names = Names(_LITERAL_NAMES)
        for name in visible | own:
            self.names[name] = Local(name)

    def within(self, own: Iterable[str]) -> Scope:
        """The scope of a lambda or a comprehension, or of type parameters: what functions around bind, and `own`."""
        visible = self.visible.union(own)
        return Scope(self.span, self.walrus, self.prefix, visible, frozenset())


_LITERAL_NAMES: dict[str, Expr] = {"None": Constant(None), "True": Constant(True), "False": Constant(False)}


def expression(node: cst.CSTNode, scope: Scope) -> Expr:
    """What an expression node means; spans are those of its calls."""
    return _EXPRESSIONS.get(type(node), _unknown)(node, scope)


def parameters(node: cst.Parameters, scope: Scope) -> tuple[Param, ...]:
    """The parameters of a def or lambda in order; defaults and annotations are read in `scope`, the one around it."""
    found = [_param(param, "positional", scope) for param in (*node.posonly_params, *node.params)]
    if isinstance(node.star_arg, cst.Param):
        found.append(_param(node.star_arg, "*", scope))
    found.extend(_param(param, "keyword", scope) for param in node.kwonly_params)
    if node.star_kwarg is not None:
        found.append(_param(node.star_kwarg, "**", scope))
    return tuple(found)


def arguments(args: Sequence[cst.Arg], scope: Scope) -> tuple[tuple[Expr, ...], tuple[Keyword, ...]]:
    """What stands between the parentheses of a call or a class header."""
    if not args:
        return (), ()
    positional: list[Expr] = []
    keywords: list[Keyword] = []
    for arg in args:
        node = arg.value
        value = _EXPRESSIONS.get(type(node), _unknown)(node, scope)
        if arg.keyword is not None:
            keywords.append(Keyword(arg.keyword.value, value))
        elif arg.star == "":
            positional.append(value)
        elif arg.star == "*":
            positional.append(Combine("*", (value,)))
        else:
            keywords.append(Keyword("**", value))
    return tuple(positional), tuple(keywords)


def _param(node: cst.Param, kind: Any, scope: Scope) -> Param:
    return Param(
        node.name.value,
        kind,
        None if node.default is None else expression(node.default, scope),
        None if node.annotation is None else expression(node.annotation.annotation, scope),
    )


def _unknown(node: cst.CSTNode, scope: Scope) -> Expr:
    """Syntax without a row: the expressions inside stay visible."""
    parts: list[Expr] = []
    for child in node.children:
        if isinstance(child, cst.BaseExpression):
            parts.append(expression(child, scope))
        elif not isinstance(child, cst.BaseParenthesizableWhitespace):
            inner = _unknown(child, scope)
            parts.extend(inner.parts if isinstance(inner, Unknown) else (inner,))
    return Unknown(tuple(parts)) if parts else NOTHING


def _name(node: cst.Name, scope: Scope) -> Expr:
    return scope.names[node.value]


def _attribute(node: cst.Attribute, scope: Scope) -> Expr:
    value = node.value
    return Attribute(_EXPRESSIONS.get(type(value), _unknown)(value, scope), node.attr.value)


def _call(node: cst.Call, scope: Scope) -> Expr:
    function = node.func
    args, keywords = arguments(node.args, scope)
    return Call(_EXPRESSIONS.get(type(function), _unknown)(function, scope), args, keywords, scope.span(node))


def _await(node: cst.Await, scope: Scope) -> Expr:
    return expression(node.expression, scope)


def _subscript(node: cst.Subscript, scope: Scope) -> Expr:
    indexes = tuple(_index(element.slice, scope) for element in node.slice)
    alone = len(indexes) == 1 and not isinstance(node.slice[0].comma, cst.Comma)
    return Subscript(expression(node.value, scope), indexes[0] if alone else Combine("()", indexes))


def _index(node: cst.BaseSlice, scope: Scope) -> Expr:
    if isinstance(node, cst.Index):
        value = expression(node.value, scope)
        return Combine("*", (value,)) if node.star else value
    if isinstance(node, cst.Slice):
        bounds = (node.lower, node.upper, node.step)
        return Combine("slice", tuple(expression(bound, scope) for bound in bounds if bound is not None))
    return _unknown(node, scope)


# ── literals ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _integer(node: cst.Integer, scope: Scope) -> Expr:
    digits = node.value.replace("_", "")
    value = int(digits) if digits.isdecimal() and len(digits) < 20 else _radix(digits)
    return Constant(value) if value is not None and value <= MAX_INTEGER else NOTHING


def _radix(digits: str) -> int | None:
    """`0xff`, `0o17`, `0b1`; None for decimals so long that the interpreter may refuse to read them."""
    return int(digits, 0) if digits[:2].lower() in ("0x", "0o", "0b") else None


def _float(node: cst.Float, scope: Scope) -> Expr:
    return Constant(float(node.value))


def _nothing(node: cst.CSTNode, scope: Scope) -> Expr:
    return NOTHING


def _text(node: cst.SimpleString, scope: Scope) -> Expr:
    text = text_of(node.value)
    return NOTHING if text is None else Constant(text)


def _concatenated(node: cst.ConcatenatedString, scope: Scope) -> Expr:
    pieces: list[Expr] = []
    rest: cst.BaseExpression = node
    while isinstance(rest, cst.ConcatenatedString):
        pieces.append(expression(rest.left, scope))
        rest = rest.right
    pieces.append(expression(rest, scope))
    texts = [piece.value for piece in pieces if isinstance(piece, Constant) and isinstance(piece.value, str)]
    if len(texts) == len(pieces):
        return Constant("".join(texts))
    if all(piece == NOTHING for piece in pieces):
        return NOTHING
    return Combine("f", tuple(part for piece in pieces for part in _parts_of_text(piece)))


def _parts_of_text(piece: Expr) -> tuple[Expr, ...]:
    return piece.parts if isinstance(piece, Combine) and piece.how == "f" else (piece,)


def _formatted(node: cst.FormattedString, scope: Scope) -> Expr:
    return Combine("f", _replaced(node.parts, scope, raw="r" in node.start.lower(), texts=True))


def _replaced(parts: Iterable[Any], scope: Scope, *, raw: bool, texts: bool) -> tuple[Expr, ...]:
    """The expressions of an f-string, those in its format specifications included, and its own text."""
    found: list[Expr] = []
    for part in parts:
        if isinstance(part, cst.FormattedStringExpression):
            found.append(expression(part.expression, scope))
            found.extend(_replaced(part.format_spec or (), scope, raw=raw, texts=False))
        elif isinstance(part, cst.FormattedStringText) and texts:
            text = unescaped(part.value.replace("{{", "{").replace("}}", "}"), raw=raw)
            found.append(NOTHING if text is None else Constant(text))
    return tuple(found)


# ── operators ───────────────────────────────────────────────────────────────────────────────────────────────────────

_BINARY: dict[type, str] = {
    cst.BitOr: "|",
    cst.BitAnd: "&",
    cst.BitXor: "^",
    cst.Add: "+",
    cst.Subtract: "-",
    cst.Multiply: "*",
    cst.Divide: "/",
    cst.FloorDivide: "//",
    cst.Modulo: "%",
    cst.MatrixMultiply: "@",
    cst.LeftShift: "<<",
    cst.RightShift: ">>",
    cst.Power: "**",
}
_FLAT = {"|", "&", "+"}  # associative, and the only ones that people chain by the hundred
_UNARY: dict[type, str] = {cst.BitInvert: "~", cst.Minus: "neg", cst.Plus: "pos", cst.Not: "not"}
_COMPARISONS: dict[type, str] = {
    cst.Equal: "==",
    cst.NotEqual: "!=",
    cst.LessThan: "<",
    cst.LessThanEqual: "<=",
    cst.GreaterThan: ">",
    cst.GreaterThanEqual: ">=",
    cst.In: "in",
    cst.NotIn: "not in",
    cst.Is: "is",
    cst.IsNot: "is not",
}


def _binary(node: cst.BinaryOperation, scope: Scope) -> Expr:
    """Left spines are walked, not descended: `a + b + c …` nests as deep as it is long."""
    links: list[tuple[str, cst.BaseExpression]] = []
    first: cst.BaseExpression = node
    while isinstance(first, cst.BinaryOperation):
        links.append((_BINARY[type(first.operator)], first.right))
        first = first.left
    value = expression(first, scope)
    while links:
        how, right = links.pop()
        parts = [value, expression(right, scope)]
        while how in _FLAT and links and links[-1][0] == how:
            parts.append(expression(links.pop()[1], scope))
        value = Combine(how, tuple(parts))
    return value


def _boolean(node: cst.BooleanOperation, scope: Scope) -> Expr:
    operator = type(node.operator)
    rest: list[cst.BaseExpression] = []
    first: cst.BaseExpression = node
    while isinstance(first, cst.BooleanOperation) and type(first.operator) is operator:
        rest.append(first.right)
        first = first.left
    parts = (expression(first, scope), *(expression(part, scope) for part in reversed(rest)))
    return Combine("and" if operator is cst.And else "or", parts)


def _unary(node: cst.UnaryOperation, scope: Scope) -> Expr:
    return Combine(_UNARY[type(node.operator)], (expression(node.expression, scope),))


def _comparison(node: cst.Comparison, scope: Scope) -> Expr:
    left = expression(node.left, scope)
    links: list[Expr] = []
    for target in node.comparisons:
        right = expression(target.comparator, scope)
        links.append(Combine(_COMPARISONS[type(target.operator)], (left, right)))
        left = right
    return links[0] if len(links) == 1 else Combine("and", tuple(links))


# ── displays, comprehensions, the rest ──────────────────────────────────────────────────────────────────────────────


def _elements(nodes: Sequence[Any], scope: Scope) -> tuple[Expr, ...]:
    return tuple(
        [
            Combine("*", (expression(node.value, scope),))
            if type(node) is cst.StarredElement
            else expression(node.value, scope)
            for node in nodes
        ]
    )


def _list(node: cst.List, scope: Scope) -> Expr:
    return Combine("[]", _elements(node.elements, scope))


def _tuple(node: cst.Tuple, scope: Scope) -> Expr:
    return Combine("()", _elements(node.elements, scope))


def _set(node: cst.Set, scope: Scope) -> Expr:
    return Combine("{}", _elements(node.elements, scope))


def _dict(node: cst.Dict, scope: Scope) -> Expr:
    return Combine(
        "{:}",
        tuple(
            [
                Combine(":", (expression(item.key, scope), expression(item.value, scope)))
                if isinstance(item, cst.DictElement)
                else Combine("**", (expression(item.value, scope),))
                for item in node.elements
            ]
        ),
    )


def _starred(node: cst.StarredElement, scope: Scope) -> Expr:
    return Combine("*", (expression(node.value, scope),))


_COMPREHENSIONS: dict[type, str] = {cst.ListComp: "[]", cst.SetComp: "{}", cst.DictComp: "{:}", cst.GeneratorExp: "()"}


def _comprehension(node: cst.BaseComp, scope: Scope) -> Expr:
    """The first iterable is read in the scope around, everything else in the comprehension's own."""
    loops: list[cst.CompFor] = []
    loop: cst.CompFor | None = node.for_in
    while loop is not None:
        loops.append(loop)
        loop = loop.inner_for_in
    inner = scope.within(name for each in loops for name in targets(each.target))
    clauses = tuple(
        Clause(
            expression(each.target, inner),
            expression(each.iter, inner if number else scope),
            tuple(expression(test.test, inner) for test in each.ifs),
        )
        for number, each in enumerate(loops)
    )
    element: Expr
    if isinstance(node, cst.DictComp):
        element = Combine(":", (expression(node.key, inner), expression(node.value, inner)))
    elif isinstance(node, cst.BaseSimpleComp):
        element = expression(node.elt, inner)
    return Comprehension(_COMPREHENSIONS[type(node)], element, clauses)


def _lambda(node: cst.Lambda, scope: Scope) -> Expr:
    params = parameters(node.params, scope)
    own = [param.name for param in params]
    if scope.walrus:
        own.extend(walrus_targets(node.body))
    return Lambda(params, expression(node.body, scope.within(own)))


def _choose(node: cst.IfExp, scope: Scope) -> Expr:
    return Choose(expression(node.test, scope), expression(node.body, scope), expression(node.orelse, scope))


def _named(node: cst.NamedExpr, scope: Scope) -> Expr:
    return Named(expression(node.target, scope), expression(node.value, scope))


def _yield(node: cst.Yield, scope: Scope) -> Expr:
    if isinstance(node.value, cst.From):
        return Combine("yield from", (expression(node.value.item, scope),))
    return Combine("yield", () if node.value is None else (expression(node.value, scope),))


_EXPRESSIONS: dict[type, Callable[[Any, Scope], Expr]] = {
    cst.Name: _name,
    cst.Attribute: _attribute,
    cst.Call: _call,
    cst.Subscript: _subscript,
    cst.Await: _await,
    cst.SimpleString: _text,
    cst.ConcatenatedString: _concatenated,
    cst.FormattedString: _formatted,
    cst.Integer: _integer,
    cst.Float: _float,
    cst.Imaginary: _nothing,
    cst.Ellipsis: _nothing,
    cst.BinaryOperation: _binary,
    cst.BooleanOperation: _boolean,
    cst.UnaryOperation: _unary,
    cst.Comparison: _comparison,
    cst.List: _list,
    cst.Tuple: _tuple,
    cst.Set: _set,
    cst.Dict: _dict,
    cst.StarredElement: _starred,
    cst.ListComp: _comprehension,
    cst.SetComp: _comprehension,
    cst.DictComp: _comprehension,
    cst.GeneratorExp: _comprehension,
    cst.Lambda: _lambda,
    cst.IfExp: _choose,
    cst.NamedExpr: _named,
    cst.Yield: _yield,
}
