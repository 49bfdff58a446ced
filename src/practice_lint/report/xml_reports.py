"""Report -> the two XML formats that build servers read: JUnit and Checkstyle.

In: `Report`. Out: XML 1.0; characters that it forbids are spelled out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from practice_lint.findings.finding import Finding, Level, short_id
from practice_lint.report.look import Look
from practice_lint.report.run import Report
from practice_lint.report.wording import place, sentence, summary

SEVERITY: dict[Level, str] = {"error": "error", "warning": "warning", "note": "info"}
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(report: Report, look: Look) -> str:
    """A test case per finding, failed; an error per problem; a passing one when there is nothing to say."""
    problems = [p.message for p in report.problems if p.path is None]  # a file's problem is a finding already
    problems += [report.nothing] if report.nothing else []
    number = len(report.findings)
    tests = number + len(problems) or 1
    counts = {"tests": str(tests), "failures": str(number), "errors": str(len(problems))}
    root = Element("testsuites", _clean({"name": "practice-lint", **counts}))
    suite = SubElement(root, "testsuite", _clean({"name": "practice-lint", **counts}))
    for finding in report.findings:
        name = f"{finding.code} {place(finding.path, finding.span)} {short_id(finding)}"
        where = {"file": finding.path, "line": str(finding.span.line)}
        symbol = f"{finding.module}.{finding.symbol}".strip(".") or finding.path
        case = SubElement(suite, "testcase", _clean({"name": name, "classname": symbol, **where}))
        failure = SubElement(case, "failure", _clean({"type": finding.level, "message": finding.message}))
        failure.text = _legal("\n".join(_account(finding)))
    for message in problems:
        case = SubElement(suite, "testcase", _clean({"name": message, "classname": "practice-lint"}))
        SubElement(case, "error", _clean({"type": "incomplete", "message": message}))
    if not number and not problems:
        SubElement(suite, "testcase", {"name": "no findings", "classname": "practice-lint"})
    SubElement(suite, "system-out").text = _legal("\n".join(summary(report)))
    return _document(root)


def checkstyle(report: Report, look: Look) -> str:
    root = Element("checkstyle", {"version": "4.3"})
    for path, findings in groupby(report.findings, key=lambda finding: finding.path):
        file = SubElement(root, "file", _clean({"name": path}))
        for finding in findings:
            span = finding.span
            attributes = {"line": str(span.line), "column": str(span.column + 1), "severity": SEVERITY[finding.level]}
            attributes |= {"message": sentence(finding), "source": f"practice-lint.{finding.code}"}
            SubElement(file, "error", _clean(attributes))
    for problem in (p for p in report.problems if p.path is None):
        file = SubElement(root, "file", {"name": ""})
        SubElement(file, "error", _clean({"line": "1", "severity": "error", "message": problem.message}))
    return _document(root)


def _account(finding: Finding) -> Iterator[str]:
    yield sentence(finding)
    if finding.why:
        yield finding.why
    if finding.entry:
        yield f"reached: {finding.entry}"
    for number, step in enumerate(finding.trail, 1):
        yield f"{number}. {step.path}:{step.span.line} {step.words}"


def _document(root: Element) -> str:
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _clean(attributes: Mapping[str, str]) -> dict[str, str]:
    return {name: _legal(value) for name, value in attributes.items()}


def _legal(text: str) -> str:
    return _FORBIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
