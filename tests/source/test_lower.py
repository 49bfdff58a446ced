"""One syntax form per row: source -> facts."""

from __future__ import annotations

from typing import Any

import libcst as cst
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_lint.facts import (
    Attribute,
    Bind,
    Call,
    Choose,
    Clause,
    Combine,
    Comment,
    Comprehension,
    Constant,
    Defined,
    Evaluate,
    Expr,
    FileFacts,
    For,
    Global,
    Handler,
    If,
    Import,
    Keyword,
    Lambda,
    Leave,
    Local,
    Named,
    Param,
    Span,
    Step,
    Subscript,
    Try,
    Unknown,
    While,
    With,
)
from practice_lint.source.lower import lower

S = Span(0, 0, 0, 0)  # spans are no part of equality
A, B, C, F, X = Global("a"), Global("b"), Global("c"), Global("f"), Global("x")
ONE, TWO = Constant(1), Constant(2)
NOTHING = Unknown(())
RETURN = (Leave("return", None, S),)


def facts(source: str) -> FileFacts:
    found = lower(source.encode())
    assert found.problem is None, found.problem
    return found


def how(operator: str, *parts: Expr) -> Combine:
    return Combine(operator, parts)


def call(function: Expr, *args: Expr, **keywords: Expr) -> Call:
    return Call(function, args, tuple(Keyword(name, value) for name, value in keywords.items()), S)


def test_spans_are_no_part_of_equality() -> None:
    assert Bind(A, ONE, S) == Bind(A, ONE, Span(9, 9, 9, 9))
    assert Bind(A, ONE, S) != Bind(A, TWO, S)


EXPRESSIONS: list[tuple[str, Expr]] = [
    ("a", A),
    ("(a)", A),
    ("a.b", Attribute(A, "b")),
    ("None", Constant(None)),
    ("True", Constant(True)),
    ("1_000", Constant(1000)),
    ("0x_ff", Constant(255)),
    ("9223372036854775807", Constant(2**63 - 1)),
    ("9223372036854775808", NOTHING),
    ("9" * 5000, NOTHING),
    ("0x" + "f" * 17, NOTHING),
    ("1.5e3", Constant(1500.0)),
    ("1j", NOTHING),
    ("...", NOTHING),
    ("b'x'", NOTHING),
    ("'a\"b'", Constant('a"b')),
    (r"'a\n\x41\u00e9\N{BULLET}\101\d\\'", Constant("a\nAé•A\\d\\")),
    (r"r'\d\n'", Constant(r"\d\n")),
    ("'''a\r\nb'''", Constant("a\nb")),
    ("'a\\\nb'", Constant("ab")),
    (r"'\ud800'", NOTHING),
    (r"'\N{no such name}'", NOTHING),
    ("u'a' 'b' r'c'", Constant("abc")),
    ("b'a' b'b'", NOTHING),
    ("f'a'", how("f", Constant("a"))),
    ("f'a{{{b!r:>{c}}}}d'", how("f", Constant("a{"), B, C, Constant("}d"))),
    ("f'{a}' 'b' f'{c}'", how("f", A, Constant("b"), C)),
    ("f(a, *b, c=1, **x)", Call(F, (A, how("*", B)), (Keyword("c", ONE), Keyword("**", X)), S)),
    ("f(a for a in b)", call(F, Comprehension("()", Local("a"), (Clause(Local("a"), B, ()),)))),
    ("a[1]", Subscript(A, ONE)),
    ("a[1,]", Subscript(A, how("()", ONE))),
    ("a[1, *b]", Subscript(A, how("()", ONE, how("*", B)))),
    ("a[:1]", Subscript(A, how("slice", ONE))),
    ("a[b:1:c, ::]", Subscript(A, how("()", how("slice", B, ONE, C), how("slice")))),
    ("a | b | c", how("|", A, B, C)),
    ("a | (b | c)", how("|", A, how("|", B, C))),
    ("a & b | c + x", how("|", how("&", A, B), how("+", C, X))),
    ("a - b - c", how("-", how("-", A, B), C)),
    ("a ** b ** c", how("**", A, how("**", B, C))),
    ("a // b % c @ x", how("@", how("%", how("//", A, B), C), X)),
    ("a << b >> c ^ x", how("^", how(">>", how("<<", A, B), C), X)),
    ("a and b and c or x", how("or", how("and", A, B, C), X)),
    ("not a", how("not", A)),
    ("~-+a", how("~", how("neg", how("pos", A)))),
    ("a not in b", how("not in", A, B)),
    ("a is not b", how("is not", A, B)),
    ("a < b <= c != x", how("and", how("<", A, B), how("<=", B, C), how("!=", C, X))),
    ("a if b else c", Choose(B, A, C)),
    ("[a, *b]", how("[]", A, how("*", B))),
    ("(a,)", how("()", A)),
    ("()", how("()")),
    ("{a, b}", how("{}", A, B)),
    ("{a: 1, **b}", how("{:}", how(":", A, ONE), how("**", B))),
    (
        "[(a, x) for a in a if a if b for x, c in a]",
        Comprehension(
            "[]",
            how("()", Local("a"), Local("x")),
            (
                Clause(Local("a"), A, (Local("a"), B)),
                Clause(how("()", Local("x"), Local("c")), Local("a"), ()),
            ),
        ),
    ),
    ("{a: b for a in x}", Comprehension("{:}", how(":", Local("a"), B), (Clause(Local("a"), X, ()),))),
    ("{a async for a in x}", Comprehension("{}", Local("a"), (Clause(Local("a"), X, ()),))),
    (
        "lambda a, /, b=c, *x, f: (a, b, c, x, f)",
        Lambda(
            (
                Param("a", "positional", None, None),
                Param("b", "positional", C, None),
                Param("x", "*", None, None),
                Param("f", "keyword", None, None),
            ),
            how("()", Local("a"), Local("b"), C, Local("x"), Local("f")),
        ),
    ),
    ("lambda: (a := b) + a", Lambda((), how("+", Named(Local("a"), B), Local("a")))),
    ("(a := b)", Named(A, B)),
    ("await f()", call(F)),
    ("(yield)", how("yield")),
    ("(yield a)", how("yield", A)),
    ("(yield from a)", how("yield from", A)),
]
if hasattr(cst, "TemplatedString"):
    EXPRESSIONS.append(("t'{f(a)}'", Unknown((call(F, A),))))


