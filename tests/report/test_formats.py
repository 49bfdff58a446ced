"""Every other format: well-formed, pure, and nothing that was not read is missing from it."""

from __future__ import annotations

import csv
import io
import json
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree

import pytest
from hand_made import VIEWS, empty, report
from jsonschema import Draft202012Validator

from practice_lint.report import FORMATS
from practice_lint.report.look import Look

MACHINE = sorted(set(FORMATS) - {"console"})
SCHEMA = json.loads((files("practice_lint.report") / "schemas" / "report-1.schema.json").read_text("utf-8"))


def printed(name: str, **changes: Any) -> str:
    return FORMATS[name](report(**changes), Look(color=True))


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_prints_a_full_and_an_empty_report(name: str) -> None:
    assert FORMATS[name](report(), Look()).endswith("\n")
    assert FORMATS[name](empty(), Look()).endswith("\n") or name == "jsonl"


@pytest.mark.parametrize("name", MACHINE)
def test_machine_formats_are_never_coloured_and_tell_no_time(name: str) -> None:
    text = printed(name)
    assert "\x1b" not in text
    assert text == printed(name, seconds=99.0)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_an_unreadable_file_is_named_in_every_format(name: str) -> None:
    assert any(spelled in printed(name) for spelled in ("bröken", "br\\u00f6ken", "br%C3%B6ken"))


@pytest.mark.parametrize("name", ["console", "sarif", "json", "jsonl", "github", "junit", "checkstyle", "markdown"])
def test_a_crashed_rule_is_named(name: str) -> None:
    assert "PL999" in printed(name)


@pytest.mark.parametrize("name", ["console", "sarif", "json", "jsonl", "github", "junit", "markdown"])
def test_nothing_to_check_is_said(name: str) -> None:
    assert "no Django model" in FORMATS[name](empty(nothing="nothing to check: no Django model found"), Look())


@pytest.mark.parametrize("name", ["console", "sarif", "json", "junit", "markdown"])
def test_the_practice_model_is_said(name: str) -> None:
    assert "accounts.Practice" in printed(name)


def test_the_json_document_keeps_its_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    validator = Draft202012Validator(SCHEMA)
    validator.validate(json.loads(printed("json")))
    validator.validate(json.loads(FORMATS["json"](empty(nothing="nothing"), Look())))


def test_json_lines_keep_it_too() -> None:
    rows = [json.loads(line) for line in printed("jsonl").splitlines()]
    for row in rows:
        name = "problem_line" if "problem" in row else "finding"
        Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": SCHEMA["$defs"]}).validate(row)
    assert len(rows) == 5


def test_json_columns_count_characters_from_one() -> None:
    finding = next(f for f in json.loads(printed("json"))["findings"] if f["code"] == "PL102")
    line = VIEWS.split("\n")[finding["line"] - 1]
    assert line[finding["column"] - 1 : finding["end_column"] - 1] == "Order.objects.get(pk=pk)"


def test_github_commands_are_escaped_and_worst_first() -> None:
    lines = printed("github").splitlines()
    assert lines[0].startswith("::error file=shop/bröken file.py,line=3")
    assert [line.partition(" ")[0] for line in lines[:4]] == ["::error", "::error", "::warning", "::error"]
    assert "50 %25, all" in lines[2]
    assert "col=" not in lines[2]
    assert "col=25,endColumn=49" in lines[1]


def test_gitlab_fingerprints_differ() -> None:
    items = json.loads(printed("gitlab"))
    assert len({item["fingerprint"] for item in items}) == 3
    assert {item["severity"] for item in items} <= {"info", "minor", "major", "critical", "blocker"}


def test_rdjson_columns_count_utf8_bytes() -> None:
    found = next(d for d in json.loads(printed("rdjson"))["diagnostics"] if d["code"]["value"] == "PL102")
    start, end = found["location"]["range"]["start"], found["location"]["range"]["end"]
    line = VIEWS.split("\n")[3].encode()
    assert line[start["column"] - 1 : end["column"] - 1] == b"Order.objects.get(pk=pk)"


def test_junit() -> None:
    root = ElementTree.fromstring(printed("junit"))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("4", "3", "1")
    assert len(root.findall(".//failure")) == 3
    clean = ElementTree.fromstring(FORMATS["junit"](empty(), Look()))
    assert (clean.get("tests"), clean.get("failures"), clean.get("errors")) == ("1", "0", "0")


def test_checkstyle() -> None:
    root = ElementTree.fromstring(printed("checkstyle"))
    assert [file.get("name") for file in root] == ["shop/bröken file.py", "shop/views.py", ""]
    assert root[1][0].get("source") == "practice-lint.PL102"


def test_csv_cells_are_no_formulas() -> None:
    rows = list(csv.DictReader(io.StringIO(printed("csv"))))
    assert len(rows) == 3
    assert rows[2]["message"].startswith("'=")
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())


def test_markdown_defuses_markup() -> None:
    text = printed("markdown")
    assert "\\[the URL's\\]" in text
    assert "`GET orders/<int:pk>/`" in text
