"""A finding and its identity.

In: what a rule knows. Out: `Finding`, with a fingerprint that no line, message, level or confidence is part of.
Deliberately unknown: rules, reports.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    level. `model` is the label ("patients.Patient"), `practice_path` the lookup that would scope it ("patient__practice").
    `query` is the query printed from facts, without positions. `message` is one sentence naming model and loss;
    `repair` one imperative sentence. `trail` leads from the entry point to the query. `entry` is the URL, task or command
    that reaches it ("POST /patients/<pk>/"), None when nothing known does. `fingerprint` is filled in by `identified`."""

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
