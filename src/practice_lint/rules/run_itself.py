"""The check of rules about the run itself: `check.py` and `findings/suppress.py` report these, not a program."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from practice_lint.findings.finding import Finding

if TYPE_CHECKING:
    from practice_lint.scope.program import Program


def reported_by_the_run(program: Program) -> Iterable[Finding]:
    return ()
