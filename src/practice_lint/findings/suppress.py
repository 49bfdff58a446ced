"""Suppression comments -> which findings they take back, and what is wrong with the comments themselves.

    # practice-lint: ignore[PL102] until=2027-03-31 by=@team: reason text

In: the facts of every file, the findings, today. Out: the findings that stay, those taken back and by which comment,
and the policy findings PL902, PL903 and PL904. A comment that does not hold takes nothing back: it fails closed.
A comment is bound to a statement, not to a line: it may stand on any physical line of the statement or on the line
above it; of a compound statement, a class or a function only the header counts. Deliberately unknown: rules,
configuration.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from practice_lint.facts import (
    Bind,
    Class,
    Comment,
    Defined,
    Evaluate,
    FileFacts,
    For,
    Function,
    If,
    Leave,
    Span,
    Step,
    Try,
    While,
    With,
)
from practice_lint.findings.finding import Finding, Level

UNUSED, WITHOUT_REASON, EXPIRED = "PL902", "PL903", "PL904"
POLICY = (UNUSED, WITHOUT_REASON, EXPIRED)
RUN = "PL9"  # findings about the run itself cannot be suppressed

_DIRECTIVE = re.compile(
    r"#\s*practice-lint(?:\s*:\s*(?P<body>.*)|\s+(?P<words>(?:ignore|file-ignore|disable|noqa)\b.*))", re.S
)
_GRAMMAR = re.compile(
    r"ignore\s*\[(?P<codes>[^\]]*)\](?P<options>(?:\s+[a-z]+=[^\s:]*)*)\s*(?::\s*(?P<reason>.*))?$", re.S
)
_NEXT_COMMENT = re.compile(r"\s+#\s.*$|\s*#\s*(?:noqa|type:|nosec|pragma|pylint:|fmt:|ruff:).*$", re.S)
_MODEL_ANSWER = "# practice-lint: ignore[PL102] until=2027-03-31 by=@team: why it is safe"


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment that is written as it must be. `lines` are the first and last line that it covers."""

    path: str
    comment: Comment
    codes: tuple[str, ...]
    until: date | None
    by: str | None
    reason: str
    lines: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Suppressed:
    finding: Finding
    by: Suppression


@dataclass(frozen=True, slots=True)
class Judgement:
    """`kept` and `suppressed` share out the findings; `policy` is new and not yet identified."""

    kept: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...]
    policy: tuple[Finding, ...]


def judge(
    findings: Sequence[Finding],
    facts: Mapping[str, FileFacts],
    *,
    modules: Mapping[str, str],
    known: Collection[str],
    ran: Collection[str],
    today: date,
) -> Judgement:
    """`modules` gives a path's module name, `known` every code there is, `ran` the codes whose rules ran to their end:
    whether a suppression of another code is in use cannot be told."""
    holding: list[Suppression] = []
    policy: list[Finding] = []
    for path in sorted(facts):
        if not any("practice-lint" in comment.text for comment in facts[path].comments):
            continue
        statements = _Statements(facts[path])
        for comment in facts[path].comments:
            read = _read(path, comment, statements, known, today)
            if isinstance(read, Suppression):
                holding.append(read)
            elif read is not None:
                code, message, repair = read
                policy.append(_policy(code, path, modules.get(path, ""), comment, statements, message, repair))
    kept: list[Finding] = []
    suppressed: list[Suppressed] = []
    used: set[tuple[str, int, str]] = set()
    for finding in findings:
        by = next((s for s in holding if _covers(s, finding)), None)
        if by is None:
            kept.append(finding)
        else:
            suppressed.append(Suppressed(finding, by))
            used.add((by.path, by.comment.line, finding.code))
    for s in holding:
        idle = [code for code in s.codes if code in ran and (s.path, s.comment.line, code) not in used]
        if idle:
            message = f"This suppression of {', '.join(idle)} suppresses nothing."
            repair = "Remove the comment." if len(idle) == len(s.codes) else f"Remove {', '.join(idle)} from its codes."
            statements = _Statements(facts[s.path])
            policy.append(_policy(UNUSED, s.path, modules.get(s.path, ""), s.comment, statements, message, repair))
    return Judgement(tuple(kept), tuple(suppressed), tuple(policy))


def _covers(suppression: Suppression, finding: Finding) -> bool:
    first, last = suppression.lines
    return (
        finding.path == suppression.path
        and finding.code in suppression.codes
        and first <= finding.span.line <= last
    )  # fmt: skip


