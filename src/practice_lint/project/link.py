"""Every file's facts -> `Project`, the one value that scope and rules ask.

In: facts by path, `Settings` of the tool. Out: `Project`, its indexes built once, here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from practice_lint.config import Settings
from practice_lint.facts import FileFacts
from practice_lint.project.entries import Entry
from practice_lint.project.models import Models
from practice_lint.project.names import Names
from practice_lint.project.settings import DjangoSettings
from practice_lint.project.tenancy import Tenancy


@dataclass(frozen=True, slots=True)
class Project:
    names: Names
    models: Models
    settings: DjangoSettings
    entries: tuple[Entry, ...]
    tenancy: Tenancy
    config: Settings


def link(facts: Mapping[str, FileFacts], config: Settings) -> Project:
    """`facts` by path relative to the root, POSIX. The library stubs are added here."""
    raise NotImplementedError
