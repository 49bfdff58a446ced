"""A suppression comment's `until=` date is past, so it no longer holds and suppresses nothing.

The day named is the last on which it holds.
"""

from __future__ import annotations

from practice_lint.rules.base import Example, Rule
from practice_lint.rules.run_itself import reported_by_the_run

RULE = Rule(
    code="PL904",
    name="expired-suppression",
    family="run",
    level="warning",
    security_severity="",
    tags=(),
    doc=__doc__,
    repair="Mend what it hides, or set a new date with a new reason.",
    limits="The date is compared with the day of the run.",
    bad=(
        Example(
            "a date that is past",
            "# file: clinic/limits.py\n"
            "LIMIT = 20  # practice-lint: ignore[PL101] until=2020-01-31: until the migration is done # PL904\n",
        ),
    ),
    good=(),
    check=reported_by_the_run,
)
