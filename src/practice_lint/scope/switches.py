"""Statements that choose which practice a user works in: what they write, and where the value comes from.

In: `Project`. Out: `Switches`, one `Choice` per statement. Deliberately unknown: verdicts; rules ask those of the query
that the value comes from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from practice_lint.facts import Attribute, Bind, Call, Combine, Constant, Evaluate, Expr, Leave, Local, Span, Subscript
from practice_lint.project.constants import text
from practice_lint.project.link import Project
from practice_lint.project.names import FunctionRecord
from practice_lint.project.visit import every_expression, every_step, expressions_in, tail, words
from practice_lint.scope.carriers import practice_word

ChoiceKind = Literal["session", "cookie", "request", "profile", "returned"]

FIRST = frozenset({"first", "last", "earliest", "latest", "afirst", "alast"})
POINTERS = ("active", "current", "selected", "last", "default")
ASKED = frozenset(
    {"POST", "GET", "data", "query_params", "COOKIES", "headers", "META", "kwargs", "validated_data", "cleaned_data"}
)
# Lookups that several rows satisfy whatever they are compared with.
SEVERAL = frozenset({"gt", "gte", "lt", "lte", "isnull", "in", "range", "contains", "icontains"})
# Columns that say of which kind a membership is, as several of a user's are.
OF_SEVERAL = re.compile(r"(^|_)(role|roles|status|state|type|kind|level|rank|permission)(_|$)")
# Keywords that say which of several rows is meant.
EXPLICIT = re.compile(
    r"(^|_)(pk|id|uuid|slug|code|key|token|default|primary|current|selected|last_used|domain|host)(_|$)|^active$"
)


@dataclass(frozen=True, slots=True)
class Choice:
    """`holder` in words ("`request.session["practice"]`"). `function`: the canonical name of the function around it.
    `origin`: the query or other expression that the value comes from; `place`: where that stands."""

    kind: ChoiceKind
    holder: str
    function: str
    module: str
    span: Span
    value: Expr
    origin: Expr
    place: Span

    @property
    def said(self) -> str:
        """The start of a sentence."""
        return f"`{self.holder}`" if self.kind != "cookie" else "The practice's cookie"

    def stands_at(self, span: Span) -> bool:
        """Whether a query at that place is where the value comes from."""
        own = self.origin.span if isinstance(self.origin, Call) else self.place
        return own.line <= span.line <= own.end_line


class Switches:
    def __init__(self, project: Project) -> None:
        self.project, self.names = project, project.names
        self._word = practice_word(project)

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """In order of module and place."""
        return tuple(choice for record in self._functions() for choice in self._of(record))

    @cached_property
    def tenants(self) -> frozenset[str]:
        """Labels of the practice and of the memberships."""
        tenancy = self.project.tenancy
        named = (self.project.models.by_name.get(name) for name in (*tenancy.practices, *tenancy.memberships))
        return frozenset(model.label for model in named if model is not None)

    def implicit(self, choice: Choice) -> bool:
        """Whether the value is the first of several rows that nothing tells apart."""
        chain = _first_of(choice.origin)
        if chain is None or self._explicit(chain) or self._single(choice.function):
            return False
        return not self._named_by_request(chain, choice.function)

    def asked(self, choice: Choice) -> bool:
        """Whether the value is read from the request by itself."""
        if isinstance(choice.origin, Call) and tail(choice.origin) not in ("get", "str", "int", "UUID", "pop"):
            return False
        chains = (expr for expr in every_expression(choice.origin) if isinstance(expr, Attribute))
        return any(chain.name in ASKED and words(chain).split(".")[0] in ("request", "self") for chain in chains)

    def of_caller(self, choice: Choice) -> bool:
        """Whether the rows that the value comes from are a user's."""
        return any(
            isinstance(expr, (Attribute, Local)) and "user" in expr.name.lower()
            for expr in every_expression(choice.origin)
        )

    # ── finding them ────────────────────────────────────────────────────────────────────────────────────────────────

    def _functions(self) -> Iterator[FunctionRecord]:
        for _, record in sorted(self.names.functions.items()):
            if not self.names.modules[record.module].stub:
                yield record

    def _of(self, record: FunctionRecord) -> Iterator[Choice]:
        if self._word is None:
            return
        bound: dict[str, tuple[Expr, Span]] = {}
        returns = self._named_for_it(record)
        for step in every_step(record.facts.body):
            if isinstance(step, Bind):
                found = self._written(record.name, step.target)
                if found is not None:
                    yield _choice(found[0], found[1], record, step.span, step.value, bound)
                if isinstance(step.target, Local):
                    bound[step.target.name] = (step.value, step.span)
            elif isinstance(step, Evaluate) and isinstance(step.value, Call) and tail(step.value) == "set_cookie":
                args = step.value.args
                if len(args) > 1 and self._speaks(text(self.names, record.name, args[0])):
                    yield _choice("cookie", "cookie", record, step.span, args[1], bound)
            elif isinstance(step, Leave) and step.how == "return" and step.value is not None and returns:
                yield _choice("returned", returns, record, step.span, step.value, bound)

    def _written(self, scope: str, target: Expr) -> tuple[ChoiceKind, str] | None:
        match target:
            case Subscript(of=Attribute(name="session"), index=index):
                key = text(self.names, scope, index)
                return ("session", f'request.session["{key}"]') if self._speaks(key) else None
            case Attribute(of=of, name=name) if self._word is not None and self._word.fullmatch(
                name.removesuffix("_id")
            ):
                holder = words(of)
                if holder in ("request", "self.request"):
                    return "request", f"request.{name}"
                pointer = name.partition("_")[0] in POINTERS
                return ("profile", f"{holder}.{name}") if pointer and re.search("user|profile", holder) else None
        return None

    def _named_for_it(self, record: FunctionRecord) -> str | None:
        """`active_practice`, `get_current_practice`: a function that answers which practice it is."""
        name = record.facts.name.rpartition(".")[2]
        bare = name.removeprefix("get_")
        if (
            self._word is None
            or bare.partition("_")[0] not in POINTERS
            or not self._word.fullmatch(bare.removesuffix("_id"))
        ):
            return None
        return name

    def _speaks(self, key: str | None) -> bool:
        return (
            key is not None
            and self._word is not None
            and re.search(rf"(^|_)({self._word.pattern})(_|$)", key) is not None
        )

    # ── which of several ────────────────────────────────────────────────────────────────────────────────────────────

    def _explicit(self, chain: Expr) -> bool:
        """Whether a filter of the chain names the practice or a key, or an order says which one comes first."""
        while True:
            match chain:
                case Call(function=function, keywords=keywords, args=args):
                    for keyword in keywords:
                        end = keyword.name.rpartition("__")[2] if keyword.name != "**" else "pk"
                        if EXPLICIT.search(end) or self._speaks(keyword.name.partition("__")[0]):
                            if "user" not in keyword.name:
                                return True
                    if any(not isinstance(arg, Constant) for arg in args) and tail(function) in ("filter", "get"):
                        return True  # a Q that was not looked into
                    if tail(function) == "order_by":
                        return True
                    chain = function
                case Attribute(of=of):
                    chain = of
                case _:
                    return False

    def _named_by_request(self, chain: Expr, function: str) -> bool:
        """Whether a filter of the chain wants a column to equal what the request names: `.filter(name=chosen).first()`
        looks one up."""
        record = self.names.functions.get(function)
        steps = every_step(record.facts.body) if record is not None else ()
        bound = {s.target.name: s.value for s in steps if isinstance(s, Bind) and isinstance(s.target, Local)}
        calls = [expr for expr in every_expression(chain) if isinstance(expr, Call) and tail(expr) in ("filter", "get")]
        named = [k for call in calls for k in call.keywords if not OF_SEVERAL.search(k.name)]
        wanted = [k.value for k in named if k.name.rpartition("__")[2] not in SEVERAL]
        values = [bound.get(value.name, value) if isinstance(value, Local) else value for value in wanted]
        return any(
            isinstance(expr, Attribute) and expr.name in ASKED and words(expr).split(".")[0] in ("request", "self")
            for value in values
            for expr in every_expression(value)
        )

    def _single(self, function: str) -> bool:
        """Whether the function asks somewhere if there is exactly one."""
        record = self.names.functions.get(function)
        return record is not None and any(
            isinstance(expr, Combine) and expr.how in ("==", "<=", ">", "!=") and Constant(1) in expr.parts
            for expr in expressions_in(record.facts.body)
        )