@pytest.mark.parametrize(("source", "expected"), EXPRESSIONS, ids=[row[0][:40] for row in EXPRESSIONS])
def test_expression(source: str, expected: Expr) -> None:
    assert facts(f"_ = {source}\n").body == (Bind(Global("_"), expected, S),)


STATEMENTS: list[tuple[str, tuple[Step, ...]]] = [
    ("'docstring'", ()),
    ("1; ...; pass", ()),
    ("f()", (Evaluate(call(F), S),)),
    ("a = b = f()", (Bind(A, call(F), S), Bind(B, call(F), S))),
    ("a, *b = x", (Bind(how("()", A, how("*", B)), X, S),)),
    ("[a, (b, c)] = x", (Bind(how("()", A, how("()", B, C)), X, S),)),
    ("a.b = a[1] = x", (Bind(Attribute(A, "b"), X, S), Bind(Subscript(A, ONE), X, S))),
    ("a: b", (Bind(A, Unknown((B,)), S),)),
    ("a: b = 1", (Bind(A, ONE, S),)),
    ("a.x += f()", (Bind(Attribute(A, "x"), how("+=", Attribute(A, "x"), call(F)), S),)),
    ("a //= 1", (Bind(A, how("//=", A, ONE), S),)),
    ("import a.b.c", (Bind(A, Import("a"), S),)),
    ("import a.b as c, x", (Bind(C, Import("a.b"), S), Bind(X, Import("x"), S))),
    ("from a.b import c as x, f", (Bind(X, Import("a.b.c"), S), Bind(F, Import("a.b.f"), S))),
    ("from ..a import (b, c)", (Bind(B, Import("..a.b"), S), Bind(C, Import("..a.c"), S))),
    ("from . import a", (Bind(A, Import(".a"), S),)),
    ("from a import *", (Bind(Global("*"), Import("a.*"), S),)),
    ("from .. import *", (Bind(Global("*"), Import("..*"), S),)),
    ("del a, b.c", ()),
    ("del f()[1]", (Evaluate(Unknown((Subscript(call(F), ONE),)), S),)),
    ("global a", ()),
    ("assert a", (If(A, (), (Leave("raise", None, S),), S),)),
    ("assert a, f()", (If(A, (), (Evaluate(Unknown((call(F),)), S), Leave("raise", None, S)), S),)),
    ("assert a, 'text'", (If(A, (), (Leave("raise", None, S),), S),)),
    ("raise", (Leave("raise", None, S),)),
    ("raise a from b", (Leave("raise", A, S),)),
    ("type a = b", (Bind(A, B, S),)),
    ("type a[b] = f[b]", (Bind(A, Subscript(F, Local("b")), S),)),
    ("if a: return", (If(A, RETURN, (), S),)),
    (
        "if a: f()\nelif b: x\nelse: return",
        (If(A, (Evaluate(call(F), S),), (If(B, (Evaluate(X, S),), RETURN, S),), S),),
    ),
    ("for a, b in x: break\nelse: return", (For(how("()", A, B), X, (Leave("break", None, S),), RETURN, S),)),
    ("while a: continue\nelse: return", (While(A, (Leave("continue", None, S),), RETURN, S),)),
    (
        "try: f()\nexcept a as b: return\nexcept: pass\nelse: a\nfinally: b",
        (
            Try(
                (Evaluate(call(F), S),),
                (Handler(A, B, RETURN), Handler(None, None, ())),
                (Evaluate(A, S),),
                (Evaluate(B, S),),
                S,
            ),
        ),
    ),
    ("try: a\nexcept* b: return", (Try((Evaluate(A, S),), (Handler(B, None, RETURN),), (), (), S),)),
    ("with f() as (a, b), c: return", (With(((call(F), how("()", A, B)), (C, None)), RETURN, S),)),
    (
        "match a:\n case [b, *c] if x: return\n case f(b=1) | {'k': 2, **c}: return\n case None | x.y: return",
        (
            If(
                Unknown((A, X)),
                (Bind(B, Unknown((A,)), S), Bind(C, Unknown((A,)), S), *RETURN),
                (
                    If(
                        Unknown((A, F, ONE, Constant("k"), TWO)),
                        (Bind(C, Unknown((A,)), S), *RETURN),
                        (If(Unknown((A, Constant(None), Attribute(X, "y"))), RETURN, (), S),),
                        S,
                    ),
                ),
                S,
            ),
        ),
    ),
    ("match a:\n case 1: f()\n case _: return", (If(Unknown((A, ONE)), (Evaluate(call(F), S),), RETURN, S),)),
    (
        "match a:\n case 1 as b: b\n case c: c",
        (
            If(
                Unknown((A, ONE)),
                (Bind(B, Unknown((A,)), S), Evaluate(B, S)),
                (Bind(C, Unknown((A,)), S), Evaluate(C, S)),
                S,
            ),
        ),
    ),
    (
        "match f():\n case 1: return",
        (
            Bind(Local("match subject"), call(F), S),
            If(Unknown((Local("match subject"), ONE)), RETURN, (), S),
        ),
    ),
]


