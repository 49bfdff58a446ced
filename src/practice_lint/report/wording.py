"""Words that several formats share.

In: findings and text that the scanned repository chose. Out: short phrases, safe to print. Deliberately unknown: the
formats.
"""

from __future__ import annotations

import re

from practice_lint.facts import Span
from practice_lint.findings.finding import LEVELS, Finding
from practice_lint.report.run import Report, Sources

# Control characters, and the bidirectional ones that make code read otherwise than it runs.
_UNSAFE = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def visible(text: str) -> str:
    """The text with characters that could steer a terminal or reorder a line spelled out."""
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def place(path: str, span: Span) -> str:
    """`path:line:column`, columns from 1, as editors jump to it."""
    return f"{visible(path)}:{span.line}:{span.column + 1}"


def sentence(finding: Finding) -> str:
    """Message and repair, for formats that have one field for both."""
    return f"{finding.message} {finding.repair}".strip()


def many(number: int, what: str, plural: str | None = None) -> str:
    return f"{number} {what if number == 1 else plural or what + 's'}"


def utf16(text: str) -> int:
    """The length in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def columns16(sources: Sources, path: str, span: Span) -> tuple[int, int]:
    """Start and end column from 1 in UTF-16 code units, the end exclusive."""
    start = utf16(sources.line(path, span.line)[: span.column]) + 1
    end = utf16(sources.line(path, span.end_line)[: span.end_column]) + 1
    return start, max(end, start) if span.end_line == span.line else end


def account(report: Report) -> str:
    """How much was looked at, and the ledger."""
    totals = report.totals
    ledger = totals.ledger
    share = f" ({totals.proved:.1f} % proved)" if totals.proved is not None else ""
    return (
        f"{many(totals.files, 'file')}, {many(totals.models, 'model')} ({totals.scoped_models} in a practice), "
        f"{many(totals.sites, 'query site')}: {ledger.get('proved', 0)} proved, {many(ledger.get('leak', 0), 'leak')}, "
        f"{ledger.get('undecided', 0)} undecided, {ledger.get('exempt', 0)} exempt{share}"
    )


def tally(report: Report) -> str:
    """How many findings of each level, and how many are not shown and why."""
    counted = [(level, sum(f.level == level for f in report.findings)) for level in LEVELS]
    none = "no findings" if report.nothing is None else "nothing was checked: this is not a clean result"
    parts = [", ".join(many(n, level) for level, n in counted if n) or none]
    if report.suppressed:
        parts.append(f"{len(report.suppressed)} suppressed")
    if report.hidden:
        parts.append(f"{report.hidden} less sure (shown to --persona auditor)")
    if report.elsewhere:
        parts.append(f"{report.elsewhere} further elsewhere (run `practice-lint check`)")
    return " · ".join(parts)


def summary(report: Report) -> list[str]:
    """What every reader must be told, one line each: practice model, account, what was not looked at, tally."""
    lines = [report.headline, account(report)]
    unread = [p for p in report.problems if p.path is not None]
    if unread:
        named = ", ".join(visible(p.path or "") for p in unread[:3]) + (", …" if len(unread) > 3 else "")
        lines.append(f"not analysed: {many(len(unread), 'file')} ({named}); findings may be missing")
    lines.extend(f"{visible(p.message)}; findings may be missing" for p in report.problems if p.path is None)
    if report.totals.tests_skipped:
        lines.append(f"{many(report.totals.tests_skipped, 'test file')} skipped (--include-tests reads them)")
    lines.append(tally(report))
    return lines
