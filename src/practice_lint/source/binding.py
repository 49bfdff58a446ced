"""Which names a body of statements binds: what decides between Local and Global.

In: the libcst nodes of one function, class or lambda body. Out: names. Deliberately unknown here: what they are bound
to. Nested functions and classes count with their name only; comprehension targets belong to the comprehension.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import libcst as cst


class Bound(NamedTuple):
    names: set[str]  # bound in the body itself, by anything but `:=`
    elsewhere: set[str]  # declared global or nonlocal there
    module: set[str]  # declared global there
    nested: list[cst.FunctionDef | cst.ClassDef]


def bound_in(body: cst.BaseSuite) -> Bound:
    """The names a function or class body binds, those of `:=` excepted, which `positions.py` has met already."""
    bound = Bound(set(), set(), set(), [])
    _suite(body, bound)
    bound.names.difference_update(bound.elsewhere)
    return bound


def walrus_targets(node: cst.CSTNode) -> Iterator[str]:
    """The names that `:=` binds in the body of a lambda."""
    if isinstance(node, cst.NamedExpr) and isinstance(node.target, cst.Name):
        yield node.target.value
    if not isinstance(node, cst.Lambda):
        for child in node.children:
            yield from walrus_targets(child)


def targets(node: cst.CSTNode) -> Iterator[str]:
    """The names among an assignment's targets: `a, (b, *c)` binds three, `x.y` and `x[0]` none."""
    if type(node) is cst.Name:
        yield node.value
    elif type(node) is cst.Tuple or type(node) is cst.List:
        for element in node.elements:
            yield from targets(element.value)


def captures(pattern: cst.CSTNode) -> Iterator[str]:
    """The names a `case` pattern binds, each once, in order."""
    return iter(dict.fromkeys(_captures(pattern)))


def imported(alias: cst.ImportAlias) -> str:
    """The name that one alias of an import statement binds: `a` for `import a.b`."""
    if alias.asname is not None:
        return str(alias.asname.name.value) if isinstance(alias.asname.name, cst.Name) else ""
    node: cst.BaseExpression = alias.name
    while isinstance(node, cst.Attribute):
        node = node.value
    return node.value if isinstance(node, cst.Name) else ""


def _captures(pattern: cst.CSTNode) -> Iterator[str]:
    if isinstance(pattern, (cst.MatchAs, cst.MatchStar)) and pattern.name is not None:
        yield pattern.name.value
    if isinstance(pattern, cst.MatchMapping) and pattern.rest is not None:
        yield pattern.rest.value
    if isinstance(pattern, _PATTERN_PARTS):
        for child in pattern.children:
            yield from _captures(child)


_PATTERN_PARTS = (
    cst.MatchPattern,
    cst.MatchSequenceElement,
    cst.MatchStar,
    cst.MatchMappingElement,
    cst.MatchKeywordElement,
    cst.MatchOrElement,
)


def _suite(body: cst.BaseSuite, bound: Bound) -> None:
    for statement in body.body:
        if type(statement) is cst.SimpleStatementLine:
            for small in statement.body:
                binder = _BINDERS.get(type(small))
                if binder is not None:
                    binder(small, bound)
        else:
            binder = _BINDERS.get(type(statement))
            if binder is not None:
                binder(statement, bound)


def _assign(node: cst.Assign, bound: Bound) -> None:
    for target in node.targets:
        bound.names.update(targets(target.target))


def _single_target(node: cst.AnnAssign | cst.AugAssign | cst.Del, bound: Bound) -> None:
    bound.names.update(targets(node.target))


def _aliases(node: cst.Import | cst.ImportFrom, bound: Bound) -> None:
    if not isinstance(node.names, cst.ImportStar):
        bound.names.update(map(imported, node.names))


def _own_name(node: cst.TypeAlias, bound: Bound) -> None:
    bound.names.add(node.name.value)


def _declaration(node: cst.FunctionDef | cst.ClassDef, bound: Bound) -> None:
    bound.names.add(node.name.value)
    bound.nested.append(node)


def _global(node: cst.Global, bound: Bound) -> None:
    names = {item.name.value for item in node.names}
    bound.elsewhere.update(names)
    bound.module.update(names)


def _nonlocal(node: cst.Nonlocal, bound: Bound) -> None:
    bound.elsewhere.update(item.name.value for item in node.names)


def _for(node: cst.For, bound: Bound) -> None:
    bound.names.update(targets(node.target))
    _block(node, bound)


def _with(node: cst.With, bound: Bound) -> None:
    for item in node.items:
        if item.asname is not None:
            bound.names.update(targets(item.asname.name))
    _suite(node.body, bound)


def _if(node: cst.If, bound: Bound) -> None:
    branch: cst.If | cst.Else | None = node
    while branch is not None:
        _suite(branch.body, bound)
        branch = branch.orelse if isinstance(branch, cst.If) else None


def _block(node: cst.For | cst.While, bound: Bound) -> None:
    _suite(node.body, bound)
    if node.orelse is not None:
        _suite(node.orelse.body, bound)


def _try(node: cst.Try | cst.TryStar, bound: Bound) -> None:
    _suite(node.body, bound)
    handlers: Iterable[cst.ExceptHandler | cst.ExceptStarHandler] = node.handlers
    for handler in handlers:
        if handler.name is not None:
            bound.names.update(targets(handler.name.name))
        _suite(handler.body, bound)
    for part in (node.orelse, node.finalbody):
        if part is not None:
            _suite(part.body, bound)


def _match(node: cst.Match, bound: Bound) -> None:
    for case in node.cases:
        bound.names.update(_captures(case.pattern))
        _suite(case.body, bound)


_BINDERS: dict[type, Callable[[Any, Bound], None]] = {
    cst.Assign: _assign,
    cst.AnnAssign: _single_target,
    cst.AugAssign: _single_target,
    cst.Del: _single_target,  # `del x` makes x local too
    cst.Import: _aliases,
    cst.ImportFrom: _aliases,
    cst.TypeAlias: _own_name,
    cst.FunctionDef: _declaration,
    cst.ClassDef: _declaration,
    cst.Global: _global,
    cst.Nonlocal: _nonlocal,
    cst.For: _for,
    cst.While: _block,
    cst.With: _with,
    cst.If: _if,
    cst.Try: _try,
    cst.TryStar: _try,
    cst.Match: _match,
}