@pytest.mark.parametrize(("source", "expected"), STATEMENTS, ids=[row[0][:40] for row in STATEMENTS])
def test_statement(source: str, expected: tuple[Step, ...]) -> None:
    assert facts(source).body == expected


BINDINGS: list[tuple[str, str, bool]] = [
    ("parameter", "def f(x): return x", True),
    ("positional-only and keyword-only", "def f(a, /, *, x): return x", True),
    ("rest", "def f(*x): return x", True),
    ("keyword rest", "def f(**x): return x", True),
    ("type parameter", "def f[x](): return x", True),
    ("nothing", "def f(): return x", False),
    ("module name", "x = 1\ndef f(): return x", False),
    ("assignment", "def f():\n x = 1\n return x", True),
    ("later assignment", "def f():\n if a: return x\n x = 1\n return x", True),
    ("attribute", "def f():\n x.y = 1\n return x", False),
    ("item", "def f():\n x[0] = 1\n return x", False),
    ("unpacking", "def f():\n (a, [b, *x]) = 1\n return x", True),
    ("annotation", "def f():\n x: int\n return x", True),
    ("augmented", "def f():\n x += 1\n return x", True),
    ("import", "def f():\n import x.y\n return x", True),
    ("import as", "def f():\n import y as x\n return x", True),
    ("from import", "def f():\n from y import x\n return x", True),
    ("for", "def f():\n for x in y: pass\n return x", True),
    ("for else", "def f():\n for a in y: pass\n else: x = 1\n return x", True),
    ("while", "def f():\n while a: x = 1\n return x", True),
    ("with", "def f():\n with y as (x, z): pass\n return x", True),
    ("within with", "def f():\n with y: x = 1\n return x", True),
    ("except", "def f():\n try: pass\n except A as x: pass\n return x", True),
    ("finally", "def f():\n try: pass\n finally: x = 1\n return x", True),
    ("elif", "def f():\n if a: pass\n elif b: x = 1\n return x", True),
    ("def", "def f():\n def x(): pass\n return x", True),
    ("class", "def f():\n class x: pass\n return x", True),
    ("walrus", "def f():\n if (x := 1): pass\n return x", True),
    ("walrus in a comprehension", "def f():\n a = [x := b for b in c]\n return x", True),
    ("walrus elsewhere", "def g():\n (x := 1)\ndef f():\n return x", False),
    ("del", "def f():\n del x\n return x", True),
    ("match", "def f():\n match a:\n  case {'k': [x]}: pass\n return x", True),
    ("match rest", "def f():\n match a:\n  case {**x}: pass\n return x", True),
    ("match star", "def f():\n match a:\n  case [*x]: pass\n return x", True),
    ("match class", "def f():\n match a:\n  case x(): pass\n return x", False),
    ("type alias", "def f():\n type x = int\n return x", True),
    ("global", "def f():\n global x\n x = 1\n return x", False),
    ("global inside a function that binds it", "def g(x):\n def f():\n  global x\n  return x", False),
    ("nonlocal", "def g():\n x = 1\n def f():\n  nonlocal x\n  x = 2\n  return x", True),
    ("closure", "def g(x):\n def f():\n  return x", True),
    ("inner name", "def f():\n def g(): x = 1\n return x", False),
    ("comprehension target", "def f():\n a = [x for x in b]\n return x", False),
    ("lambda parameter", "def f():\n a = lambda x: x\n return x", False),
    ("class body", "class A:\n x = 1\n def f(self): return x", False),
    ("class in a function", "def g(x):\n class A:\n  def f(self): return x", True),
]


