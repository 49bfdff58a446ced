"""The console report: what a person sees."""

from __future__ import annotations

from hand_made import empty, report

from practice_lint.report.console import render
from practice_lint.report.look import Look

PLAIN = render(report(), Look())


def test_a_leak_is_told_whole() -> None:
    assert (
        """\
error[PL102] unscoped-lookup  shop/views.py:4:24  PL102-f7c9bf80
  `shop.Order` is fetched by [the URL's] `pk` alone.
     4 │     note = "🙂é"; row = Order.objects.get(pk=pk)
       │                         ^^^^^^^^^^^^^^^^^^^^^^^^
  why      Any caller…
  expected a practice path: practice
  repair   Narrow it by `practice`.
  reached  GET orders/<int:pk>/
  trail    1. shop/urls.py:2  the URL gives `pk`
           2. shop/views.py:4  `Order.objects.get(pk=pk)` is open
"""
        in PLAIN
    )


def test_tabs_and_several_lines() -> None:
    assert (
        """\
     8 │     rows = Order.objects.filter(
       │            ^^^^^^^^^^^^^^^^^^^^^ …
"""
        in PLAIN
    )


def test_worst_first() -> None:
    places = [PLAIN.index(code) for code in ("PL901-", "PL102-", "PL101-")]
    assert places == sorted(places)


def test_the_summary() -> None:
    assert PLAIN.endswith(
        "practice model: accounts.Practice (inferred: 12 models have a foreign key to it); architecture: row\n"
        "7 files, 5 models (4 in a practice), "
        "10 query sites: 6 proved, 2 leaks, 1 undecided, 1 exempt (66.7 % proved)\n"
        "not analysed: 1 file (shop/bröken file.py); findings may be missing\n"
        "rule PL999 (x) crashed: ValueError: boo; findings may be missing\n"
        "3 test files skipped (--include-tests reads them)\n"
        "2 errors, 1 warning · 1 suppressed · 2 less sure (shown to --persona auditor) · 1.2 s\n"
    )


def test_control_characters_of_the_source_do_not_reach_the_terminal() -> None:
    assert "\x1b" not in PLAIN
    assert "\u202e" not in PLAIN
    assert "\\u001b[31m" in PLAIN


def test_colour_only_when_wanted() -> None:
    assert "\x1b[" in render(report(), Look(color=True))


def test_paths_are_not_folded_and_paragraphs_only_on_a_terminal() -> None:
    narrow = render(report(), Look(width=30, fold=True))
    assert "shop/views.py:4:24" in narrow
    assert "practice model: accounts.Practice (inferred: 12 models have a foreign key to it)" in narrow


def test_quiet_is_one_line_a_finding() -> None:
    lines = render(report(), Look(quiet=True)).splitlines()
    assert len(lines) == 3
    assert lines[1] == "shop/views.py:4:24 error PL102 `shop.Order` is fetched by [the URL's] `pk` alone."


def test_verbose_names_the_suppressed_and_shows_tracebacks() -> None:
    text = render(report(), Look(verbose=True))
    assert "suppressed shop/views.py:20:5 PL102-4c3e8141: reason" in text
    assert "Traceback …" in text
    assert "Traceback" not in PLAIN


def test_clean_and_nothing_to_check_do_not_look_alike() -> None:
    assert "no findings" in render(empty(), Look())
    nothing = render(empty(nothing="nothing to check: no Django model found in 7 files"), Look())
    assert "nothing to check: no Django model" in nothing
    assert "no findings" not in nothing
