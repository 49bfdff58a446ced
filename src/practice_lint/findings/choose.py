"""Codes, prefixes and names -> which rules and findings are wanted.

In: what a user selects and ignores, the persona. Out: yes or no. The longer prefix wins, so `select = ["PL102"]` with
`ignore = ["PL1"]` keeps PL102; between equals, ignoring wins. Deliberately unknown: the rules, but for their names.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pathspec

from practice_lint.config import ConfigError, Override, Persona, Settings
from practice_lint.findings.finding import Confidence, Finding

SHOWN: Mapping[Persona, tuple[Confidence, ...]] = {
    "gate": ("high",),
    "developer": ("high", "medium"),
    "auditor": ("high", "medium", "low"),
}


def shown(finding: Finding, persona: Persona) -> bool:
    """Whether the persona sees the finding; doubt is never about the run itself, so PL9 always is."""
    return finding.confidence in SHOWN[persona] or finding.code.startswith("PL9")


def wanted(code: str, settings: Settings, path: str | None = None) -> bool:
    """Whether the code is selected; with a `path` (relative to the configuration), whether the overrides leave it."""
    if path is None:
        return _chosen(code, settings.select, settings.ignore)
    return all(_chosen(code, o.select, o.ignore) for o in settings.overrides if _matches(o, path))


def resolved(settings: Settings, rules: Mapping[str, str]) -> Settings:
    """The settings with every selector as a code or prefix; ConfigError for one that fits no rule. `rules`: names by
    code."""
    overrides = tuple(
        replace(o, select=_codes(o.select, rules), ignore=_codes(o.ignore, rules)) for o in settings.overrides
    )
    return replace(
        settings, select=_codes(settings.select, rules), ignore=_codes(settings.ignore, rules), overrides=overrides
    )


def _chosen(code: str, select: Sequence[str], ignore: Sequence[str]) -> bool:
    selected = _longest(code, select) if select else 0
    return selected is not None and selected > (-1 if (ignored := _longest(code, ignore)) is None else ignored)


def _longest(code: str, prefixes: Iterable[str]) -> int | None:
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=None)


def _matches(override: Override, path: str) -> bool:
    return pathspec.GitIgnoreSpec.from_lines(override.paths).match_file(path)


def _codes(selectors: Iterable[str], rules: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(_code(selector.strip(), rules) for selector in selectors if selector.strip())


def _code(selector: str, rules: Mapping[str, str]) -> str:
    if selector.upper() == "ALL":
        return "PL"
    for code, name in rules.items():
        if name == selector.lower():
            return code
    if any(code.startswith(selector.upper()) for code in rules):
        return selector.upper()
    near = difflib.get_close_matches(selector, [*rules, *rules.values()], n=1)
    hint = f"did you mean {near[0]!r}?" if near else "`practice-lint rules` lists them"
    raise ConfigError(f"{selector!r} is no rule, prefix or name of one; {hint}")
