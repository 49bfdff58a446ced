"""rules.md is what the rules say today."""

from __future__ import annotations

from pathlib import Path

from practice_lint.report.catalog import markdown
from practice_lint.rules import RULES


def test_rules_md_is_current() -> None:
    written = (Path(__file__).parents[1] / "rules.md").read_text("utf-8")
    assert written == markdown(RULES), "run `practice-lint rules --write rules.md`"