def _choice(
    kind: ChoiceKind,
    holder: str,
    record: FunctionRecord,
    span: Span,
    value: Expr,
    bound: Mapping[str, tuple[Expr, Span]],
) -> Choice:
    origin, place = _origin(value, span, bound)
    return Choice(kind, holder, record.name, record.module, span, value, origin, place)


def _origin(value: Expr, span: Span, bound: Mapping[str, tuple[Expr, Span]]) -> tuple[Expr, Span]:
    """`access.practice_id` -> what `access` was bound to: attributes and conversions taken off, one local followed."""
    current, place = value, span
    for _ in range(len(bound) + 1):
        current = _bare(current)
        found = bound.get(current.name) if isinstance(current, Local) else None
        if found is None or found[0] is value:
            break
        current, place = found
    return _bare(current), place


def _bare(expr: Expr) -> Expr:
    while True:
        match expr:
            case Attribute(of=of) if not _of_request(of):
                expr = of
            case Call(function=function, args=(inner,), keywords=()) if words(function) in ("str", "int", "UUID"):
                expr = inner
            case _:
                return expr


def _of_request(expr: Expr) -> bool:
    """`request`, `self`, or a chain of plain attributes on them: what is read there is a value of its own."""
    if isinstance(expr, Attribute):
        return _of_request(expr.of)
    return isinstance(expr, Local) and expr.name in ("request", "self")


def _first_of(expr: Expr) -> Expr | None:
    """The chain in front of `.first()` or `[0]`."""
    match expr:
        case Call(function=Attribute(of=chain, name=name), args=(), keywords=()) if name in FIRST:
            return chain
        case Subscript(of=chain, index=Constant(value=0)):
            return chain
    return None
