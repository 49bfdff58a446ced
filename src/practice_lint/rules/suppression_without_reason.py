"""A suppression comment gives no reason or cannot be read, so it does not hold and suppresses nothing.

It must name codes that exist, and say why after a colon; there is no blanket form.
"""

from __future__ import annotations

from practice_lint.rules.base import Example, Rule
from practice_lint.rules.run_itself import reported_by_the_run

RULE = Rule(
    code="PL903",
    name="suppression-without-reason",
    family="run",
    level="warning",
    security_severity="",
    tags=(),
    doc=__doc__,
    repair="Write `# practice-lint: ignore[CODE] until=YYYY-MM-DD by=@team: why it is safe`.",
    limits="Whether the reason is a good one is for the reader to judge.",
    bad=(
        Example("no reason", "# file: clinic/limits.py\nLIMIT = 20  # practice-lint: ignore[PL101] # PL903\n"),
        Example("no code", "# file: clinic/limits.py\nLIMIT = 20  # practice-lint: ignore # PL903\n"),
    ),
    good=(),
    check=reported_by_the_run,
)
