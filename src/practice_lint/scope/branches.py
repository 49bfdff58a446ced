"""For which actions of a view a step of its methods runs: `if self.action == "create":`, `request.method in …`.

In: the steps of a body. Out: each with its `Branch`. Deliberately unknown: tests of anything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from practice_lint.facts import Attribute, Combine, Constant, Expr, For, If, Leave, Local, Step, Try, While, With
from practice_lint.project.visit import every_expression

READING = frozenset({"list", "retrieve", "GET", "HEAD", "OPTIONS"})  # actions and methods that store nothing
BY_METHOD = {"POST": "create", "PUT": "update", "PATCH": "partial_update"}


@dataclass(frozen=True, slots=True)
class Branch:
    """The actions (`self.action == "create"`) for which a step runs: `only` these where it is not None, none of
    `without`."""

    only: frozenset[str] | None = None
    without: frozenset[str] = frozenset()

    def admits(self, action: str) -> bool:
        return action not in self.without and (self.only is None or action in self.only)

    @property
    def reads(self) -> bool:
        return self.only is not None and READING.issuperset(self.only)

    def where(self, asked: frozenset[str]) -> Branch:
        if not asked:
            return self
        return Branch(asked - self.without if self.only is None else asked & self.only, self.without)

    def otherwise(self, asked: frozenset[str]) -> Branch:
        return Branch(self.only, self.without | asked)


def steps_of(body: Sequence[Step], branch: Branch) -> Iterator[tuple[Step, Branch]]:
    """Every step, and for which actions it runs: `if self.action in ("list", "retrieve"):`."""
    for step in body:
        yield step, branch
        match step:
            case If(test=test, then=then, other=other):
                asked = _actions_of(test)
                yield from steps_of(then, branch.where(asked))
                yield from steps_of(other, branch.otherwise(asked))
                branch = branch.otherwise(_left(step))
            case For(body=inner, other=other) | While(body=inner, other=other):
                yield from steps_of((*inner, *other), branch)
            case With(body=inner):
                yield from steps_of(inner, branch)
            case Try(body=inner, handlers=handlers, other=other, final=final):
                yield from steps_of((*inner, *(s for h in handlers for s in h.body), *other, *final), branch)


def _left(step: If) -> frozenset[str]:
    """The actions that go no further than the branches of a step."""
    found = _actions_of(step.test) if step.then and isinstance(step.then[-1], Leave) else frozenset()
    further = step.other[0] if len(step.other) == 1 else None
    return found | _left(further) if isinstance(further, If) else found


def _actions_of(test: Expr) -> frozenset[str]:
    """The actions that a test lets through: of `self.action == "list"`, `request.method in ("PUT", "PATCH")`."""
    if not isinstance(test, Combine) or test.how not in ("==", "in"):
        return frozenset()
    parts = list(every_expression(test))
    texts = frozenset(e.value for e in parts if isinstance(e, Constant) and isinstance(e.value, str))
    told = any(isinstance(e, (Attribute, Local)) and e.name in ("action", "method") for e in parts)
    return frozenset(BY_METHOD.get(text, text) for text in texts) if told or READING.issuperset(texts) else frozenset()
