"""The identity of a finding: what it depends on and what it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_lint.facts import Span
from practice_lint.findings.finding import Finding, Step, identified, short_id

ONE = Finding(
    code="PL102", level="error", confidence="high", path="shop/views.py", span=Span(10, 4, 10, 30), module="shop.views",
    symbol="order", model="shop.Order", practice_path="practice", query="Order.objects.get(pk=pk)", message="m",
    repair="r", why="w", trail=(), entry="GET orders/<pk>/",
)  # fmt: skip


def prints(*findings: Finding) -> list[str]:
    return [f.fingerprint for f in identified(findings)]


@pytest.mark.parametrize(
    "change",
    [
        {"span": Span(99, 0, 99, 5)},
        {"level": "note"},
        {"confidence": "low"},
        {"message": "other words"},
        {"repair": "other words"},
        {"why": "other words"},
        {"entry": None},
        {"practice_path": None},
        {"trail": (Step("a.py", Span(1, 0, 1, 1), "words"),)},
        {"path": "shop\\views.py"},
    ],
)
def test_it_does_not_depend_on(change: dict[str, object]) -> None:
    assert prints(replace(ONE, **change)) == prints(ONE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [{"code": "PL101"}, {"module": "x"}, {"symbol": "x"}, {"model": None}, {"query": "Order.objects.get(pk=key)"}],
)
def test_it_depends_on(change: dict[str, str]) -> None:
    assert prints(replace(ONE, **change)) != prints(ONE)  # type: ignore[arg-type]


def test_parts_cannot_run_together() -> None:
    assert prints(replace(ONE, module="a", symbol="bc")) != prints(replace(ONE, module="ab", symbol="c"))


def test_it_never_changes() -> None:
    """Baselines, tickets and suppression lists of users hold this value."""
    assert [short_id(f) for f in identified([ONE])] == ["PL102-f7c9bf80"]


def test_a_second_equal_leak_is_one_new_finding() -> None:
    twin = replace(ONE, span=Span(20, 4, 20, 30))
    first, second = prints(ONE, twin)
    assert first == prints(ONE)[0]
    assert first != second


def test_an_exact_repetition_is_dropped_and_the_surest_kept() -> None:
    found = identified([replace(ONE, confidence="low"), ONE, ONE])
    assert [f.confidence for f in found] == ["high"]


def test_equal_but_for_the_place_is_no_repetition() -> None:
    assert len(identified([ONE, replace(ONE, span=Span(10, 40, 10, 66))])) == 2


def test_text_that_is_not_unicode() -> None:
    assert len(prints(replace(ONE, query="\ud800"))) == 1


PLACES = st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 3), st.integers(0, 2), st.sampled_from("xy")))


@given(PLACES, st.randoms())
def test_order_of_arrival_does_not_matter(places: list[tuple[str, int, int, str]], random: object) -> None:
    findings = [
        replace(ONE, path=path, span=Span(line, column, line, column + 1), query=query)
        for path, line, column, query in places
    ]
    shuffled = list(findings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert identified(findings) == identified(shuffled)
    assert prints(*findings) == prints(*shuffled)
    keys = [(f.path, f.span.line, f.span.column, f.code) for f in identified(shuffled)]
    assert keys == sorted(keys)
