"""Report -> GitHub workflow commands: annotations on the lines of a pull request, without any permission.

In: `Report`. Out: one command per line, worst first (a step shows ten errors and ten warnings), and a last count.
"""

from __future__ import annotations

from practice_lint.findings.finding import CONFIDENCES, LEVELS, Finding, Level, short_id
from practice_lint.report.look import Look
from practice_lint.report.run import Report
from practice_lint.report.wording import columns16, sentence, tally, visible

COMMAND: dict[Level, str] = {"error": "error", "warning": "warning", "note": "notice"}


def render(report: Report, look: Look) -> str:
    ordered = sorted(report.findings, key=lambda f: (LEVELS.index(f.level), CONFIDENCES.index(f.confidence)))
    lines = [_command(finding, report) for finding in ordered]
    lines += [f"::error title=practice-lint::{_data(p.message)}" for p in report.problems if p.path is None]
    if report.nothing:
        lines.append(f"::error title=practice-lint::{_data(report.nothing)}")
    lines.append(visible(f"practice-lint: {tally(report)}"))
    return "\n".join(lines) + "\n"


def _command(finding: Finding, report: Report) -> str:
    span = finding.span
    where = f"file={_property(finding.path)},line={span.line},endLine={span.end_line}"
    if span.line == span.end_line:  # columns of a region of several lines are refused
        start, end = columns16(report.sources, finding.path, span)
        where += f",col={start},endColumn={end}"
    title = _property(f"{finding.code} {short_id(finding)}")
    return f"::{COMMAND[finding.level]} {where},title={title}::{_data(sentence(finding))}"


def _data(text: str) -> str:
    return visible(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
