"""Settings modules -> values, evaluated without importing them.

In: `Names`. Out: `DjangoSettings`. An expression that cannot be evaluated is UNKNOWN, never a guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from practice_lint.facts import Span


class _Unknown:
    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = _Unknown()


@dataclass(frozen=True, slots=True)
class Setting:
    """`value` is plain data (lists as tuples, dicts as dicts), with UNKNOWN in the place of what cannot be told."""

    name: str
    value: Any
    module: str
    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class SettingsModule:
    """One settings module as Django would see it: its own names over those it star-imports. `role`: base, production,
    development, test, or other, by its name."""

    module: str
    path: str
    role: str
    settings: Mapping[str, Setting]


@dataclass(frozen=True, slots=True)
class DjangoSettings:
    modules: tuple[SettingsModule, ...]

    def get(self, name: str) -> Setting | None:
        """The setting in the module that production runs: the production module, else the base one, else the first."""
        raise NotImplementedError

    def all(self, name: str) -> tuple[Setting, ...]:
        """The setting in every module that has it, in path order."""
        raise NotImplementedError
