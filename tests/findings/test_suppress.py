"""Suppressions: the grammar, what a comment is bound to, and the policy findings."""

from __future__ import annotations

from datetime import date

import pytest

from practice_lint.facts import Span
from practice_lint.findings.finding import Finding
from practice_lint.findings.suppress import Judgement, judge
from practice_lint.source.lower import lower

TODAY = date(2026, 3, 15)
KNOWN = ("PL101", "PL102", "PL201", "PL902")


def finding(line: int, code: str = "PL102") -> Finding:
    return Finding(
        code=code, level="error", confidence="high", path="a.py", span=Span(line, 4, line, 9), module="a", symbol="",
        model=None, practice_path=None, query="q", message="m", repair="r", why="", trail=(), entry=None,
    )  # fmt: skip


def judged(source: str, *findings: Finding, ran: tuple[str, ...] = KNOWN) -> Judgement:
    facts = {"a.py": lower(source.encode())}
    assert facts["a.py"].problem is None
    return judge(findings, facts, modules={"a.py": "a"}, known=KNOWN, ran=ran, today=TODAY)


def lines(judgement: Judgement) -> list[int]:
    return [taken.finding.span.line for taken in judgement.suppressed]


OK = "# practice-lint: ignore[PL102]: the key is a secret"


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (f"x = get(1)  {OK}\n", 1),
        (f"{OK}\nx = get(1)\n", 2),
        (f"x = get(\n    1,\n)  {OK}\n", 1),
        (f"x = get(  {OK}\n    1,\n)\n", 2),
        (f"x = get(\n    {OK}\n    1,\n)\n", 3),
        (f"def f():\n    {OK}\n    return get(1)\n", 3),
        (f"def f():\n    '''words'''\n    {OK}\n    return get(1)\n", 4),
        (f"for x in get(1):  {OK}\n    pass\n", 1),
        (f"{OK}\nif get(1):\n    pass\n", 2),
        (f"if a:\n    pass\nelif get(1):  {OK}\n    pass\n", 3),
        (f"try:\n    x = get(1)  {OK}\nexcept E:\n    x = 2\n", 2),
        (f"with get(1) as x:  {OK}\n    y = 1\n", 1),
        (f"class V(View):  {OK}\n    x = 1\n", 1),
        (f"{OK}\nclass V(View):\n    x = 1\n", 2),
        (f"{OK}\n@decorated\nclass V(View):\n    x = 1\n", 3),
        (f"class V(\n    A,\n    View,\n):  {OK}\n    x = 1\n", 1),
        (f"class V(View):\n    {OK}\n    x = get(1)\n", 3),
        (f"@decorated  {OK}\ndef f():\n    x = 1\n", 2),
        (f"x = get(1)  # noqa {OK}\n", 1),
        (f"x = get(1)  {OK} # noqa: E501\n", 1),
    ],
)
def test_a_comment_holds_for_its_statement(source: str, line: int) -> None:
    result = judged(source, finding(line))
    assert lines(result) == [line]
    assert result.policy == ()


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (f"{OK}\n\nx = get(1)\n", 3),
        (f"x = get(1)\n{OK}\n", 1),
        (f"if a:  {OK}\n    x = get(1)\n", 2),
        (f"def f():  {OK}\n    return get(1)\n", 2),
        (f"class V(View):  {OK}\n    x = get(1)\n", 2),
        (f"for x in y:  {OK}\n    z = 1\n    w = get(1)\n", 3),
    ],
)
def test_and_for_no_other(source: str, line: int) -> None:
    result = judged(source, finding(line))
    assert lines(result) == []
    assert [f.code for f in result.policy] == ["PL902"]


def test_only_for_its_codes() -> None:
    result = judged(f"x = get(1)  {OK}\n", finding(1), finding(1, "PL101"))
    assert [f.code for f in result.kept] == ["PL101"]
    assert [t.finding.code for t in result.suppressed] == ["PL102"]


