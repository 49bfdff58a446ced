"""Every rule's own examples, through the real road: bad ones report exactly the marked lines, good ones nothing."""

from __future__ import annotations

from datetime import date

import pytest

from practice_lint.check import check_sources
from practice_lint.rules import RULES
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.examples import expected_of, project_of
from practice_lint.rules.prelude import PRELUDE

CASES = [
    pytest.param(rule, example, kind == "bad", id=f"{rule.code}-{kind}-{number}-{example.title}".replace(" ", "_"))
    for rule in RULES
    for kind, examples in (("bad", rule.bad), ("good", rule.good))
    for number, example in enumerate(examples)
]


@pytest.mark.parametrize(("rule", "example", "bad"), CASES)
def test_example(rule: Rule, example: Example, bad: bool) -> None:
    report = check_sources(project_of(example, PRELUDE), today=date(2026, 1, 1))
    expected = expected_of(example)
    assert [p.message for p in report.problems if p.rule] == []
    assert sorted((f.path, f.span.line, f.code) for f in report.findings) == expected
    assert any(code == rule.code for *_, code in expected) == bad


def test_codes_and_names_are_unique_and_sorted() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_says_everything(rule: Rule) -> None:
    assert rule.doc.strip()
    assert rule.repair.strip().endswith(".")
    assert rule.bad
    assert rule.good or rule.family == "run"
    assert rule.security_severity == "" or 0 < float(rule.security_severity) <= 10
    assert rule.check.__module__.rpartition(".")[2] in (rule.name.replace("-", "_"), "run_itself")