@pytest.mark.parametrize(("source", "local"), [row[1:] for row in BINDINGS], ids=[row[0] for row in BINDINGS])
def test_binding(source: str, local: bool) -> None:
    functions = {function.name.split(".")[-1]: function for function in facts(source).functions}
    *_, last = functions["f"].body
    assert isinstance(last, Leave)
    assert last.value == (Local("x") if local else X)


def test_names_bound_in_a_class_body_are_local_there() -> None:
    (found,) = facts("class A:\n x = 1\n y = x\n z = [x for a in x]\n").classes
    x = Local("x")
    comprehension = Comprehension("[]", X, (Clause(Local("a"), x, ()),))
    assert found.body == (Bind(x, ONE, S), Bind(Local("y"), x, S), Bind(Local("z"), comprehension, S))


def test_defaults_decorators_and_annotations_are_read_around_the_function() -> None:
    (found,) = facts("@x\ndef f(x: x = x) -> x: pass\n").functions
    assert (found.decorators, found.returns) == ((X,), X)
    assert found.params == (Param("x", "positional", X, X),)


def test_declarations_are_kept_by_qualified_name_and_bound_where_they_stand() -> None:
    source = """
class A(B, metaclass=M, **k):
    class Meta: x = 1
    def f(self):
        def g():
            class C: pass
async def h(): pass
"""
    found = facts(source)
    assert [each.name for each in found.classes] == ["A", "A.Meta", "A.f.g.C"]
    assert [each.name for each in found.functions] == ["A.f", "A.f.g", "h"]
    assert found.classes[0].bases == (Global("B"),)
    assert found.classes[0].keywords == (Keyword("metaclass", Global("M")), Keyword("**", Global("k")))
    assert found.body == (Bind(Global("A"), Defined("A"), S), Bind(Global("h"), Defined("h"), S))
    assert found.classes[0].body[0] == Bind(Local("Meta"), Defined("A.Meta"), S)
    assert found.functions[0].body == (Bind(Local("g"), Defined("A.f.g"), S),)


