"""How wide every libcst node is: the order of its parts on the page, as a table.

In: nothing. Out: for a node class, a function that adds up the width of a node of it. Deliberately unknown here: lines,
columns, and what the nodes mean.

libcst can only say where a node stands by generating the module's code again, at a quarter of the cost of parsing it.
The rows below are turned into functions that add lengths instead, several times faster. A row counts only if it names
every field that the installed libcst gives its class, and a class without a row is measured by libcst's own code
generation (`positions.py`), so a release that adds syntax costs speed, not truth.

A row is a sequence of words:

    'text'         so many characters          ~field          whitespace
    field          a node                      $field          a string
    field?         a node or nothing           field*          a sequence of nodes (field+: perhaps a lone node)
    <field>        punctuation of one character and the whitespace on both its sides; <field?> or nothing
    [field … ]     what stands between only if the field is there
    indent         the indentation of the block around
    |              here begins what counts as the node, at a second one it ends (else the whole row counts)

The parentheses around an expression and the semicolon after a small statement come by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import libcst as cst

Width = Callable[[Any, int, Any], int]  # (node, offset where it starts, ruler) -> offset where it ends

_BLOCK = "~whitespace_before_colon ':' body"
_LINES = "leading_lines* indent"

EXPRESSIONS: dict[type, str] = {
    cst.Name: "$value",
    cst.Integer: "$value",
    cst.Float: "$value",
    cst.Imaginary: "$value",
    cst.SimpleString: "$value",
    cst.Ellipsis: "'...'",
    cst.ConcatenatedString: "left ~whitespace_between right",
    cst.FormattedString: "$start parts* $end",
    cst.Attribute: "value <dot> attr",
    cst.Call: "func ~whitespace_after_func '(' ~whitespace_before_args args* ')'",
    cst.Subscript: "value ~whitespace_after_value lbracket slice* rbracket",
    cst.Await: "'await' ~whitespace_after_await expression",
    cst.BinaryOperation: "left operator right",
    cst.BooleanOperation: "left operator right",
    cst.UnaryOperation: "operator expression",
    cst.Comparison: "left comparisons*",
    cst.Tuple: "elements*",
    cst.List: "lbracket elements* rbracket",
    cst.Set: "lbrace elements* rbrace",
    cst.Dict: "lbrace elements* rbrace",
    cst.GeneratorExp: "elt for_in",
    cst.ListComp: "lbracket elt for_in rbracket",
    cst.SetComp: "lbrace elt for_in rbrace",
    cst.DictComp: "lbrace key ~whitespace_before_colon ':' ~whitespace_after_colon value for_in rbrace",
    cst.Lambda: "'lambda' ~whitespace_after_lambda params <colon> body",
    cst.IfExp: "body ~whitespace_before_if 'if' ~whitespace_after_if test"
    " ~whitespace_before_else 'else' ~whitespace_after_else orelse",
    cst.Yield: "'yield' ~whitespace_after_yield value?",
    cst.NamedExpr: "target ~whitespace_before_walrus ':=' ~whitespace_after_walrus value",
}

PARTS: dict[type, str] = {
    cst.Arg: "$star ~whitespace_after_star [keyword $keyword.value] equal? value <comma?> ~whitespace_after_arg",
    cst.SubscriptElement: "slice <comma?>",
    cst.Index: "[star $star] ~whitespace_after_star value",
    cst.Slice: "lower? <first_colon> upper? second_colon? step?",
    cst.ComparisonTarget: "operator comparator",
    cst.Element: "value <comma?>",
    cst.DictElement: "key ~whitespace_before_colon ':' ~whitespace_after_colon value <comma?>",
    cst.FormattedStringText: "$value",
    cst.CompFor: "~whitespace_before asynchronous? 'for' ~whitespace_after_for target"
    " ~whitespace_before_in 'in' ~whitespace_after_in iter ifs* inner_for_in?",
    cst.CompIf: "~whitespace_before 'if' ~whitespace_before_test test",
    cst.From: "~whitespace_before_from 'from' ~whitespace_after_from item",
    cst.Asynchronous: "'async' ~whitespace_after",
    cst.AsName: "~whitespace_before_as 'as' ~whitespace_after_as name",
    cst.ImportStar: "'*'",
    cst.ImportAlias: "name asname? <comma?>",
    cst.NameItem: "name <comma?>",
    cst.WithItem: "item asname? <comma?>",
    cst.AssignTarget: "target ~whitespace_before_equal '=' ~whitespace_after_equal",
    cst.Annotation: "~whitespace_before_indicator ':' ~whitespace_after_indicator annotation",
    cst.Parameters: "posonly_params* posonly_ind? params* star_arg? kwonly_params* star_kwarg?",
    cst.Param: "$star ~whitespace_after_star $name.value annotation? equal? default? <comma?> ~whitespace_after_param",
    cst.ParamStar: "'*' <comma>",
    cst.ParamSlash: "'/' ~whitespace_after <comma?>",
    cst.LeftParen: "'(' ~whitespace_after",
    cst.LeftSquareBracket: "'[' ~whitespace_after",
    cst.LeftCurlyBrace: "'{' ~whitespace_after",
    cst.RightParen: "~whitespace_before ')'",
    cst.RightSquareBracket: "~whitespace_before ']'",
    cst.RightCurlyBrace: "~whitespace_before '}'",
    cst.NotEqual: "~whitespace_before $value ~whitespace_after",
    cst.NotIn: "~whitespace_before 'not' ~whitespace_between 'in' ~whitespace_after",
    cst.IsNot: "~whitespace_before 'is' ~whitespace_between 'not' ~whitespace_after",
    cst.SimpleStatementLine: f"{_LINES} body* trailing_whitespace",
    cst.SimpleStatementSuite: "~leading_whitespace body* trailing_whitespace",
    cst.Decorator: f"{_LINES} | '@' ~whitespace_after_at decorator | trailing_whitespace",
    cst.Else: f"{_LINES} 'else' {_BLOCK}",
    cst.Finally: f"{_LINES} 'finally' {_BLOCK}",
    cst.ExceptHandler: f"{_LINES} 'except' ~whitespace_after_except type? name? {_BLOCK}",
}

SMALL: dict[type, str] = {
    cst.Expr: "value",
    cst.Assign: "targets* value",
    cst.AnnAssign: "target annotation equal? value?",
    cst.AugAssign: "target operator value",
    cst.Return: "'return' ~whitespace_after_return value?",
    cst.Raise: "'raise' ~whitespace_after_raise exc? cause?",
    cst.Import: "'import' ~whitespace_after_import names*",
    cst.ImportFrom: "'from' ~whitespace_after_from relative* module? ~whitespace_before_import"
    " 'import' ~whitespace_after_import lpar? names+ rpar?",
    cst.Pass: "'pass'",
    cst.Break: "'break'",
    cst.Continue: "'continue'",
    cst.Del: "'del' ~whitespace_after_del target",
    cst.Assert: "'assert' ~whitespace_after_assert test <comma?> msg?",
    cst.Global: "'global' ~whitespace_after_global names*",
    cst.Nonlocal: "'nonlocal' ~whitespace_after_nonlocal names*",
}

COMPOUND: dict[type, str] = {
    cst.For: f"{_LINES} | asynchronous? 'for' ~whitespace_after_for target ~whitespace_before_in 'in'"
    f" ~whitespace_after_in iter {_BLOCK} orelse?",
    cst.While: f"{_LINES} | 'while' ~whitespace_after_while test {_BLOCK} orelse?",
    cst.Try: f"{_LINES} | 'try' {_BLOCK} handlers* orelse? finalbody?",
    cst.With: f"{_LINES} | asynchronous? 'with' ~whitespace_after_with lpar? items* rpar? {_BLOCK}",
    cst.FunctionDef: "leading_lines* decorators* lines_after_decorators* indent | asynchronous? 'def'"
    " ~whitespace_after_def $name.value ~whitespace_after_name type_parameters? ~whitespace_after_type_parameters"
    " '(' ~whitespace_before_params params ')' [returns ~returns.whitespace_before_indicator '->'"
    f" ~returns.whitespace_after_indicator returns.annotation] {_BLOCK}",
    cst.ClassDef: "leading_lines* decorators* lines_after_decorators* indent | 'class' ~whitespace_after_class"
    " $name.value ~whitespace_after_name type_parameters? ~whitespace_after_type_parameters lpar? bases* keywords*"
    f" rpar? {_BLOCK}",
}

_ONE_TOKEN: dict[str, tuple[type, ...]] = {
    "~whitespace_before '.' ~whitespace_after": (
        cst.AssignEqual,
        cst.Colon,
        cst.Comma,
        cst.Dot,
        cst.Semicolon,
        cst.Add,
        cst.Subtract,
        cst.Multiply,
        cst.Divide,
        cst.Modulo,
        cst.MatrixMultiply,
        cst.BitOr,
        cst.BitAnd,
        cst.BitXor,
        cst.LessThan,
        cst.GreaterThan,
    ),
    "~whitespace_before '..' ~whitespace_after": (
        cst.Or,
        cst.In,
        cst.Is,
        cst.Equal,
        cst.LessThanEqual,
        cst.GreaterThanEqual,
        cst.FloorDivide,
        cst.Power,
        cst.LeftShift,
        cst.RightShift,
        cst.AddAssign,
        cst.SubtractAssign,
        cst.MultiplyAssign,
        cst.DivideAssign,
        cst.ModuloAssign,
        cst.BitOrAssign,
        cst.BitAndAssign,
    ),
    "~whitespace_before 'and' ~whitespace_after": (cst.And,),
    "'.' ~whitespace_after": (cst.Minus, cst.Plus, cst.BitInvert),
    "'not' ~whitespace_after": (cst.Not,),
}


class Widths(dict[type, Width]):
    """The function for each node class; a class without one gets `otherwise`."""

    def __init__(self, written: Mapping[type, Width], otherwise: Width) -> None:
        super().__init__(written)
        self._otherwise = otherwise
        operators = {kind: row for row, kinds in _ONE_TOKEN.items() for kind in kinds}
        for kind, row in {**EXPRESSIONS, **PARTS, **SMALL, **COMPOUND, **operators}.items():
            if _fields_in(kind, row) == _fields(kind):
                self[kind] = self._compiled(kind, row)

    def __missing__(self, kind: type) -> Width:
        self[kind] = self._otherwise
        return self._otherwise

    def _compiled(self, kind: type, row: str) -> Width:
        known: dict[str, Any] = {
            "WIDTHS": self,
            "SPACE": cst.SimpleWhitespace,
            "DEFAULT": _DEFAULT,
            "STAR": cst.ImportStar,
            "wide": wide,
        }
        exec(_source(kind, row), known)
        width: Width = known["width"]
        return width


_DEFAULT = cst.MaybeSentinel.DEFAULT
_WORD = re.compile(r"\[\w+|\]|'[^']*'|[^\s\]]+")


def wide(space: Any, at: int, ruler: Any) -> int:
    """The end of whitespace that is not a simple one: a line break between brackets, or nothing at all."""
    if space is None or space is _DEFAULT:
        return at
    at = ruler.line_end(space.first_line, at)
    for line in space.empty_lines:
        at = ruler.empty_line(line, at)
    if space.indent:
        at += ruler.indent
    return at + len(space.last_line.value)


def _fields(kind: type) -> set[str]:
    return set(getattr(kind, "__dataclass_fields__", ())) - {"__slots__"}  # which libcst's operators inherit as one


def _fields_in(kind: type, row: str) -> set[str]:
    named = {re.split(r"\.", word.strip("[]~$*+?<>"))[0] for word in _WORD.findall(row) if word[0] not in "'|]"}
    named.discard("indent")
    if kind in EXPRESSIONS:
        named |= {"lpar", "rpar"}
    if kind in SMALL:
        named.add("semicolon")
    return named


# ── a row becomes a function ────────────────────────────────────────────────────────────────────────────────────────


def _source(kind: type, row: str) -> str:
    words = _WORD.findall(row)
    noted = kind in _NOTES or kind in SMALL or kind in COMPOUND or "|" in words
    lines = ["def width(node, at, ruler):"]
    if kind in EXPRESSIONS:
        lines += _indented(_step("lpar*"))
    if noted and "|" not in words:
        lines.append(" start = at")
    depth = 1
    bars = iter(["start = at", "ruler.spans[id(node)] = (start, at)"])
    for word in words:
        if word[0] == "[":
            lines += _indented([f"if node.{word[1:]} is not None:"], depth)
            depth += 1
        elif word == "]":
            depth -= 1
        else:
            lines += _indented([next(bars)] if word == "|" else _step(word), depth)
    return "\n".join([*lines, *_indented(_ending(kind)), " return at"])


_NOTES: dict[type, str] = {
    cst.Call: "ruler.spans[id(node)] = (start, at)",
    cst.NamedExpr: "ruler.walrus(node, start)",
}


def _ending(kind: type) -> list[str]:
    if kind in EXPRESSIONS:
        return [*([_NOTES[kind]] if kind in _NOTES else []), *_step("rpar*")]
    if kind in SMALL:
        return ["ruler.last = at", "ruler.spans[id(node)] = (start, at)", *_step("semicolon?")]
    return ["ruler.spans[id(node)] = (start, ruler.last)"] if kind in COMPOUND else []


def _step(word: str) -> list[str]:
    """The statements that add the width of one word of a row to `at`."""
    child = "at = WIDTHS[type(c)](c, at, ruler)"
    field = word.strip("~$*+?<>")
    there = [f"c = node.{field}", "if c is not None and c is not DEFAULT:"]
    if word == "indent":
        return ["at += ruler.indent"]
    if word[0] == "'":
        return [f"at += {len(word) - 2}"]
    if word[0] == "$":
        return [f"at += len(node.{field})"]
    if word[0] == "~":
        return [f"w = node.{field}", _SPACE]
    if word[0] == "<":
        inner = ["w = c.whitespace_before", _SPACE, "at += 1", "w = c.whitespace_after", _SPACE]
        return [*there, *_indented(inner)] if "?" in word else [f"c = node.{field}", *inner]
    if word[-1] == "*":
        return [f"for c in node.{field}:", f" {child}"]
    if word[-1] == "+":
        return [f"c = node.{field}", "for c in (c,) if type(c) is STAR else c:", f" {child}"]
    return [*there, f" {child}"] if word[-1] == "?" else [f"c = node.{field}", child]


_SPACE = "at = at + len(w.value) if type(w) is SPACE else wide(w, at, ruler)"


def _indented(lines: list[str], depth: int = 1) -> list[str]:
    return [" " * depth + line for line in lines]
