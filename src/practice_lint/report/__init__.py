"""Report -> text, one module per format. A format is a line in FORMATS."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from practice_lint.report import console, github, gitlab, json_document, rdjson, sarif, tables, xml_reports
from practice_lint.report.look import Look
from practice_lint.report.run import Report

FORMATS: Mapping[str, Callable[[Report, Look], str]] = {
    "console": console.render,
    "sarif": sarif.render,
    "json": json_document.render,
    "jsonl": json_document.render_lines,
    "github": github.render,
    "gitlab": gitlab.render,
    "junit": xml_reports.junit,
    "rdjson": rdjson.render,
    "checkstyle": xml_reports.checkstyle,
    "markdown": tables.markdown,
    "csv": tables.comma_separated,
}
