"""Our offsets against libcst's PositionProvider, on every node whose place is remembered."""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Iterator
from pathlib import Path

import libcst as cst
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider

from practice_lint.source.positions import Places

WRITTEN = {
    "empty": "",
    "blank line": "\n",
    "only a comment": "# nothing",
    "no final newline": "x = f()",
    "carriage returns": "def f():\r\n    return g(\r\n        1,\r\n    )\r\n",
    "mixed newlines": "f()\r\ng()\nh()\r\n",
    "tabs": "if x:\n\tif y:\n\t\tf(\n1)\n\telse: g()\n",
    "odd indents": "if x:\n      f()\nelse:\n g()\n",
    "comments everywhere": "# a\n\nf(  # b\n    # c\n    1,  # d\n\n    2\n)  # e\n\n# f\n",
    "comment below a block": "if x:\n    f()\n  # odd\n    # inner\n# outer\ng()\n",
    "backslashes": "x = \\\n    f(1, \\\n  2)\nassert x, \\\n g()\n",
    "semicolons": "f(); g() ;h();\nif x: f(); g()\n",
    "parentheses": "(f)(((1)), (2 , 3))\n(( f() ))\n( await_ ) . x ( )\n",
    "one-liners": "def f(): return g()\nclass A: x = f()\nwhile f(): pass\nelse: g()\n",
    "decorators": "@a\n# between\n@ b ( 1 )  # after\n\n# before\ndef f(): pass\n@c\nclass A(B, metaclass=M): pass\n",
    "async": "async  def  f ( ) :\n  async  with a() as b , c( ): pass\n"
    "  async  for x in y(): await z()\n  return [x async for x in f()]\n",
    "parameters": "def f(a, /, b: g(1) = h(2), *c: int, d=k(), **e: l()) -> m( ): pass\n"
    "def g(a, b, /): pass\ndef h(*, a): pass\n"
    "def i(\n  a,\n  *,\n  b,\n): pass\n",
    "lambdas": "f(lambda: g(), lambda x, *y, z=h() : k(x))\n",
    "type parameters": "def f[T: g(), *U, **V](x: T) -> U: pass\nclass A[T](B[T]): x = f()\ntype X[T] = g(T); h()\n",
    "unary and binary": "x = not f() - -g() ** ~h() // +k() @ l() << 1 >> 2 ^ 3\n",
    "boolean and comparison": "a() and b() or not c() in d() not  in e() is  not f() is g() <= 1 >= 2 != 3 == 4\n",
    "conditional": "x = f() if g() else h()\n",
    "strings": "x = 'a' \"b\" + f('c' 'd')\n'''\nlong\n''' ; f()\n",
    "f-strings": "f(f'{g(1)!r:>{h(2)}} {k()=} {{}}' 'x')\nf(f'''\n{g()}\n''')\n",
    "displays": "[f(), *g()]; {f(): g(), **h()}; {f(), *g()}; (f(), *g(),); f(*g(), **h())\n",
    "comprehensions": "[f(x) for x in g() if h() if k() for y in l()]; "
    "{f(): g() for x in y}; {f() for x in y}; f(g() for x in y)\n",
    "subscripts": "x[f()]; x[f():g():h()]; x[::]; x[1, f():, *g()]; x [ f() ]\n",
    "walrus": "if (n := f()) and (m:=g()): h()\n",
    "assignments": "a = b = f()\nx: f() = g()\ny: h()\nx += f()\n"
    "a, *b = f()\nx . y [ f() ] = g()\nx **= f()\nx @= f()\n",
    "if": "if f(): a()\nelif g():\n    b()\n# c\nelif h(): c()\nelse :\n    d()\n",
    "loops": "for x , y in f() :\n    continue\nelse:\n    g()\nwhile  f() :\n    break\nelse:\n    g()\n",
    "try": "try:\n    f()\nexcept (A, g()) as e :\n    h()\nexcept:\n    k()\nelse:\n    l()\nfinally :\n    m()\n",
    "try star": "try:\n    f()\nexcept* A as e:\n    g()\nfinally:\n    h()\n",
    "with": "with a() as b, c() : f()\nwith (a() as b, c(),): f()\nwith (\n  a()\n): f()\n",
    "imports": "import a.b as c , d\nfrom . import x\nfrom ..a.b import (c as d,\n"
    "  e,)\nfrom . . import y; from a import *; f()\n",
    "leaving": "def f():\n    yield\n    yield g()\n    yield from h()\n    raise\n"
    "    raise A() from b()\n    return\n    return (yield k())\n",
    "other small ones": "def f():\n    global a, b; nonlocal c\n    del x[f()], y\n    assert f(), g()\n    pass\n",
    "match": "match f():\n    # c\n    case A(x=1, y=B()) | [1, *_] if g():\n"
    "        h()\n    case {'a': 1, **rest}: k()\n    case _: l()\n",
    "wide characters": "x = '𝔸é'; f('日本') # é\n",
    "form feed on a line": "x = 1\n\x0c\nf()\n",
}