def test_declarations_of_one_name_are_numbered() -> None:
    found = facts(
        "class A:\n @property\n def x(self): pass\n @x.setter\n def x(self, v): pass\n x = 1\n def x(): pass\n"
    )
    assert [each.name for each in found.functions] == ["A.x", "A.x#2", "A.x#3"]
    assert found.functions[1].decorators == (Attribute(Local("x"), "setter"),)
    assert [getattr(step, "value", None) for step in found.classes[0].body] == [
        Defined("A.x"),
        Defined("A.x#2"),
        ONE,
        Defined("A.x#3"),
    ]


def test_declarations_in_both_branches_are_kept() -> None:
    found = facts("if a:\n def f(): return 1\nelse:\n def f(): return 2\n")
    assert [each.name for each in found.functions] == ["f", "f#2"]


def test_spans() -> None:
    found = facts("\n@a\n@b\nasync  def f(\n): return g(\n  1)\n\nx = é(1)\n")
    (function,) = found.functions
    bind = found.body[1]
    assert isinstance(bind, Bind)
    assert isinstance(bind.value, Call)
    assert [msgspec.to_builtins(span) for span in (function.span, function.head, bind.span, bind.value.span)] == [
        [2, 0, 6, 4],
        [4, 11, 4, 12],
        [8, 0, 8, 8],
        [8, 4, 8, 8],
    ]


def test_comments_that_speak_to_this_tool() -> None:
    source = """# practice-lint: skip
x = "# practice-lint: no"  # other
f(  # practice-scope: inside
    1,
    # practice-lint: between
)  # practice-lint: PL102 why
if x:
    y = f'# practice-lint: {x}'
    # practice-lint: deep
"""
    assert facts(source).comments == (
        Comment("# practice-lint: skip", 1, 0, True),
        Comment("# practice-scope: inside", 3, 4, False),
        Comment("# practice-lint: between", 5, 4, True),
        Comment("# practice-lint: PL102 why", 6, 3, False),
        Comment("# practice-lint: deep", 9, 4, True),
    )


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ("x = 'é'".encode(), "é"),
        (b"\xef\xbb\xbfx = 'a'\n", "a"),
        (b"# -*- coding: latin-1 -*-\nx = '\xe9'\n", "é"),
        (b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '\x80'\n", "€"),
        (b"x = 'a'\r\n", "a"),
        (b"x = '''a\r\nb'''\r\n", "a\nb"),
    ],
)
def test_encodings(data: bytes, value: str) -> None:
    (bind,) = lower(data).body
    assert isinstance(bind, Bind)
    assert bind.value == Constant(value)


def test_columns_count_characters() -> None:
    (bind,) = facts("é = '𝔸'; é\n").body[:1]
    assert msgspec.to_builtins(bind.span) == [1, 0, 1, 7]


def test_the_source_without_final_newline_and_with_crlf_lies_where_it_lies() -> None:
    first, second = lower(b"\xef\xbb\xbfa()\r\n\r\nb()").body
    assert msgspec.to_builtins([first.span, second.span]) == [[1, 0, 1, 3], [3, 0, 3, 3]]


@pytest.mark.parametrize(
    ("data", "lines"), [(b"", 0), (b"x", 1), (b"x\n", 1), (b"x\r\ny\r\n", 2), (b"x\n\n", 2), (b"\x0c\r", 1)]
)
def test_lines(data: bytes, lines: int) -> None:
    assert lower(data).lines == lines


PROBLEMS: list[tuple[str, bytes, str, int]] = [
    ("Python 2", b"x = 1\nprint 'a'\n", "syntax", 2),
    ("unclosed", b"x = 1\n\nf(\n", "syntax", 3),
    ("indent", b"if x:\npass\n", "syntax", 2),
    ("NUL", b"x = 1\ny = '\0'\n", "syntax", 2),
    ("not UTF-8", b"x = 1\ny = 2\nz = '\xe9'\n", "encoding", 3),
    ("not UTF-8 at the top", b"x = '\xe9'\n", "encoding", 1),
    ("unknown codec", b"# coding: klingon\n", "encoding", 1),
    ("binary codec", b"# coding: hex\n", "encoding", 1),
    ("contradiction", b"\xef\xbb\xbf# coding: latin-1\n", "encoding", 1),
    ("size", b"#" * 2_000_001, "size", 1),
    ("elif", b"if a: b\n" + b"elif a: b\n" * 2001, "depth", 1),
    ("deep facts", b"if a: b\n" + b"elif a: b\n" * 600, "depth", 1),
    ("pattern", b"match x:\n case " + b"[" * 30 + b"]" * 30 + b": pass\n", "depth", 2),
]


