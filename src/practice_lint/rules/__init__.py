"""program -> findings: one file per rule. A new rule is a line in RULES."""

from __future__ import annotations

from practice_lint.rules import (
    expired_suppression,
    suppression_without_reason,
    unreadable_file,
    unused_suppression,
)
from practice_lint.rules.base import Rule

RULES: tuple[Rule, ...] = (
    unreadable_file.RULE,
    unused_suppression.RULE,
    suppression_without_reason.RULE,
    expired_suppression.RULE,
)
