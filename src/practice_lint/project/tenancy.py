"""Who owns which model, by which lookup paths.

In: `Models`, `Names`, `DjangoSettings`, what the configuration says, scope comments. Out: `Tenancy`.
Deliberately unknown: queries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from practice_lint.config import Settings
from practice_lint.project.architecture import Architecture, architecture_of
from practice_lint.project.inference import Candidate, candidates_of, choose
from practice_lint.project.membership import memberships_of
from practice_lint.project.models import Models
from practice_lint.project.names import Names
from practice_lint.project.ownership import Ownership
from practice_lint.project.scopes import Scope, ScopeKind, UnknownModel, model_named, scopes_of
from practice_lint.project.settings import DjangoSettings

__all__ = ["Candidate", "Scope", "ScopeKind", "Tenancy", "UnknownModel", "infer"]

OWNED = frozenset({"practice", "direct", "via", "shared"})


@dataclass(frozen=True, slots=True)
class Tenancy:
    """`practice` None: none found. `given`: named by the caller or the configuration rather than inferred. `practices`
    are the models that stand for the same practice: itself, its proxies and multi-table children. `memberships` map a
    membership model to (its path to the user, its path to the practice)."""

    architecture: Architecture
    architecture_evidence: tuple[str, ...]
    practice: str | None
    given: bool
    evidence: tuple[str, ...]
    candidates: tuple[Candidate, ...]
    memberships: Mapping[str, tuple[str, str]]
    scopes: Mapping[str, Scope]  # every concrete model of the project
    practices: tuple[str, ...] = ()

    def scoped(self, model: str) -> bool:
        """Whether rows of the model belong to a practice (the practice model itself and `shared` models included)."""
        scope = self.scopes.get(model)
        return model in self.practices or (scope is not None and scope.kind in OWNED)


def infer(names: Names, models: Models, settings: DjangoSettings, config: Settings) -> Tenancy:
    """The practice as configured, else as TENANT_MODEL says, else the best candidate; then everything that follows
    from it.

    Raises `UnknownModel` where the configuration names a model that is not there or could be several.
    """
    ownership = Ownership(names, models)
    schema = architecture_of(names, models, settings, config)
    candidates = candidates_of(names, ownership)
    if config.practice_model is not None:
        practice: str | None = model_named(models, ownership, config.practice_model, "practice-model")
        evidence: tuple[str, ...] = (f"{ownership.label(practice or '')} is named by the configuration",)
    elif schema.tenant_model is not None:
        practice = schema.tenant_model
        evidence = schema.evidence
    else:
        best = choose(ownership, candidates)
        practice = best.model if best is not None else None
        evidence = best.evidence if best is not None else ()
    practices = ownership.equals(practice) if practice is not None else ()
    memberships = memberships_of(names, models, ownership, practices, config)
    return Tenancy(
        architecture=schema.decided(ownership, practices),
        architecture_evidence=schema.reasons(ownership, practices),
        practice=practice,
        given=config.practice_model is not None,
        evidence=evidence,
        candidates=candidates,
        memberships=memberships,
        scopes=scopes_of(names, models, ownership, practices, schema.tenant_apps_models, config),
        practices=practices,
    )
