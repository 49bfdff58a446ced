"""Report -> text, one module per format. A format is a line in FORMATS."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from practice_lint.report import console, json_document, sarif
from practice_lint.report.look import Look
from practice_lint.report.run import Report

FORMATS: Mapping[str, Callable[[Report, Look], str]] = {
    "console": console.render,
    "sarif": sarif.render,
    "json": json_document.render,
    "jsonl": json_document.render_lines,
}
