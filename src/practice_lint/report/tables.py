"""Report -> tables for people: Markdown (a pull request, a job summary) and CSV (a spreadsheet).

In: `Report`. Out: text. What the scanned repository wrote can neither become markup, nor a mention, nor a formula.
"""

from __future__ import annotations

import csv
import io
import re

from practice_lint.findings.finding import CONFIDENCES, LEVELS, short_id
from practice_lint.report.look import Look
from practice_lint.report.run import Report
from practice_lint.report.wording import summary, visible

COLUMNS = (
    "id", "code", "level", "confidence", "path", "line", "column", "symbol", "model", "practice path", "query",
    "message", "why", "repair", "entry", "trail", "fingerprint",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would compute such a cell


def markdown(report: Report, look: Look) -> str:
    parts = ["## practice-lint", "\n".join(f"* {_prose(line)}" for line in summary(report))]
    names = {rule.code: rule.name for rule in report.rules}
    ordered = sorted(report.findings, key=lambda f: (LEVELS.index(f.level), CONFIDENCES.index(f.confidence)))
    for finding in ordered:
        parts.append(f"### {finding.level}: {finding.code} {names.get(finding.code, '')} `{short_id(finding)}`")
        lines = [f"{_code(f'{finding.path}:{finding.span.line}')}: {_prose(finding.message)}"]
        lines += [f"**Why.** {_prose(finding.why)}"] if finding.why else []
        lines += [f"**Expected practice path.** {_code(finding.practice_path)}"] if finding.practice_path else []
        lines += [f"**Repair.** {_prose(finding.repair)}"]
        lines += [f"**Reached by.** {_code(finding.entry)}"] if finding.entry else []
        parts.append("\n\n".join(lines))
        if finding.trail:
            steps = [f"{_code(f'{s.path}:{s.span.line}')} {_prose(s.words)}" for s in finding.trail]
            parts.append("\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1)))
    return "\n\n".join(parts) + "\n"


def comma_separated(report: Report, look: Look) -> str:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for f in report.findings:
        trail = " > ".join(f"{step.path}:{step.span.line} {step.words}" for step in f.trail)
        row = (
            short_id(f), f.code, f.level, f.confidence, f.path, f.span.line, f.span.column + 1, f.symbol, f.model or "",
            f.practice_path or "", f.query, f.message, f.why, f.repair, f.entry or "", trail, f.fingerprint,
        )  # fmt: skip
        writer.writerow([_cell(str(value)) for value in row])
    return out.getvalue()


def _cell(text: str) -> str:
    text = visible(text)
    return f"'{text}" if text.startswith(FORMULA) else text


def _code(text: str) -> str:
    """A code span that nothing in the text can close."""
    text = visible(text)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    ticks = "`" * (longest + 1)
    pad = " " if "`" in text else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def _prose(text: str) -> str:
    """Code spans stay as they are; elsewhere markup, mentions and references are defused."""
    parts = re.split(r"(`[^`]*`)", visible(text))
    return "".join(p if p.startswith("`") and len(p) > 1 else re.sub(r"([\\*_\[\]<>#@|`~])", r"\\\1", p) for p in parts)
