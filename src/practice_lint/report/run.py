"""What one run found: the value that every format prints.

In: nothing. Out: `Report` and its parts, and `Sources`, the text of the files that were looked at. Deliberately
unknown: how any of it was found, and how it is printed.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from practice_lint.config import Configuration
from practice_lint.findings.finding import Finding
from practice_lint.findings.suppress import Suppressed
from practice_lint.rules.base import Rule
from practice_lint.scope.program import Program, QuerySite, VerdictKind

ProblemKind = Literal["unreadable-file", "entry-crash", "rule-crash"]
VERDICTS: tuple[VerdictKind, ...] = ("proved", "leak", "undecided", "exempt")

# Exit statuses; when several apply: USAGE > INCOMPLETE > FINDINGS > POLICY > NOTHING.
CLEAN, FINDINGS, USAGE, NOTHING, INCOMPLETE, POLICY, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130


@dataclass(frozen=True, slots=True)
class Problem:
    """Why findings may be missing. `path` and `line` for a file, `rule` for a rule; `detail` is a traceback."""

    kind: ProblemKind
    message: str
    path: str | None = None
    line: int = 1
    rule: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Practice:
    """The tenant root: its label (None: none found), whether it was named or inferred, and why it is that one."""

    model: str | None
    given: bool
    architecture: str
    evidence: tuple[str, ...]
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    files: int
    lines: int
    tests_skipped: int
    models: int
    scoped_models: int
    entries: int
    ledger: Mapping[VerdictKind, int]

    @property
    def sites(self) -> int:
        return sum(self.ledger.values())

    @property
    def proved(self) -> float | None:
        """Per cent of the query sites that need a proof and have one; None where there is none to prove."""
        needed = self.sites - self.ledger.get("exempt", 0)
        return 100 * self.ledger.get("proved", 0) / needed if needed else None


@dataclass(frozen=True, slots=True)
class Sources:
    """Files by the paths that findings use. `texts` stand in for files that are not on disk."""

    root: Path
    texts: Mapping[str, str] = field(default_factory=dict)
    cache: dict[str, list[str]] = field(default_factory=dict)

    def raw(self, path: str) -> bytes:
        """The bytes of the file; empty where it cannot be read."""
        if path in self.texts:
            return self.texts[path].encode("utf-8", "replace")
        try:
            return (self.root / path).read_bytes()
        except OSError:
            return b""

    def lines(self, path: str) -> list[str]:
        """The lines without their ends, cut where Python cuts them, decoded as the file declares."""
        if path not in self.cache:
            raw = self.raw(path)
            try:
                encoding, _ = tokenize.detect_encoding(io.BytesIO(raw).readline)
            except SyntaxError:
                encoding = "utf-8"
            text = raw.decode(encoding, "replace").removeprefix("\ufeff")
            self.cache[path] = re.split(r"\r\n|\n|\r", text)
        return self.cache[path]

    def line(self, path: str, number: int) -> str:
        lines = self.lines(path)
        return lines[number - 1] if 1 <= number <= len(lines) else ""


@dataclass(frozen=True)
class Report:
    """`findings` are what is shown, in report order. `hidden` counts findings that the persona leaves out, `elsewhere`
    those outside the files asked for. `undecided` are the query sites that the auditor sees. `nothing` says why there
    was nothing to check. `failures` says in words why `status` is not 0."""

    version: str
    root: Path
    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...]
    hidden: int
    elsewhere: int
    undecided: tuple[QuerySite, ...]
    problems: tuple[Problem, ...]
    nothing: str | None
    practice: Practice
    totals: Totals
    configuration: Configuration
    remarks: tuple[str, ...]
    status: int
    failures: tuple[str, ...]
    seconds: float
    sources: Sources
    rules: tuple[Rule, ...]
    program: Program

    @cached_property
    def complete(self) -> bool:
        """Whether every file and every rule had its say, about something."""
        return not self.problems and self.nothing is None

    @cached_property
    def headline(self) -> str:
        """The practice model and why it is that one, or why there was nothing to check; in one line."""
        practice = self.practice
        if self.nothing is not None:
            return self.nothing
        how = "given" if practice.given else "inferred"
        why = f": {'; '.join(practice.evidence)}" if practice.evidence and not practice.given else ""
        return f"practice model: {practice.model} ({how}{why}); architecture: {practice.architecture}"
