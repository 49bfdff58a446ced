"""RULES -> the catalogue: `rules.md`, one rule's page, the list.

In: rules. Out: Markdown, text, JSON. `rules.md` is this module's output; a test fails when it is stale.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from practice_lint.report.sarif import fenced
from practice_lint.rules.base import Example, Rule

FAMILIES = {
    "rows": "PL1xx rows: a query on rows that belong to a practice",
    "views": "PL2xx views",
    "models": "PL3xx models",
    "active practice": "PL4xx the active practice",
    "surfaces": "PL5xx other surfaces",
    "schema": "PL6xx schema per tenant",
    "run": "PL9xx the run itself",
}


def short(rule: Rule) -> str:
    """The first sentence of the rule's docstring, on one line."""
    first, stop, _ = " ".join(rule.doc.split()).partition(". ")
    return first + "." if stop else first


def markdown(rules: Sequence[Rule]) -> str:
    parts = [
        "# The rules\n\n<!-- written by `practice-lint rules --write rules.md`; do not edit -->\n\n"
        "Codes never change meaning and are never reused. `practice-lint explain CODE` shows a rule's page.",
    ]
    for family, title in FAMILIES.items():
        members = sorted((rule for rule in rules if rule.family == family), key=lambda rule: rule.code)
        if not members:
            continue
        rows = [f"| {_link(r)} | {r.name} | {_cell(short(r))} | {r.level} |" for r in members]
        parts.append(f"## {title}\n\n| code | name | what | level |\n|---|---|---|---|\n" + "\n".join(rows))
        parts.extend(_page(rule, "###") for rule in members)
    return "\n\n".join(parts) + "\n"


def page(rule: Rule) -> str:
    """What `explain` shows."""
    return _page(rule, "#") + "\n"


def table(rules: Sequence[Rule]) -> str:
    ordered = sorted(rules, key=lambda rule: rule.code)
    width = max((len(rule.name) for rule in ordered), default=0)
    return "".join(f"{r.code}  {r.name:<{width}}  {r.level:<7}  {short(r)}\n" for r in ordered)


def as_json(rules: Sequence[Rule]) -> str:
    rows = [
        {
            "code": r.code, "name": r.name, "family": r.family, "level": r.level, "summary": short(r),
            "security_severity": r.security_severity, "tags": list(r.tags), "repair": r.repair, "limits": r.limits,
        }
        for r in sorted(rules, key=lambda rule: rule.code)
    ]  # fmt: skip
    return json.dumps(rows, indent=2) + "\n"


def _page(rule: Rule, heading: str) -> str:
    parts = [f"{heading} {rule.code} {rule.name}", rule.doc.strip(), f"Level: {rule.level}."]
    parts.extend(_example("Bad", example) for example in rule.bad)
    parts.extend(_example("Good", example) for example in rule.good)
    parts.append(f"**Repair.** {rule.repair}")
    if rule.family != "run":
        parts.append(
            f"**Exception.** `# practice-lint: ignore[{rule.code}] until=YYYY-MM-DD by=@team: the reason` on the "
            "statement or the line above it."
        )
    if rule.limits:
        parts.append(f"**Limits.** {rule.limits}")
    return "\n\n".join(parts)


def _example(kind: str, example: Example) -> str:
    return f"**{kind}: {example.title}**\n\n{fenced(example.source)}"


def _link(rule: Rule) -> str:
    return f"[{rule.code}](#{rule.code.lower()}-{rule.name})"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
