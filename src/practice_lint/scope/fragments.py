"""Cached fragments of templates: what a view renders, looked up in the names that each `{% cache %}` reads and varies
on.

In: a template's name and its context. Out: `Crossing` records. Deliberately unknown: tags of the project, and names
that context processors add; a fragment that varies on one of those is in doubt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practice_lint.facts import Span
from practice_lint.project.templates import Fragment
from practice_lint.scope.naming import Namer
from practice_lint.scope.records import Crossing
from practice_lint.scope.state import Env, Frame
from practice_lint.scope.stores import data_of
from practice_lint.scope.values import (
    UNSURE,
    Const,
    FunctionRef,
    Native,
    Request,
    Seq,
    Site,
    Table,
    Value,
    alternatives,
    made,
    unstarred,
)

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine


def rendered(m: Machine, args: list[Any], keywords: Any, frame: Frame, env: Env, span: Span | None) -> Value:
    """rendered(template, context): the context leaves, and what its cached fragments read is kept."""
    m.leaves(unstarred(args[1]), "sent in the response", frame, env, None)
    rendered_text(m, args, keywords, frame, env, span)
    return unstarred(args[1])


def rendered_text(m: Machine, args: list[Any], keywords: Any, frame: Frame, env: Env, span: Span | None) -> Value:
    """The same where the text does not leave yet: it is made of the context."""
    template, context = (unstarred(a) for a in args[:2])
    if m.project.templates.caching and isinstance(context, Table):
        for name in _names(template):
            for fragment in m.project.templates.fragments_of(name):
                _judge(m, fragment, context, frame, env)
    return made([context])


def _names(template: Value) -> list[str]:
    parts = template.items if isinstance(template, Seq) else alternatives(template)
    return [p.value for p in parts if isinstance(p, Const) and isinstance(p.value, str)]


def _judge(m: Machine, fragment: Fragment, context: Table, frame: Frame, env: Env) -> None:
    way = env.copy()
    reads = [v for name in fragment.reads if (v := _value(m, name, context, frame, way)) is not None]
    data = data_of(m, made(reads), way)
    if data is None:
        return
    vary = [_value(m, name, context, frame, way) or UNSURE for name in fragment.vary]
    naming = Namer(m.judge).named(m.text_of([Const(""), *vary]), env.facts)
    if naming.cause in ("named-own", "named-unknown") or (naming.cause == "named-user" and data[1]):
        return
    s = fragment.span
    site = Site(fragment.path, (s.line, s.column, s.end_line, s.end_column), fragment.path, "", s)
    text = f"{{% cache {fragment.name} {' '.join(fragment.vary)} %}}".replace("  ", " ")
    m.records.crossings.append(Crossing("fragment", "kept", naming, site, data[0], frame.trail, m.entry, m.mode, text))


def _value(m: Machine, expression: str, context: Table, frame: Frame, env: Env) -> Value | None:
    """What a dotted expression of a template stands for; None where its first name is not in the context."""
    if not expression or expression[0] in "\"'" or expression[0].isdigit():
        return Const(expression)
    first, *rest = expression.split(".")
    value = dict(context.items).get(first)
    if value is None:
        value = Request() if first == "request" else m.caller if first == "user" else None
    for name in rest if value is not None else ():
        assert value is not None
        value = m.element(value) if name == "[]" else m.attribute(value, name, frame, env)
        if isinstance(value, (FunctionRef, Native)):
            value = m.call(value, [], [], frame, env, None)
    return value
