"""Report -> text for people: worst leak first, each with its line, its reason, its repair and its trail.

In: `Report`, how it may look. Out: text, coloured or not. Paths are never wrapped, so `path:line:column` stays
clickable.
"""

from __future__ import annotations

import io

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from practice_lint.facts import Span
from practice_lint.findings.finding import CONFIDENCES, LEVELS, Finding, Level, short_id
from practice_lint.report.look import Look
from practice_lint.report.run import Report, Sources
from practice_lint.report.wording import place, summary, visible

COLORS: dict[Level, str] = {"error": "bold red", "warning": "bold yellow", "note": "bold cyan"}
LABEL = 9  # columns of the labels "why", "repair", …
TAB = 4
UNDECIDED_SHOWN = 50  # the auditor's list in the console; json has them all


def render(report: Report, look: Look) -> str:
    out = io.StringIO()
    console = Console(
        file=out, force_terminal=look.color, no_color=not look.color, width=look.width, highlight=False, emoji=False,
        markup=False, soft_wrap=True, legacy_windows=False, color_system="standard" if look.color else None,
    )  # fmt: skip
    names = {rule.code: rule.name for rule in report.rules}
    for finding in sorted(report.findings, key=_worst_first):
        if look.quiet:
            where = place(finding.path, finding.span)
            console.print(f"{where} {finding.level} {finding.code} {visible(finding.message)}")
        else:
            _leak(console, finding, names.get(finding.code, ""), report.sources, look)
    if not look.quiet:
        _undecided(console, report)
        if look.verbose:
            _suppressed(console, report)
        _summary(console, report)
    return out.getvalue()


def _worst_first(finding: Finding) -> tuple[object, ...]:
    span = finding.span
    doubt = CONFIDENCES.index(finding.confidence)
    return (LEVELS.index(finding.level), doubt, finding.path, span.line, span.column, finding.code)


def _leak(console: Console, finding: Finding, name: str, sources: Sources, look: Look) -> None:
    head = Text()
    head.append(f"{finding.level}[{finding.code}]", COLORS[finding.level])
    head.append(f" {name}  ", "bold")
    head.append(place(finding.path, finding.span))
    head.append(f"  {short_id(finding)}", "dim")
    console.print(head)
    _paragraph(console, "", finding.message, look)
    _excerpt(console, finding.span, sources.line(finding.path, finding.span.line), COLORS[finding.level])
    _paragraph(console, "why", finding.why, look)
    if finding.practice_path:
        _paragraph(console, "expected", f"a practice path: {finding.practice_path}", look)
    _paragraph(console, "repair", finding.repair, look)
    _paragraph(console, "reached", finding.entry or "", look)
    if finding.confidence != "high":
        _paragraph(console, "doubt", f"confidence {finding.confidence}", look)
    for number, step in enumerate(finding.trail, 1):
        row = Text(f"  {'trail' if number == 1 else '':<{LABEL}}")
        row.append(f"{number}. ", "dim").append(f"{visible(step.path)}:{step.span.line}", "cyan")
        console.print(row.append(f"  {visible(step.words)}"))
    console.print()


def _paragraph(console: Console, label: str, text: str, look: Look) -> None:
    """A labelled text, folded at the width of the terminal; not folded where there is none."""
    if not text:
        return
    indent = 2 + (LABEL if label else 0)
    if look.fold:
        wrapped = Text(visible(text)).wrap(console, max(look.width - indent, 40))
        lines = [str(line).rstrip() for line in wrapped]
    else:
        lines = [visible(text)]
    for number, line in enumerate(lines):
        row = Text("  ")
        if label:
            row.append(f"{label if number == 0 else '':<{LABEL}}", "dim")
        console.print(row.append(line))


def _excerpt(console: Console, span: Span, line: str, color: str) -> None:
    """The line with carets under the span; a span of several lines is marked to the end of its first."""
    if not line.strip():
        return
    end = span.end_column if span.end_line == span.line else len(line.rstrip())
    before, marked = (_flat(part) for part in (line[: span.column], line[span.column : end]))
    gutter = f"{span.line:>6} │ "
    console.print(Text(gutter, "dim").append(visible(_flat(line)).rstrip(), "default"))
    carets = "^" * max(cell_len(marked), 1) + (" …" if span.end_line != span.line else "")
    console.print(Text(" " * 6 + " │ ", "dim").append(" " * cell_len(before)).append(carets, color))


def _flat(text: str) -> str:
    return visible(text.replace("\t", " " * TAB))


def _undecided(console: Console, report: Report) -> None:
    if not report.undecided:
        return
    console.print(Text("Undecided: neither proved nor a leak", "bold"))
    for site in report.undecided[:UNDECIDED_SHOWN]:
        console.print(f"  {place(site.path, site.span)}  {visible(site.query)}: {visible(site.reason)}")
    if len(report.undecided) > UNDECIDED_SHOWN:
        console.print(f"  and {len(report.undecided) - UNDECIDED_SHOWN} more (--format json lists them)")
    console.print()


def _suppressed(console: Console, report: Report) -> None:
    for taken in report.suppressed:
        where = place(taken.finding.path, taken.finding.span)
        console.print(f"suppressed {where} {short_id(taken.finding)}: {visible(taken.by.reason)}")
    for problem in report.problems:
        if problem.detail:
            console.print(Padding(Text(problem.detail), (0, 2)))


def _summary(console: Console, report: Report) -> None:
    *lines, tally = summary(report)
    for line in lines:
        console.print(Text(line, "dim"))
    worst = next((level for level in LEVELS if any(f.level == level for f in report.findings)), None)
    good = report.complete and worst is None
    color = COLORS[worst] if worst else "bold green" if good else "bold yellow"
    console.print(Text(tally, color).append(f" · {report.seconds:.1f} s", "dim"))
