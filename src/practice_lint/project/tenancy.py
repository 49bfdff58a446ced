"""Who owns which model, by which lookup paths.

In: `Models`, `Names`, `DjangoSettings`, what the configuration says, scope comments. Out: `Tenancy`.
Deliberately unknown: queries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from practice_lint.facts import Span

ScopeKind = Literal["practice", "direct", "via", "shared", "global", "undeclared"]


@dataclass(frozen=True, slots=True)
class Scope:
    """How a model stands to the practice. `paths` are lookup paths to the practice model, best first ("" for the practice
    itself): single-valued forward chains (declared by comment, class attribute or configuration first), shortest first.
    `declared` is where a declaration stands ("patients/models.py:12", "configuration"), `reason` its text."""

    kind: ScopeKind
    paths: tuple[str, ...]
    reason: str | None
    declared: str | None
    problem: str | None = None  # a declaration that does not hold: names a path that does not exist, …


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model that might be the practice, its score and the sentences that made it."""

    model: str
    score: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tenancy:
    """`practice` None: none found. `given`: named by the caller or the configuration rather than inferred. `practices` are
    models that stand for the same practice (a proxy or multi-table child of it, a one-to-one extension). `memberships` map
    a membership model to (its path to the user, its path to the practice)."""

    architecture: Literal["row", "schema", "hybrid"]
    architecture_evidence: tuple[str, ...]
    practice: str | None
    given: bool
    evidence: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    memberships: Mapping[str, tuple[str, str]]
    scopes: Mapping[str, Scope]  # every concrete model of the project

    def scoped(self, model: str) -> bool:
        """Whether rows of the model belong to a practice (the practice model itself and `shared` models included)."""
        raise NotImplementedError