@pytest.mark.parametrize(("data", "kind", "line"), [row[1:] for row in PROBLEMS], ids=[row[0] for row in PROBLEMS])
def test_problem(data: bytes, kind: str, line: int) -> None:
    found = lower(data)
    assert found.problem is not None
    assert (found.problem.kind, found.problem.line) == (kind, line)
    assert found.problem.message
    assert (found.body, found.classes, found.functions, found.comments) == ((), (), (), ())


def nested(times: int) -> dict[str, str]:
    return {
        "parentheses": "x = " + "(" * times + "1" + ")" * times,
        "lists": "x = " + "[" * times + "1" + "]" * times,
        "calls": "x = " + "f(" * times + ")" * times,
        "dicts": "x = " + "{1:" * times + "1" + "}" * times,
        "subscripts inside": "x = " + "a[" * times + "1" + "]" * times,
        "not": "x = " + "not " * times + "1",
        "minus": "x = " + "-" * times + "1",
        "not over lines": "x = " + "not \\\n" * times + "1",
        "attributes": "x = a" + ".b" * times,
        "calls of calls": "x = a" + "()" * times,
        "sum": "x = a" + " + a" * times,
        "difference": "x = a" + " - a" * times,
        "power": "x = a" + " ** a" * times,
        "and": "x = a" + " and a" * times,
        "comparison": "x = a" + " < a" * times,
        "lambda": "x = " + "lambda: " * times + "1",
        "lambda with parameters": "x = " + "lambda a, b: " * times + "1",
        "conditional": "x = " + "a if b else " * times + "c",
        "parentheses hidden in comments": "x = " + "( # )\n" * times + "1" + ")" * times,
        "f-string": 'x = f"{' + "(" * times + "1" + ")" * times + '}"',
        "unclosed": "x = " + "(" * times,
        "pattern": "match x:\n case " + "(" * times + "a" + ")" * times + ": pass",
        "unions": "x: a" + " | a" * times,
        "assignments": "x = " + "a = " * times + "1",
    }


@pytest.mark.parametrize("source", nested(10_000).values(), ids=nested(0))
def test_nesting_that_would_exhaust_the_parser_is_a_problem(source: str) -> None:
    problem = lower(source.encode()).problem
    assert problem is not None
    assert problem.kind == "depth"


@pytest.mark.parametrize("source", [text for name, text in nested(100).items() if name not in ("unclosed", "pattern")])
def test_nesting_that_people_write_is_read(source: str) -> None:
    assert facts(source).body


def test_a_long_sum_is_flat() -> None:
    (bind,) = facts("x = " + " + ".join(["a"] * 400)).body
    assert bind.value == Combine("+", (A,) * 400)  # type: ignore[union-attr]


SNIPPETS = [
    "x = f(1)\n",
    "import a.b\n",
    "class A(B):\n    x = 1\n\n    def f(self, a):\n        return a.filter(x=[1, *a])\n",
    "def g(x):\n    if x:\n        return [y for y in x]\n    raise E() from None\n",
    "for a in f(): print(f'{a}')\n",
    "with a as b: pass\n",
]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(SNIPPETS)), st.integers(0, 5))
def test_a_file_shifted_down_keeps_its_facts(snippets: list[str], shift: int) -> None:
    source = "\n".join(snippets)
    first, second = facts(source), facts("\n" * shift + source)
    assert (first.body, first.classes, first.functions) == (second.body, second.classes, second.functions)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(SNIPPETS)))
def test_equal_bytes_give_equal_facts(snippets: list[str]) -> None:
    data = "\n".join(snippets).encode()
    assert msgspec.msgpack.encode(lower(data)) == msgspec.msgpack.encode(lower(data))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab=.,:;()[]{}'\"#\\ \n\r\t\x0c*@-+1fdeinprstlcwmh", max_size=60))
def test_whatever_the_text_nothing_is_raised(text: str) -> None:
    found: Any = lower(text.encode())
    assert isinstance(found, FileFacts)
