"""program -> findings: one file per rule. A new rule is a line in RULES."""

from __future__ import annotations

from practice_lint.rules import (
    expired_suppression,
    manual_practice_filter,
    missing_practice_mixin,
    request_chosen_practice,
    suppression_without_reason,
    unproved_parent,
    unproved_relation_write,
    unreadable_file,
    unscoped_lookup,
    unscoped_queryset,
    unscoped_write,
    unused_suppression,
)
from practice_lint.rules.base import Rule

RULES: tuple[Rule, ...] = (
    unscoped_queryset.RULE,
    unscoped_lookup.RULE,
    unscoped_write.RULE,
    unproved_parent.RULE,
    request_chosen_practice.RULE,
    unproved_relation_write.RULE,
    missing_practice_mixin.RULE,
    manual_practice_filter.RULE,
    unreadable_file.RULE,
    unused_suppression.RULE,
    suppression_without_reason.RULE,
    expired_suppression.RULE,
)
