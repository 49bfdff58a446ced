"""[tool.practice-lint] -> Settings.

In: TOML text and command line values. Out: one frozen `Settings` and where each value came from. Unknown keys are
errors with a suggestion. Deliberately unknown: the project that is scanned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Override:
    paths: tuple[str, ...]
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """The effective configuration; every field is a key of [tool.practice-lint] with hyphens for underscores."""

    practice_model: str | None = None
    membership_models: tuple[str, ...] = ()
    active_practice: tuple[str, ...] = ()
    scope_mixins: tuple[str, ...] = ()
    scope_methods: tuple[str, ...] = ()
    proving_decorators: Mapping[str, str] = field(default_factory=dict)
    bypasses: tuple[str, ...] = ()
    global_models: Mapping[str, str] = field(default_factory=dict)
    superuser_is_cross_practice: bool = True
    out_of_scope_status: int = 404
    architecture: Literal["auto", "row", "schema", "hybrid"] = "auto"
    source_roots: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    include_tests: bool = False
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    persona: Literal["gate", "developer", "auditor"] = "developer"
    fail_on: Literal["error", "warning", "note", "never"] = "warning"
    overrides: tuple[Override, ...] = ()
