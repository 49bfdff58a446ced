"""libcst's statements -> the steps, functions and classes of facts.py.

In: a parsed module and where its nodes stand. Out: steps, and every function and class of the file by qualified name.
Deliberately unknown here: Django, and the path of the file, so that equal bytes give equal facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, cast

import libcst as cst

from ..facts import (
    Bind,
    Call,
    Class,
    Combine,
    Constant,
    Defined,
    Evaluate,
    Expr,
    For,
    Function,
    Handler,
    If,
    Import,
    Leave,
    Local,
    Span,
    Step,
    Try,
    Unknown,
    While,
    With,
)
from .binding import Bound, bound_in, captures, imported
from .expressions import NOTHING, Scope, arguments, expression, parameters
from .positions import Places

MATCH_SUBJECT = "match subject"  # no identifier, so no name of the file: a subject with a call is evaluated once


class Declarations:
    """The functions and classes found so far, in the order of their first lines."""

    def __init__(self, places: Places, walrus: bool) -> None:
        self.places = places
        self.walrus = walrus
        self.functions: list[Function | None] = []
        self.classes: list[Class | None] = []
        self._times: dict[str, int] = {}

    def qualified(self, prefix: str, name: str) -> str:
        """The name under which a declaration is kept: "Order.total", the second of that name "Order.total#2"."""
        full = prefix + name
        times = self._times[full] = self._times.get(full, 0) + 1
        return full if times == 1 else f"{full}#{times}"


class Block(Scope):
    """The scope of statements: it also knows where declarations go."""

    __slots__ = ("found",)

    def __init__(
        self, found: Declarations, prefix: str, visible: frozenset[str] = frozenset(), own: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(found.places.span, found.walrus, prefix, visible, own)
        self.found = found


def steps(body: Iterable[cst.CSTNode], scope: Block) -> tuple[Step, ...]:
    """The steps of a sequence of statements; those that do nothing leave none."""
    out: list[Step] = []
    for statement in body:
        if type(statement) is cst.SimpleStatementLine:
            for small in statement.body:
                _STATEMENTS.get(type(small), _other)(small, scope, out)
        else:
            _STATEMENTS.get(type(statement), _other)(statement, scope, out)
    return tuple(out)


def _suite(suite: cst.BaseSuite, scope: Block) -> tuple[Step, ...]:
    return steps(suite.body, scope)


def _other(node: cst.CSTNode, scope: Block, out: list[Step]) -> None:
    """A statement without a row: a newer syntax, of which at least the calls are kept."""
    value = expression(node, scope)
    if value != NOTHING:
        out.append(Evaluate(value, scope.span(node)))


def _nothing(node: cst.CSTNode, scope: Block, out: list[Step]) -> None:
    pass


# ── small statements ────────────────────────────────────────────────────────────────────────────────────────────────


def _expr(node: cst.Expr, scope: Block, out: list[Step]) -> None:
    value = expression(node.value, scope)
    if type(value) is not Constant and value != NOTHING:
        out.append(Evaluate(value, scope.span(node)))


def _assign(node: cst.Assign, scope: Block, out: list[Step]) -> None:
    value = expression(node.value, scope)
    span = scope.span(node)
    for target in node.targets:
        out.append(Bind(_target(target.target, scope), value, span))


def _target(node: cst.BaseExpression, scope: Block) -> Expr:
    target = expression(node, scope)
    if isinstance(target, Combine) and target.how == "[]":
        return Combine("()", target.parts)
    return target


def _annotated(node: cst.AnnAssign, scope: Block, out: list[Step]) -> None:
    value: Expr
    if node.value is None:
        value = Unknown((expression(node.annotation.annotation, scope),))
    else:
        value = expression(node.value, scope)
    out.append(Bind(_target(node.target, scope), value, scope.span(node)))


_AUGMENTED: dict[type, str] = {
    cst.AddAssign: "+=",
    cst.SubtractAssign: "-=",
    cst.MultiplyAssign: "*=",
    cst.MatrixMultiplyAssign: "@=",
    cst.DivideAssign: "/=",
    cst.FloorDivideAssign: "//=",
    cst.ModuloAssign: "%=",
    cst.PowerAssign: "**=",
    cst.BitAndAssign: "&=",
    cst.BitOrAssign: "|=",
    cst.BitXorAssign: "^=",
    cst.LeftShiftAssign: "<<=",
    cst.RightShiftAssign: ">>=",
}


def _augmented(node: cst.AugAssign, scope: Block, out: list[Step]) -> None:
    target = _target(node.target, scope)
    value = expression(node.value, scope)
    out.append(Bind(target, Combine(_AUGMENTED[type(node.operator)], (target, value)), scope.span(node)))


def _import(node: cst.Import, scope: Block, out: list[Step]) -> None:
    for alias in node.names:
        path = _dotted(alias.name)
        bound = imported(alias)
        value = Import(path if alias.asname is not None else bound)
        out.append(Bind(scope.names[bound], value, scope.span(node)))


def _import_from(node: cst.ImportFrom, scope: Block, out: list[Step]) -> None:
    base = "." * len(node.relative) + ("" if node.module is None else _dotted(node.module) + ".")
    span = scope.span(node)
    if isinstance(node.names, cst.ImportStar):
        out.append(Bind(scope.names["*"], Import(base + "*"), span))
        return
    for alias in node.names:
        out.append(Bind(scope.names[imported(alias)], Import(base + _dotted(alias.name)), span))


def _dotted(node: cst.BaseExpression) -> str:
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    parts.append(cast(cst.Name, node).value)
    return ".".join(reversed(parts))


def _return(node: cst.Return, scope: Block, out: list[Step]) -> None:
    value = None if node.value is None else expression(node.value, scope)
    out.append(Leave("return", value, scope.span(node)))


def _raise(node: cst.Raise, scope: Block, out: list[Step]) -> None:
    value = None if node.exc is None else expression(node.exc, scope)
    out.append(Leave("raise", value, scope.span(node)))


def _break(node: cst.Break, scope: Block, out: list[Step]) -> None:
    out.append(Leave("break", None, scope.span(node)))


def _continue(node: cst.Continue, scope: Block, out: list[Step]) -> None:
    out.append(Leave("continue", None, scope.span(node)))


def _assert(node: cst.Assert, scope: Block, out: list[Step]) -> None:
    span = scope.span(node)
    failing: list[Step] = []
    if node.msg is not None:
        _calls_in(node.msg, span, scope, failing)
    failing.append(Leave("raise", None, span))
    out.append(If(expression(node.test, scope), (), tuple(failing), span))


def _delete(node: cst.Del, scope: Block, out: list[Step]) -> None:
    if isinstance(node.target, cst.Subscript):  # del self.fields["room"]
        out.append(Evaluate(Unknown((expression(node.target, scope),)), scope.span(node)))
    else:
        _calls_in(node.target, scope.span(node), scope, out)


def _calls_in(node: cst.BaseExpression, span: Span, scope: Block, out: list[Step]) -> None:
    """Keep an expression whose value nobody sees only for the calls in it."""
    value = expression(node, scope)
    if _has_call(value):
        out.append(Evaluate(Unknown((value,)), span))


def _has_call(value: Any) -> bool:
    if isinstance(value, Call):
        return True
    if isinstance(value, tuple):
        return any(map(_has_call, value))
    fields = getattr(value, "__struct_fields__", ())
    return any(_has_call(getattr(value, field)) for field in fields)


def _type_alias(node: cst.TypeAlias, scope: Block, out: list[Step]) -> None:
    inner = scope if node.type_parameters is None else scope.within(_type_names(node.type_parameters))
    out.append(Bind(scope.names[node.name.value], expression(node.value, inner), scope.span(node)))


def _type_names(node: cst.TypeParameters | None) -> list[str]:
    return [] if node is None else [param.param.name.value for param in node.params]


# ── compound statements ─────────────────────────────────────────────────────────────────────────────────────────────


def _if(node: cst.If, scope: Block, out: list[Step]) -> None:
    branches = [node]
    while isinstance(branches[-1].orelse, cst.If):
        branches.append(branches[-1].orelse)
    lowered = [(expression(branch.test, scope), _suite(branch.body, scope)) for branch in branches]
    other = _otherwise(branches[-1].orelse, scope)
    while branches:
        test, then = lowered.pop()
        other = (If(test, then, other, scope.span(branches.pop())),)
    out.extend(other)


def _otherwise(node: cst.BaseCompoundStatement | cst.Else | None, scope: Block) -> tuple[Step, ...]:
    return _suite(node.body, scope) if isinstance(node, cst.Else) else ()


def _for(node: cst.For, scope: Block, out: list[Step]) -> None:
    iterable = expression(node.iter, scope)
    target = _target(node.target, scope)
    body = _suite(node.body, scope)
    out.append(For(target, iterable, body, _otherwise(node.orelse, scope), scope.span(node)))


def _while(node: cst.While, scope: Block, out: list[Step]) -> None:
    test = expression(node.test, scope)
    body = _suite(node.body, scope)
    out.append(While(test, body, _otherwise(node.orelse, scope), scope.span(node)))


def _try(node: cst.Try | cst.TryStar, scope: Block, out: list[Step]) -> None:
    body = _suite(node.body, scope)
    handlers = tuple(_handler(handler, scope) for handler in node.handlers)
    other = _otherwise(node.orelse, scope)
    final = () if node.finalbody is None else _suite(node.finalbody.body, scope)
    out.append(Try(body, handlers, other, final, scope.span(node)))


def _handler(node: cst.ExceptHandler | cst.ExceptStarHandler, scope: Block) -> Handler:
    return Handler(
        None if node.type is None else expression(node.type, scope),
        None if node.name is None else expression(node.name.name, scope),
        _suite(node.body, scope),
    )


def _with(node: cst.With, scope: Block, out: list[Step]) -> None:
    items: list[tuple[Expr, Expr | None]] = []
    for item in node.items:
        manager = expression(item.item, scope)
        items.append((manager, None if item.asname is None else _target(item.asname.name, scope)))
    out.append(With(tuple(items), _suite(node.body, scope), scope.span(node)))


def _match(node: cst.Match, scope: Block, out: list[Step]) -> None:
    subject = expression(node.subject, scope)
    span = scope.span(node)
    if _has_call(subject):
        name = Local(MATCH_SUBJECT)
        out.append(Bind(name, subject, span))
        subject = name
    out.extend(_cases(list(node.cases), subject, span, scope))


def _cases(cases: list[cst.MatchCase], subject: Expr, span: Span, scope: Block) -> tuple[Step, ...]:
    """Each case an If whose `other` is the next; a case that always matches takes the place of its If."""
    other: tuple[Step, ...] = ()
    tails = [_case(case, subject, span, scope) for case in cases]
    for test, then in reversed(tails):
        other = then if test is None else (If(test, then, other, span),)
    return other


def _case(node: cst.MatchCase, subject: Expr, span: Span, scope: Block) -> tuple[Expr | None, tuple[Step, ...]]:
    bindings = tuple(Bind(scope.names[name], Unknown((subject,)), span) for name in captures(node.pattern))
    then = bindings + _suite(node.body, scope)
    always = isinstance(node.pattern, cst.MatchAs) and node.pattern.pattern is None and node.guard is None
    if always:
        return None, then
    parts: list[Expr] = [subject]
    _pattern_values(node.pattern, scope, parts)
    if node.guard is not None:
        parts.append(expression(node.guard, scope))
    return Unknown(tuple(parts)), then


def _pattern_values(node: cst.CSTNode, scope: Block, parts: list[Expr]) -> None:
    """The values and classes a pattern compares with; the names it captures are no expressions."""
    if isinstance(node, (cst.MatchValue, cst.MatchSingleton)):
        parts.append(expression(node.value, scope))
        return
    if isinstance(node, cst.MatchClass):
        parts.append(expression(node.cls, scope))
    if isinstance(node, cst.MatchMappingElement):
        parts.append(expression(node.key, scope))
    for child in node.children:
        if not isinstance(child, (cst.BaseExpression, cst.BaseParenthesizableWhitespace)):
            _pattern_values(child, scope, parts)


# ── declarations ────────────────────────────────────────────────────────────────────────────────────────────────────


def _function(node: cst.FunctionDef, scope: Block, out: list[Step]) -> None:
    found = scope.found
    name = found.qualified(scope.prefix, node.name.value)
    place = len(found.functions)
    found.functions.append(None)
    decorators = tuple(expression(decorator.decorator, scope) for decorator in node.decorators)
    typed = _type_names(node.type_parameters)
    around: Scope = scope.within(typed) if typed else scope
    params = parameters(node.params, around)
    returns = None if node.returns is None else expression(node.returns.annotation, around)
    bound = bound_in(node.body)
    own = _own_names(node, bound, scope).union(param.name for param in params)
    inner = Block(found, name + ".", (scope.visible - bound.module).union(typed, own))
    body = _suite(node.body, inner)
    span = _span(node, scope)
    found.functions[place] = Function(name, params, decorators, body, returns, span, found.places.head(node))
    out.append(Bind(scope.names[node.name.value], Defined(name), span))


def _class(node: cst.ClassDef, scope: Block, out: list[Step]) -> None:
    found = scope.found
    name = found.qualified(scope.prefix, node.name.value)
    place = len(found.classes)
    found.classes.append(None)
    decorators = tuple(expression(decorator.decorator, scope) for decorator in node.decorators)
    typed = _type_names(node.type_parameters)
    around: Scope = scope.within(typed) if typed else scope
    bases, keywords = arguments((*node.bases, *node.keywords), around)
    bound = bound_in(node.body)
    visible = (scope.visible - bound.module).union(typed)
    body = _suite(node.body, Block(found, name + ".", visible, frozenset(_own_names(node, bound, scope))))
    span = _span(node, scope)
    found.classes[place] = Class(name, bases, keywords, decorators, body, span, found.places.head(node))
    out.append(Bind(scope.names[node.name.value], Defined(name), span))


def _own_names(node: cst.FunctionDef | cst.ClassDef, bound: Bound, scope: Block) -> set[str]:
    if not scope.walrus:
        return bound.names
    return bound.names | (scope.found.places.walruses(node, bound.nested) - bound.elsewhere)


def _span(node: cst.FunctionDef | cst.ClassDef, scope: Block) -> Span:
    """From the first decorator to the end."""
    span = scope.span(node)
    if not node.decorators:
        return span
    first = scope.span(node.decorators[0])
    return Span(first.line, first.column, span.end_line, span.end_column)


_STATEMENTS: dict[type, Callable[[Any, Block, list[Step]], None]] = {
    cst.Expr: _expr,
    cst.Assign: _assign,
    cst.AnnAssign: _annotated,
    cst.AugAssign: _augmented,
    cst.Import: _import,
    cst.ImportFrom: _import_from,
    cst.Return: _return,
    cst.Raise: _raise,
    cst.Break: _break,
    cst.Continue: _continue,
    cst.Assert: _assert,
    cst.Del: _delete,
    cst.TypeAlias: _type_alias,
    cst.Pass: _nothing,
    cst.Global: _nothing,
    cst.Nonlocal: _nothing,
    cst.If: _if,
    cst.For: _for,
    cst.While: _while,
    cst.Try: _try,
    cst.TryStar: _try,
    cst.With: _with,
    cst.Match: _match,
    cst.FunctionDef: _function,
    cst.ClassDef: _class,
}
