"""Report -> SARIF 2.1.0, in the subset that GitHub code scanning reads.

In: `Report`. Out: JSON text: one run, every rule declared, suppressed findings left out (consumers would open them),
problems as notifications of an unsuccessful invocation. Columns count UTF-16 code units from 1.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from practice_lint.facts import Span
from practice_lint.findings.finding import (
    CONFIDENCES,
    FINGERPRINT_VERSION,
    LEVELS,
    Finding,
    Fix,
    Level,
    short_id,
)
from practice_lint.report.line_hash import line_hashes
from practice_lint.report.look import Look
from practice_lint.report.run import Report, Sources
from practice_lint.report.wording import columns16, sentence, summary
from practice_lint.rules.base import Rule

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"
MAX_RESULTS = 25_000  # GitHub rejects a run with more
MAX_TRAIL = 100  # locations of a result that GitHub keeps
MAX_TEXT = 1_024  # of a rule's descriptions
MAX_TAGS = 10
SEVERITY: dict[Level, str] = {"error": "error", "warning": "warning", "note": "note"}
PROBLEM_SEVERITY: dict[Level, str] = {"error": "error", "warning": "warning", "note": "recommendation"}
PRECISION: dict[Level, str] = {"error": "high", "warning": "medium", "note": "low"}

Json = dict[str, Any]


def render(report: Report, look: Look) -> str:
    rules = sorted(report.rules, key=lambda rule: rule.code)
    index = {rule.code: number for number, rule in enumerate(rules)}
    kept = report.findings
    if len(kept) > MAX_RESULTS:
        worst = sorted(kept, key=lambda f: (LEVELS.index(f.level), CONFIDENCES.index(f.confidence)))[:MAX_RESULTS]
        chosen = {f.fingerprint for f in worst}
        kept = tuple(f for f in kept if f.fingerprint in chosen)
    hashes: dict[str, dict[int, str]] = {}
    for path in {f.path for f in kept}:
        hashes[path] = line_hashes(report.sources.raw(path))
    run = {
        "tool": {
            "driver": {
                "name": "practice-lint",
                "version": report.version,
                "semanticVersion": report.version,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "invocations": [_invocation(report, len(report.findings) - len(kept))],
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "columnKind": "utf16CodeUnits",
        "results": [_result(finding, index, hashes, report.sources) for finding in kept],
        "properties": {"practiceModel": report.practice.model, "queries": dict(report.totals.ledger)},
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: Rule) -> Json:
    first, _, rest = " ".join(rule.doc.split()).partition(". ")
    short = first.rstrip(".") + "."
    page = "\n\n".join(part for part in (rest, f"How to repair: {rule.repair}", f"Limits: {rule.limits}") if part)
    markdown = [f"# {rule.code} {rule.name}", rule.doc.strip(), f"**Repair.** {rule.repair}"]
    for title, examples in (("A leak", rule.bad), ("Sound", rule.good)):
        markdown += [f"**{title}:** {example.title}\n\n{fenced(example.source)}" for example in examples[:1]]
    markdown.append(f"**Limits.** {rule.limits}")
    declared: Json = {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": short[:MAX_TEXT]},
        "fullDescription": {"text": f"{short} {rule.repair}"[:MAX_TEXT]},
        "help": {"text": page or short, "markdown": "\n\n".join(markdown)},
        "defaultConfiguration": {"level": SEVERITY[rule.level]},
        "properties": {
            "tags": list(dict.fromkeys(["security"] * bool(rule.security_severity) + list(rule.tags)))[:MAX_TAGS],
            "precision": PRECISION[rule.level],
            "problem.severity": PROBLEM_SEVERITY[rule.level],
        },
    }
    if rule.security_severity and float(rule.security_severity) > 0:
        declared["properties"]["security-severity"] = rule.security_severity
    return declared


def fenced(source: str, language: str = "python") -> str:
    """The source in a Markdown fence that nothing in it can close."""
    fence = "```"
    while fence in source:
        fence += "`"
    return f"{fence}{language}\n{source.strip()}\n{fence}"


def _result(finding: Finding, index: dict[str, int], hashes: dict[str, dict[int, str]], sources: Sources) -> Json:
    steps = finding.trail[:MAX_TRAIL]
    related = [
        {"id": number, **_location(step.path, step.span, sources, step.words)} for number, step in enumerate(steps, 1)
    ]
    links = " ".join(f"[{_plain(step.words)}]({number})" for number, step in enumerate(steps, 1))
    prints = {FINGERPRINT_VERSION: finding.fingerprint}
    if line_hash := hashes[finding.path].get(finding.span.line):
        prints["primaryLocationLineHash"] = line_hash
    place = _location(finding.path, _first_line(finding.path, finding.span, sources), sources)
    if finding.symbol:
        name = f"{finding.module}.{finding.symbol}".strip(".")
        place["logicalLocations"] = [{"name": finding.symbol.rpartition(".")[2], "fullyQualifiedName": name}]
    result: Json = {
        "ruleId": finding.code,
        "level": SEVERITY[finding.level],
        "message": {"text": _plain(sentence(finding)) + (f" Trail: {links}" if links else "")},
        "locations": [place],
        "partialFingerprints": prints,
        "properties": {
            "id": short_id(finding),
            "confidence": finding.confidence,
            "model": finding.model,
            "practicePath": finding.practice_path,
            "entry": finding.entry,
            "query": finding.query,
            "why": finding.why,
        },
    }
    if finding.code in index:
        result["ruleIndex"] = index[finding.code]
    if related:
        result["relatedLocations"] = related
        flow = [{"location": _location(step.path, step.span, sources, step.words)} for step in steps]
        result["codeFlows"] = [{"threadFlows": [{"locations": flow}]}]
    if finding.fixes:
        result["fixes"] = [_fix(fix, sources) for fix in finding.fixes]
    return result


def _location(path: str, span: Span, sources: Sources, words: str = "") -> Json:
    place: Json = {"physicalLocation": {"artifactLocation": _artifact(path), "region": _region(path, span, sources)}}
    if words:
        place["message"] = {"text": _plain(words)}
    return place


def _first_line(path: str, span: Span, sources: Sources) -> Span:
    """GitHub shows an alert in a pull request only if all of its lines were edited, so the first must do."""
    if span.end_line == span.line:
        return span
    return Span(span.line, span.column, span.line, len(sources.line(path, span.line).rstrip()))


def _artifact(path: str) -> Json:
    return {"uri": quote(path.encode("utf-8", "surrogateescape")), "uriBaseId": ROOT}


def _region(path: str, span: Span, sources: Sources) -> Json:
    start, end = columns16(sources, path, span)
    return {"startLine": span.line, "startColumn": start, "endLine": span.end_line, "endColumn": end}


def _fix(fix: Fix, sources: Sources) -> Json:
    changes = []
    for path in dict.fromkeys(edit.path for edit in fix.edits):
        replacements = [
            {"deletedRegion": _region(path, edit.span, sources), "insertedContent": {"text": edit.text}}
            for edit in fix.edits
            if edit.path == path
        ]
        changes.append({"artifactLocation": _artifact(path), "replacements": replacements})
    return {"description": {"text": fix.words}, "artifactChanges": changes}


def _plain(text: str) -> str:
    """Brackets would make a link of the text."""
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _invocation(report: Report, left_out: int) -> Json:
    notices: list[Json] = []
    for problem in report.problems:
        notice: Json = {"level": "error", "message": {"text": problem.message}, "descriptor": {"id": "incomplete"}}
        if problem.path is not None:
            span = Span(problem.line, 0, problem.line, 0)
            notice["locations"] = [_location(problem.path, span, report.sources)]
        if problem.rule is not None:
            notice["associatedRule"] = {"id": problem.rule}
        notices.append(notice)
    if report.nothing is not None:
        notices.append(_notice("error", report.nothing, "nothing-to-check"))
    if left_out:
        text = f"{left_out} of the least severe findings are left out: consumers reject more than {MAX_RESULTS}"
        notices.append(_notice("warning", text, "incomplete"))
    notices.extend(_notice("note", line, "account") for line in summary(report))
    return {
        "executionSuccessful": report.complete,
        "exitCode": report.status,
        "toolExecutionNotifications": notices,
    }


def _notice(level: str, text: str, descriptor: str) -> Json:
    return {"level": level, "message": {"text": text}, "descriptor": {"id": descriptor}}