def places(text: str) -> Iterator[tuple[str, tuple[int, ...], tuple[int, ...]]]:
    """Each kept node's kind, its place by our account, and by libcst's."""
    wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
    theirs = wrapper.resolve(PositionProvider)
    ours = Places(wrapper.module, text)
    for node, place in theirs.items():
        kept: list[tuple[cst.CSTNode, object]] = []
        if isinstance(node, (cst.Call, cst.Decorator, cst.BaseSmallStatement, cst.BaseCompoundStatement)):
            kept.append((node, ours.span(node)))
        if isinstance(node, (cst.FunctionDef, cst.ClassDef)):
            kept.append((node.name, ours.head(node)))
        for what, span in kept:
            place = theirs[what]
            yield (
                type(node).__name__,
                (span.line, span.column, span.end_line, span.end_column),  # type: ignore[attr-defined]
                (place.start.line, place.start.column, place.end.line, place.end.column),
            )


def differences(text: str) -> list[object]:
    return [row for row in places(text) if row[1] != row[2]]


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_places_are_those_of_libcst(text: str) -> None:
    assert differences(text) == []


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN)
def test_every_written_form_is_measured_without_generating_the_module(text: str) -> None:
    assert Places(cst.parse_module(text), text)._in_source is None


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("\\\n\\\nf()\n", 3, 0),
        ("\x0cf()\n", 1, 1),
        ("if x:\n    y\n    \\\n    f()\n", 4, 4),
        ("if x:\n\x0c    y\n    f()\n", 3, 4),
        ("x\rf()\r", 2, 0),
    ],
)
def test_characters_that_the_tree_forgets_move_no_place(text: str, line: int, column: int) -> None:
    module = cst.parse_module(text)
    *_, last = module.body
    while isinstance(last, cst.If):
        *_, last = last.body.body
    assert isinstance(last, cst.SimpleStatementLine)
    span = Places(module, text).span(last.body[0])
    assert (span.line, span.column, span.end_line, span.end_column) == (line, column, line, column + 3)


def installed(*packages: str) -> list[Path]:
    found: list[Path] = []
    for package in packages:
        spec = importlib.util.find_spec(package)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            found.extend(sorted(Path(folder).rglob("*.py")))
    return found


def test_places_in_a_sample_of_real_files() -> None:
    files = [file for file in installed("django", "rest_framework", "_pytest") if file.stat().st_size < 12_000]
    for file in random.Random(7).sample(files, min(len(files), 25)):
        assert differences(file.read_bytes().decode()) == [], file


@pytest.mark.slow
def test_places_in_all_of_the_installed_frameworks() -> None:
    for file in installed("django", "rest_framework"):
        text = file.read_bytes().decode()
        assert differences(text) == [], file
        assert Places(cst.parse_module(text), text)._in_source is None, file
