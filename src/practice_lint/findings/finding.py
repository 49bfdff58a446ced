"""A finding and its identity.

In: what a rule knows. Out: `Finding`, with a fingerprint that no line, message, level or confidence is part of.
Deliberately unknown: rules, reports.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from practice_lint.facts import Span

Level = Literal["error", "warning", "note"]
Confidence = Literal["high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class Step:
    """One fact of a trail: where, and what happens there in words ("`pk` is the URL's")."""

    path: str
    span: Span
    words: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text at `span` of `path` by `text`."""

    path: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """`safe`: applying it cannot change what a correct request sees."""

    words: str
    edits: tuple[Edit, ...]
    safe: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """`symbol` is the qualified name of the enclosing function or class in its module ("OrderView.get"), "" at module
    level. `model` is the label ("patients.Patient"), `practice_path` the lookup that would scope it
    ("patient__practice"). `query` is the query printed from facts, without positions. `message` is one sentence naming
    model and loss; `repair` one imperative sentence. `trail` leads from the entry point to the query. `entry` is the
    URL, task or command that reaches it ("POST /patients/<pk>/"), None when nothing known does. `fingerprint` is filled
    in by `identified`."""

    code: str
    level: Level
    confidence: Confidence
    path: str
    span: Span
    module: str
    symbol: str
    model: str | None
    practice_path: str | None
    query: str
    message: str
    repair: str
    why: str
    trail: tuple[Step, ...]
    entry: str | None
    fixes: tuple[Fix, ...] = ()
    fingerprint: str = ""


FINGERPRINT_VERSION = "practiceLint/v1"  # the key in SARIF; a change of `_identity` needs a new one
SHORT = 8  # hex digits of the short id: a collision among 1,000 findings has odds of 1 in 8,000
LEVELS: tuple[Level, ...] = ("error", "warning", "note")  # worst first
CONFIDENCES: tuple[Confidence, ...] = ("high", "medium", "low")


def identified(findings: Iterable[Finding]) -> list[Finding]:
    """The findings in report order (path, line, column, code), each with its fingerprint; of exact repetitions the
    surest is kept.

    Equal identities are told apart by an ordinal in that order, so a second identical leak is one new finding.
    """
    unique: dict[tuple[object, ...], Finding] = {}  # not a set of findings: spans are outside equality
    for finding in sorted(findings, key=lambda f: (_order(f), CONFIDENCES.index(f.confidence))):
        unique.setdefault(_order(finding), finding)
    seen: Counter[str] = Counter()
    made = []
    for finding in unique.values():
        identity = _identity(finding)
        seen[identity] += 1
        digest = hashlib.sha256(f"{identity}\x1f{seen[identity]}".encode("utf-8", "backslashreplace")).hexdigest()
        made.append(replace(finding, fingerprint=digest[:32]))
    return made


def short_id(finding: Finding) -> str:
    """What people quote: `PL102-7f3a9c2e`."""
    return f"{finding.code}-{finding.fingerprint[:SHORT]}"


def _identity(finding: Finding) -> str:
    parts = (finding.code, finding.module, finding.symbol, finding.model or "", finding.query)
    return "\x1f".join(parts)


def _order(finding: Finding) -> tuple[object, ...]:
    start, end = (finding.span.line, finding.span.column), (finding.span.end_line, finding.span.end_column)
    return (finding.path, start, finding.code, end, finding.query, finding.message)
