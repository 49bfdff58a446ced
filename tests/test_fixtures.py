"""Whole applications: what is reported, to the letter, and that every seeded leak is among it.

`expected.txt` beside a fixture is what `--persona auditor` reports there; run this file as a script to write it anew,
and read the difference before committing it.
"""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path

import pytest

from practice_lint.check import check_sources
from practice_lint.config import Settings

FIXTURES = Path(__file__).parent / "fixtures"
APPS = ("clinic", "school")
_SEED = re.compile(r"(PL\d{3}) (\S+):(\d+) ")
_SAFE = re.compile(r"SAFE (\S+):(\d+) ")


def sources(app: str) -> dict[str, str]:
    root = FIXTURES / app
    files = [p for pattern in ("*.py", "*.html") for p in sorted(root.rglob(pattern))]
    return {p.relative_to(root).as_posix(): p.read_text(encoding="utf-8") for p in files}


def reported(app: str) -> list[str]:
    report = check_sources(sources(app), Settings(persona="auditor"), today=date(2026, 1, 1))
    assert report.problems == ()
    lines = [
        f"{f.code} {f.path}:{f.span.line} {f.symbol or '<module>'} "
        f"{f.level} {f.confidence} · {f.entry or 'no entry point'}"
        for f in report.findings
    ]
    counts = report.totals.ledger
    kinds = ("proved", "leak", "undecided", "exempt")
    ledger = "ledger: " + ", ".join(f"{counts.get(kind, 0)} {kind}" for kind in kinds)
    return [*sorted(lines), ledger]


@pytest.mark.parametrize("app", APPS)
def test_exactly_what_is_expected(app: str) -> None:
    expected = (FIXTURES / app / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert reported(app) == expected


@pytest.mark.parametrize("app", APPS)
def test_every_seeded_leak_is_found_and_no_safe_line_is_reported(app: str) -> None:
    seeded = (FIXTURES / app / "SEEDED.txt").read_text(encoding="utf-8").splitlines()
    found = {tuple(line.split(" ")[:2]) for line in reported(app)}
    places = {place for _, place in found}
    missing = [m[0] for line in seeded if (m := _SEED.match(line))]
    missing = [seed for seed in missing if tuple(seed.split(" ")[:2]) not in found]
    assert missing == []
    safe = [f"{m[1]}:{m[2]}" for line in seeded if (m := _SAFE.match(line))]
    assert sorted(places.intersection(safe)) == []


if __name__ == "__main__":
    for name in sys.argv[1:] or APPS:
        (FIXTURES / name / "expected.txt").write_text("\n".join(reported(name)) + "\n", encoding="utf-8")
