"""Report -> GitLab Code Quality: the widget of a merge request.

In: `Report`. Out: a JSON array; the fingerprint tells equal findings apart, since the widget folds equal ones.
"""

from __future__ import annotations

import json

from practice_lint.findings.finding import Level
from practice_lint.report.look import Look
from practice_lint.report.run import Report
from practice_lint.report.wording import sentence

SEVERITY: dict[Level, str] = {"error": "critical", "warning": "major", "note": "info"}


def render(report: Report, look: Look) -> str:
    items = [
        {
            "description": f"{finding.code}: {sentence(finding)}",
            "check_name": finding.code,
            "fingerprint": finding.fingerprint,
            "severity": SEVERITY[finding.level],
            "location": {"path": finding.path, "lines": {"begin": finding.span.line, "end": finding.span.end_line}},
        }
        for finding in report.findings
    ]
    return json.dumps(items, indent=2) + "\n"
