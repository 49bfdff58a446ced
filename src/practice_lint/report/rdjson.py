"""Report -> reviewdog's diagnostic format, with fixes as suggestions.

In: `Report`. Out: JSON. Lines and columns from 1, columns in UTF-8 bytes, the end exclusive.
"""

from __future__ import annotations

import json
from typing import Any

from practice_lint.facts import Span
from practice_lint.findings.finding import Finding, Level
from practice_lint.report.look import Look
from practice_lint.report.run import Report, Sources
from practice_lint.report.wording import sentence

SEVERITY: dict[Level, str] = {"error": "ERROR", "warning": "WARNING", "note": "INFO"}

Json = dict[str, Any]


def render(report: Report, look: Look) -> str:
    document = {
        "source": {"name": "practice-lint"},
        "diagnostics": [_diagnostic(finding, report.sources) for finding in report.findings],
    }
    return json.dumps(document, indent=2) + "\n"


def _diagnostic(finding: Finding, sources: Sources) -> Json:
    made: Json = {
        "message": sentence(finding),
        "location": {"path": finding.path, "range": _range(finding.path, finding.span, sources)},
        "severity": SEVERITY[finding.level],
        "code": {"value": finding.code},
    }
    suggestions = [
        {"range": _range(edit.path, edit.span, sources), "text": edit.text}
        for fix in finding.fixes
        for edit in fix.edits
        if edit.path == finding.path
    ]
    if suggestions:
        made["suggestions"] = suggestions
    if finding.trail:
        made["related_locations"] = [
            {"message": s.words, "location": {"path": s.path, "range": _range(s.path, s.span, sources)}}
            for s in finding.trail
        ]
    return made


def _range(path: str, span: Span, sources: Sources) -> Json:
    return {
        "start": {"line": span.line, "column": _bytes(sources.line(path, span.line)[: span.column]) + 1},
        "end": {"line": span.end_line, "column": _bytes(sources.line(path, span.end_line)[: span.end_column]) + 1},
    }


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