def test_several_codes_and_every_part() -> None:
    source = "x = get(1)  # practice-lint: ignore[PL101, PL102] until=2027-03-31 by=@team: reason: with colon\n"
    result = judged(source, finding(1), finding(1, "PL101"))
    by = result.suppressed[0].by
    assert (by.until, by.by, by.reason) == (date(2027, 3, 31), "@team", "reason: with colon")
    assert not result.kept
    assert not result.policy


def test_two_statements_of_one_file() -> None:
    result = judged(f"x = get(1)  {OK}\ny = get(2)\n", finding(1), finding(2))
    assert [f.span.line for f in result.kept] == [2]


def test_the_last_day_is_inclusive() -> None:
    held = judged("x = get(1)  # practice-lint: ignore[PL102] until=2026-03-15: why\n", finding(1))
    past = judged("x = get(1)  # practice-lint: ignore[PL102] until=2026-03-14: why\n", finding(1))
    assert lines(held) == [1]
    assert lines(past) == []
    assert [f.code for f in past.policy] == ["PL904"]


@pytest.mark.parametrize(
    ("comment", "word"),
    [
        ("ignore[PL102]", "reason"),
        ("ignore[PL102]:", "reason"),
        ("ignore[PL102]:  ", "reason"),
        ("ignore[PL102]: -", "reason"),
        ("ignore[PL102] until=2027-01-01", "reason"),
        ("ignore", "blanket"),
        ("ignore: because", "blanket"),
        ("disable", "blanket"),
        ("ignore[]: because", "names no code"),
        ("ignore[PL999]: because", "no rule"),
        ("ignore[pl102]: because", "no rule"),
        ("ignore[PL1]: because", "no rule"),
        ("ignore[PL902]: because", "run itself"),
        ("ignore[PL102] until=soon: because", "no date"),
        ("ignore[PL102] until=2027-13-01: because", "no date"),
        ("ignore[PL102] whom=me: because", "cannot be read"),
        ("ignore[PL102] by=: because", "cannot be read"),
        ("ignore PL102: because", "cannot be read"),
        ("file-ignore[PL102]: because", "cannot be read"),
        ("whatever", "cannot be read"),
    ],
)
def test_what_does_not_hold_says_why(comment: str, word: str) -> None:
    result = judged(f"x = get(1)  # practice-lint: {comment}\n", finding(1))
    assert lines(result) == []
    assert [f.code for f in result.policy] == ["PL903"]
    assert word in result.policy[0].message
    assert result.policy[0].repair


def test_a_forgotten_colon_is_no_prose() -> None:
    result = judged("x = get(1)  # practice-lint ignore[PL102]: why\n", finding(1))
    assert [f.code for f in result.policy] == ["PL903"]


@pytest.mark.parametrize(
    "comment", ["# see the practice-lint pages", "# practice-lint is run by CI", "# practice-scope: global — x"]
)
def test_prose_is_left_alone(comment: str) -> None:
    assert judged(f"x = 1  {comment}\n").policy == ()


def test_text_is_no_comment() -> None:
    result = judged(f"x = get('{OK}')\n", finding(1))
    assert len(result.kept) == 1
    assert result.policy == ()


def test_partly_unused() -> None:
    result = judged("x = get(1)  # practice-lint: ignore[PL101, PL102]: why\n", finding(1))
    assert "PL101" in result.policy[0].message
    assert "PL102" not in result.policy[0].message


def test_unused_is_not_judged_when_the_rule_did_not_run() -> None:
    assert judged(f"x = get(1)  {OK}\n", ran=("PL101",)).policy == ()


def test_a_policy_finding_is_found_again() -> None:
    result = judged("class V:\n    def f(self):\n        x = get(1)  # practice-lint: ignore[PL102]\n", finding(3))
    assert (result.policy[0].symbol, result.policy[0].module, result.policy[0].span.line) == ("V.f", "a", 3)
