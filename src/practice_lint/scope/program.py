"""The analysed program: the project, and what the interpreter found at every query site.

In: `Project` and the records of the interpreter. Out: `Program`, what rules, the ledger and the reports ask.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from practice_lint.facts import Span
from practice_lint.findings.finding import Step
from practice_lint.project.link import Project

VerdictKind = Literal["proved", "leak", "undecided", "exempt"]


@dataclass(frozen=True, slots=True)
class QuerySite:
    """One query on practice-scoped rows, at one place, with its one verdict.

    `ends` is what the chain ends in: "rows", "row", "count", "exists", "write", "create", "raw". `cause` is a word of
    `verdict.py` that says which kind of leak, doubt, proof or exemption it is; `reason` says it in a sentence. `trail`
    leads from the entry point (`entry`) to the query; several entries reach a helper, the worst is shown and `reached_by`
    counts them. `sink` is where the rows escape.
    """

    path: str
    span: Span
    module: str
    symbol: str
    model: str
    query: str
    ends: str
    kind: VerdictKind
    cause: str
    reason: str
    trail: tuple[Step, ...]
    entry: str | None
    reached_by: int
    sink: str | None
    key: str | None  # the request value that chooses the row, in words ("the URL's `pk`")
    confidence: Literal["high", "medium", "low"]


@dataclass
class Program:
    project: Project
    sites: tuple[QuerySite, ...] = ()
    facts_about: dict[str, object] = field(default_factory=dict)

    @cached_property
    def ledger(self) -> Counter[VerdictKind]:
        return Counter(site.kind for site in self.sites)
