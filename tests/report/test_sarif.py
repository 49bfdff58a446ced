"""SARIF: the properties that GitHub reads, as far as they can be told without its validator."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hand_made import LISTING, LOOKUP, RULE, empty, report

from practice_lint.facts import Span
from practice_lint.findings.finding import Step, identified
from practice_lint.report import sarif
from practice_lint.report.line_hash import line_hashes
from practice_lint.report.look import Look
from practice_lint.report.run import Report
from practice_lint.rules import RULES


def run_of(made: Report) -> dict[str, Any]:
    document = json.loads(sarif.render(made, Look()))
    assert document["version"] == "2.1.0"
    assert document["$schema"].endswith("sarif-schema-2.1.0.json")
    assert len(document["runs"]) == 1
    run: dict[str, Any] = document["runs"][0]
    return run


RUN = run_of(report())
RESULTS = {result["ruleId"]: result for result in RUN["results"]}


def test_every_rule_is_declared_whether_it_fired_or_not() -> None:
    rules = run_of(empty())["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["PL101", "PL102", "PL901"]
    for rule in rules:
        assert rule["name"] != rule["id"]
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"]
        assert rule["help"]["markdown"].startswith("# ")
        assert rule["defaultConfiguration"]["level"] in ("note", "warning", "error")
        assert rule["properties"]["precision"] in ("very-high", "high", "medium", "low")
        assert rule["properties"]["problem.severity"] in ("error", "warning", "recommendation")
        assert len(rule["properties"]["tags"]) <= 10
        assert len(set(rule["properties"]["tags"])) == len(rule["properties"]["tags"])


def test_the_shipped_rules_keep_what_consumers_ask() -> None:
    declared = run_of(empty(rules=RULES))["tool"]["driver"]["rules"]
    assert len(declared) == len(RULES)
    for rule in declared:
        assert rule["shortDescription"]["text"].endswith(".")
        assert len(rule["name"]) <= 255
        tags = rule["properties"]["tags"]
        assert len(set(tags)) == len(tags)
        assert "security" in tags or "security-severity" not in rule["properties"]


def test_security_severity_is_text_and_left_out_where_there_is_none() -> None:
    by_id = {rule["id"]: rule["properties"] for rule in RUN["tool"]["driver"]["rules"]}
    assert by_id["PL102"]["security-severity"] == "8.1"
    assert "security-severity" not in by_id["PL901"]


def test_an_empty_run_has_results() -> None:
    run = run_of(empty())
    assert run["results"] == []
    assert run["invocations"][0]["executionSuccessful"] is True


def test_every_result_has_what_is_required() -> None:
    for result in RUN["results"]:
        assert RUN["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("note", "warning", "error")
        assert result["message"]["text"]
        assert len(result["locations"]) == 1
        place = result["locations"][0]["physicalLocation"]
        assert not place["artifactLocation"]["uri"].startswith("/")
        assert place["artifactLocation"]["uri"].isascii()
        region = place["region"]
        assert region["startLine"] == region["endLine"] >= 1
        assert region["endColumn"] >= region["startColumn"] >= 1
        assert "suppressions" not in result
        assert "kind" not in result
        assert "baselineState" not in result


def test_columns_count_utf16_code_units() -> None:
    assert RUN["columnKind"] == "utf16CodeUnits"
    region = RESULTS["PL102"]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 4, "startColumn": 25, "endLine": 4, "endColumn": 49}


def test_a_region_of_several_lines_is_cut_to_its_first() -> None:
    region = RESULTS["PL101"]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 8, "startColumn": 9, "endLine": 8, "endColumn": 30}


def test_identity() -> None:
    prints = RESULTS["PL102"]["partialFingerprints"]
    assert prints["practiceLint/v1"].startswith("f7c9bf80")
    made = report()
    assert prints["primaryLocationLineHash"] == line_hashes(made.sources.raw("shop/views.py"))[4]


def test_the_trail_is_a_code_flow_and_linked_from_the_message() -> None:
    result = RESULTS["PL102"]
    locations = result["codeFlows"][0]["threadFlows"][0]["locations"]
    assert [step["location"]["physicalLocation"]["artifactLocation"]["uri"] for step in locations] == [
        "shop/urls.py",
        "shop/views.py",
    ]
    assert [related["id"] for related in result["relatedLocations"]] == [1, 2]
    assert "[the URL gives `pk`](1)" in result["message"]["text"]
    assert "\\[the URL's\\]" in result["message"]["text"]


def test_a_long_trail_is_cut() -> None:
    steps = tuple(Step("shop/urls.py", Span(1, 0, 1, 1), f"step {n}") for n in range(500))
    run = run_of(report(findings=tuple(identified([replace(LOOKUP, trail=steps)]))))
    assert len(run["results"][0]["relatedLocations"]) == sarif.MAX_TRAIL


def test_more_results_than_consumers_accept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MAX_RESULTS", 2)
    run = run_of(report())
    assert [result["level"] for result in run["results"]] == ["error", "error"]
    assert any("left out" in n["message"]["text"] for n in run["invocations"][0]["toolExecutionNotifications"])


def test_problems_are_notifications_of_an_unsuccessful_run() -> None:
    invocation = RUN["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert invocation["exitCode"] == 4
    errors = [n for n in invocation["toolExecutionNotifications"] if n["level"] == "error"]
    said = [n["message"]["text"] for n in errors]
    assert said == ["syntax: invalid syntax", "rule PL999 (x) crashed: ValueError: boo"]
    uri = errors[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "shop/br%C3%B6ken%20file.py"
    kinds = {n["descriptor"]["id"] for n in invocation["toolExecutionNotifications"]}
    assert kinds == {"incomplete", "account"}


def test_nothing_to_check_is_no_success() -> None:
    invocation = run_of(empty(nothing="nothing to check: no Django model found", status=3))["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert "nothing to check" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def test_suppressed_findings_are_left_out() -> None:
    assert len(RUN["results"]) == len(report().findings)


def test_fixes() -> None:
    change = RESULTS["PL102"]["fixes"][0]["artifactChanges"][0]
    assert change["replacements"][0]["insertedContent"]["text"] == ", practice=request.practice"
    assert change["replacements"][0]["deletedRegion"]["startColumn"] == 48


def test_a_fence_that_nothing_closes() -> None:
    help_ = next(r for r in RUN["tool"]["driver"]["rules"] if r["id"] == RULE.code)["help"]["markdown"]
    assert "````python\n# file: clinic/views.py\n'''```'''\n````" in help_


def test_levels_are_the_findings_own() -> None:
    assert RESULTS["PL101"]["level"] == LISTING.level == "warning"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", ["c129715d7a2bc9a3:1"]),
        (b" a\nb\n  \t\tc\n d", ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]),
    ],
)
def test_line_hashes_are_those_of_upload_sarif(raw: bytes, expected: list[str]) -> None:
    assert list(line_hashes(raw).values())[: len(expected)] == expected


def test_line_hashes_do_not_see_blanks_or_line_ends() -> None:
    assert line_hashes(b"a b\r\nc\rd\n") == line_hashes(b"\tab\nc\n d\n")


def test_equal_lines_are_counted() -> None:
    same = b"x = 1\n" * 60  # more than the window, so that the first hashes are equal
    values = list(line_hashes(same).values())
    assert [v.partition(":")[2] for v in values[:3]] == ["1", "2", "3"]
    assert len(set(values)) == len(values)
