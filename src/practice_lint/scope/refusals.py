"""Where code refuses a row after comparing its practice, and with which answer.

In: `Project`. Out: `Refusals`. Deliberately unknown: whether the comparison proves anything; rules ask the query's
verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from practice_lint.facts import Attribute, Call, Combine, Constant, Expr, If, Leave, Span, Step
from practice_lint.project.link import Project
from practice_lint.project.visit import every_expression, every_step, tail
from practice_lint.scope.carriers import practice_word

FORBIDDING: Mapping[str, str] = {
    "PermissionDenied": "403",
    "HttpResponseForbidden": "403",
    "NotAuthenticated": "401",
    "HttpResponseBadRequest": "400",
}
STATUSES: Mapping[int | str, str] = {
    403: "403",
    401: "401",
    400: "400",
    "HTTP_403_FORBIDDEN": "403",
    "HTTP_401_UNAUTHORIZED": "401",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """`words`: the answer's status. `function`: canonical name."""

    words: str
    function: str
    module: str
    span: Span


class Refusals:
    def __init__(self, project: Project) -> None:
        self.project, self.names = project, project.names
        self._word = practice_word(project)

    @cached_property
    def forbidding(self) -> tuple[Refusal, ...]:
        """Refusals that are told from "not found", in order of module and place."""
        records = [each for each in self.names.functions.values() if not self.names.modules[each.module].stub]
        return tuple(
            Refusal(answer, record.name, record.module, step.span)
            for record in sorted(records, key=lambda each: (each.module, each.facts.head.line, each.name))
            for step, answer in self._refused(record.facts.body)
        )

    def _refused(self, body: tuple[Step, ...]) -> Iterator[tuple[Leave, str]]:
        for step in every_step(body):
            if isinstance(step, If) and self._compares(step.test):
                for leave in step.then:
                    answer = _answer(leave.value) if isinstance(leave, Leave) and leave.value is not None else None
                    if isinstance(leave, Leave) and answer is not None:
                        yield leave, answer

    def _compares(self, test: Expr) -> bool:
        """`row.practice_id != request.practice.id`"""
        return any(
            isinstance(expr, Combine) and expr.how == "!=" and sum(map(self._speaks, expr.parts)) > 1
            for expr in every_expression(test)
        )

    def _speaks(self, expr: Expr) -> bool:
        return self._word is not None and any(
            isinstance(each, Attribute) and self._word.fullmatch(each.name.removesuffix("_id")) is not None
            for each in every_expression(expr)
        )


def _answer(value: Expr) -> str | None:
    known = FORBIDDING.get(tail(value))
    if known is not None or not isinstance(value, Call):
        return known
    for keyword in value.keywords:
        if keyword.name == "status":
            plain = keyword.value.value if isinstance(keyword.value, Constant) else tail(keyword.value)
            return STATUSES.get(plain) if isinstance(plain, (int, str)) else None
    return None