# ── the grammar ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _read(
    path: str, comment: Comment, statements: _Statements, known: Collection[str], today: date
) -> Suppression | tuple[str, str, str] | None:
    """The suppression, or (code, message, repair) of why it does not hold, or None for a comment that is prose."""
    directive = _DIRECTIVE.search(comment.text)
    if directive is None:
        return None
    body = _NEXT_COMMENT.sub("", directive["body"] or directive["words"] or "").strip()
    form = _GRAMMAR.match(body)
    if form is None or directive["body"] is None:
        blanket = re.match(r"(ignore|disable|noqa)\s*(:|$)", body)
        what = "names no code, and there is no blanket form" if blanket else "cannot be read"
        return WITHOUT_REASON, f"This suppression {what}, so it does not hold.", f"Write `{_MODEL_ANSWER}`."
    codes = tuple(code.strip() for code in form["codes"].split(",") if code.strip())
    if not codes:
        return WITHOUT_REASON, "This suppression names no code, so it does not hold.", f"Write `{_MODEL_ANSWER}`."
    for code in codes:
        if code not in known:
            near = difflib.get_close_matches(code.upper(), sorted(c for c in known if not c.startswith(RUN)), n=1)
            hint = f"Write {near[0]}, or remove the comment." if near else "Name a code of `practice-lint rules`."
            return WITHOUT_REASON, f"This suppression names {code!r}, which is no rule, so it does not hold.", hint
        if code.startswith(RUN):
            return WITHOUT_REASON, f"{code} is about the run itself and cannot be suppressed.", "Mend its cause."
    until, by = None, None
    for option in form["options"].split():
        name, _, value = option.partition("=")
        if name == "until":
            try:
                until = date.fromisoformat(value)
            except ValueError:
                message = f"This suppression's date {value!r} is no date, so it does not hold."
                return WITHOUT_REASON, message, "Write until=YYYY-MM-DD."
        elif name == "by" and value:
            by = value
        else:
            return WITHOUT_REASON, f"This suppression's {option!r} cannot be read, so it does not hold.", \
                "Only until=YYYY-MM-DD and by=NAME may stand there."  # fmt: skip
    reason = (form["reason"] or "").strip()
    if not re.search(r"\w", reason):
        return WITHOUT_REASON, "This suppression gives no reason, so it does not hold.", "Say why after a colon."
    if until is not None and today > until:
        message = f"This suppression expired: it held until {until.isoformat()}."
        return EXPIRED, message, "Mend what it hides, or set a new date with a new reason."
    lines = statements.covered_by(comment)
    return Suppression(path, comment, codes, until, by, reason, lines)


def _policy(
    code: str, path: str, module: str, comment: Comment, statements: _Statements, message: str, repair: str
) -> Finding:
    level: Level = "warning"
    end = comment.column + len(comment.text)
    span = Span(comment.line, comment.column, comment.line, end)
    return Finding(
        code=code, level=level, confidence="high", path=path, span=span, module=module,
        symbol=statements.symbol_at(comment.line), model=None, practice_path=None, query=comment.text, message=message,
        repair=repair, why="", trail=(), entry=None,
    )  # fmt: skip


# ── statements ──────────────────────────────────────────────────────────────────────────────────────────────────────


class _Statements:
    """The line ranges of a file's statements: whole for simple ones, the header for compound ones."""

    def __init__(self, facts: FileFacts) -> None:
        ranges = set(_ranges(facts.body))
        definitions: tuple[Function | Class, ...] = (*facts.functions, *facts.classes)
        for definition in definitions:
            ranges.add(_header(definition.span, definition.body, definition.head.end_line))
            ranges.update(_ranges(definition.body))
        self.ranges = sorted(ranges)
        self.starts = {first for first, _ in ranges}
        self.symbols = [(d.span.line, d.span.end_line, d.name) for d in definitions]

    def covered_by(self, comment: Comment) -> tuple[int, int]:
        """An alone comment right above a statement means that one, any other the statement it stands in or behind."""
        if comment.alone and comment.line + 1 in self.starts:
            return self._at(comment.line + 1)
        return self._at(comment.line)

    def _at(self, line: int) -> tuple[int, int]:
        around = [r for r in self.ranges if r[0] <= line <= r[1]]
        return min(around, key=lambda r: r[1] - r[0]) if around else (line, line)

    def symbol_at(self, line: int) -> str:
        around = [(last - first, name) for first, last, name in self.symbols if first <= line <= last]
        return min(around)[1] if around else ""


def _ranges(steps: Iterable[Step]) -> Iterator[tuple[int, int]]:
    for step in steps:
        match step:
            case Bind(value=Defined()):
                pass  # its Function or Class says more
            case Bind() | Evaluate() | Leave():
                yield step.span.line, step.span.end_line
            case If():
                yield _header(step.span, (*step.then, *step.other))
                yield from _ranges((*step.then, *step.other))
            case For() | While():
                yield _header(step.span, (*step.body, *step.other))
                yield from _ranges((*step.body, *step.other))
            case With():
                yield _header(step.span, step.body)
                yield from _ranges(step.body)
            case Try():
                handled = tuple(inner for handler in step.handlers for inner in handler.body)
                yield from _ranges((*step.body, *handled, *step.other, *step.final))


def _header(span: Span, body: Sequence[Step], least: int = 0) -> tuple[int, int]:
    """From the first line to the one before the body; a body on the header's own line leaves the header that line."""
    inner = min((step.span.line for step in body), default=span.end_line + 1)
    return span.line, max(span.line, least, min(inner - 1, span.end_line))
