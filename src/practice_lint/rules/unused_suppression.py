"""A suppression comment suppresses nothing: the leak is gone, or the comment stands in the wrong place.

Left behind, it would hide the next leak on the same statement.
"""

from __future__ import annotations

from practice_lint.rules.base import Example, Rule
from practice_lint.rules.run_itself import reported_by_the_run

RULE = Rule(
    code="PL902",
    name="unused-suppression",
    family="run",
    level="warning",
    security_severity="",
    tags=(),
    doc=__doc__,
    repair="Remove the comment.",
    limits="A suppression is judged only when its rule ran: not when that rule is deselected or crashed.",
    bad=(
        Example(
            "nothing on this statement leaks",
            "# file: clinic/limits.py\n"
            "LIMIT = 20  # practice-lint: ignore[PL101] by=@team: there was a query here once # PL902\n",
        ),
    ),
    good=(),
    check=reported_by_the_run,
)
