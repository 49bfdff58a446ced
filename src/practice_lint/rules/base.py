"""What a rule is: a value and a pure generator.

In: `Program`. Out: findings. A rule asks the program's indexes and never walks facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from practice_lint.findings.finding import Finding, Level

if TYPE_CHECKING:
    from practice_lint.scope.program import Program


@dataclass(frozen=True, slots=True)
class Example:
    """A small Django project over the shared prelude (`rules/prelude.py`).

    `# file: clinic/views.py` separates files; the lines on which the rule must report end in `# PL102`. In a good
    example no rule at all reports.
    """

    title: str
    source: str


@dataclass(frozen=True, slots=True)
class Rule:
    """`doc` is the rule file's docstring: its first sentence the short description, the rest the page.

    `tags` are SARIF's ("external/cwe/cwe-639"); `security_severity` is GitHub's number as text.
    """

    code: str
    name: str
    family: Literal["rows", "views", "models", "active practice", "surfaces", "schema", "run"]
    level: Level
    security_severity: str
    tags: tuple[str, ...]
    doc: str
    repair: str
    limits: str
    bad: tuple[Example, ...]
    good: tuple[Example, ...]
    check: Callable[[Program], Iterable[Finding]]
