"""Report -> one JSON document, or one JSON line per finding. Both are described by schemas/report-1.schema.json.

In: `Report`. Out: JSON text. Lines and columns from 1, columns in characters, the end column exclusive. Nothing that
differs between two equal runs is in it.
"""

from __future__ import annotations

import json
from typing import Any

from practice_lint.facts import Span
from practice_lint.findings.finding import Finding, short_id
from practice_lint.report.look import Look
from practice_lint.report.run import Report

SCHEMA = "practice-lint/report-1"

Json = dict[str, Any]


def render(report: Report, look: Look) -> str:
    totals = report.totals
    document: Json = {
        "schema": SCHEMA,
        "version": report.version,
        "status": report.status,
        "complete": report.complete,
        "failures": list(report.failures),
        "nothing_to_check": report.nothing,
        "practice": {
            "model": report.practice.model,
            "given": report.practice.given,
            "architecture": report.practice.architecture,
            "evidence": list(report.practice.evidence),
            "candidates": list(report.practice.candidates),
        },
        "totals": {
            "files": totals.files,
            "lines": totals.lines,
            "tests_skipped": totals.tests_skipped,
            "models": totals.models,
            "scoped_models": totals.scoped_models,
            "entries": totals.entries,
            "queries": {"total": totals.sites, **totals.ledger},
            "proved_percent": None if totals.proved is None else round(totals.proved, 2),
            "findings": len(report.findings),
            "suppressed": len(report.suppressed),
            "hidden": report.hidden,
            "elsewhere": report.elsewhere,
        },
        "problems": [
            {"kind": p.kind, "message": p.message, "path": p.path, "line": p.line if p.path else None, "rule": p.rule}
            for p in report.problems
        ],
        "findings": [as_json(finding) for finding in report.findings],
        "suppressed": [
            {
                "id": short_id(taken.finding),
                "path": taken.finding.path,
                "line": taken.finding.span.line,
                "reason": taken.by.reason,
                "by": taken.by.by,
                "until": taken.by.until.isoformat() if taken.by.until else None,
            }
            for taken in report.suppressed
        ],
        "undecided": [
            {"path": s.path, **_span(s.span), "model": s.model, "query": s.query, "cause": s.cause, "reason": s.reason}
            for s in report.undecided
        ],
    }
    return json.dumps(document, indent=2) + "\n"


def render_lines(report: Report, look: Look) -> str:
    """One finding per line; problems come first, as lines with "problem"."""
    rows: list[Json] = [{"problem": p.kind, "message": p.message, "path": p.path} for p in report.problems]
    if report.nothing:
        rows.append({"problem": "nothing-to-check", "message": report.nothing, "path": None})
    rows.extend(as_json(finding) for finding in report.findings)
    return "".join(json.dumps(row) + "\n" for row in rows)


def as_json(finding: Finding) -> Json:
    return {
        "id": short_id(finding),
        "fingerprint": finding.fingerprint,
        "code": finding.code,
        "level": finding.level,
        "confidence": finding.confidence,
        "path": finding.path,
        **_span(finding.span),
        "module": finding.module,
        "symbol": finding.symbol,
        "model": finding.model,
        "practice_path": finding.practice_path,
        "query": finding.query,
        "message": finding.message,
        "why": finding.why,
        "repair": finding.repair,
        "entry": finding.entry,
        "trail": [{"path": step.path, **_span(step.span), "words": step.words} for step in finding.trail],
        "fixes": [
            {
                "words": fix.words,
                "safe": fix.safe,
                "edits": [{"path": edit.path, **_span(edit.span), "text": edit.text} for edit in fix.edits],
            }
            for fix in finding.fixes
        ],
    }


def _span(span: Span) -> Json:
    return {
        "line": span.line,
        "column": span.column + 1,
        "end_line": span.end_line,
        "end_column": span.end_column + 1,
    }
