"""The graph of single-valued foreign keys: what a row can belong to, and by which paths.

In: `Models`. Out: `Ownership`, asked for paths and reach. Deliberately unknown: which model is the practice.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from practice_lint.project.models import Field, Models
from practice_lint.project.names import Names
from practice_lint.project.vocabulary import vocabulary

MAX_HOPS = 5  # a longer chain is no ownership that anyone filters by
MAX_PATHS = 4
MAX_EXPLORED = 400  # partial paths looked at per model: dense graphs have millions

AUTH_USERS = frozenset({"django.contrib.auth.models.User", "django.contrib.auth.models.AbstractUser", "auth.User"})

# Foreign keys to the user that say who did something, not whose the row is.
AUDIT_COLUMNS = vocabulary("creator author editor actor changed_user inviter sender uploader approver reviewer")
AUDIT_ENDING = "_by"
# Foreign keys that point at one of several practices of the row's own choosing.
POINTERS = frozenset({"active", "current", "last", "default", "selected", "preferred", "primary"})


@dataclass(frozen=True, slots=True)
class Edge:
    """One single-valued hop by its lookup name; `reverse` for the far side of a one-to-one."""

    name: str
    target: str
    null: bool
    reverse: bool = False


class Ownership:
    """`concrete` are the project's models with a table or proxy of their own; `edges` know those of libraries too."""

    def __init__(self, names: Names, models: Models) -> None:
        self.names = names
        self.models = models
        self._known_distances: dict[tuple[str, ...], dict[str, int]] = {}
        self.concrete = tuple(
            name for name, model in sorted(models.by_name.items()) if not model.abstract and not model.library
        )
        self.users = frozenset(self._users())
        self.edges: dict[str, tuple[Edge, ...]] = {
            name: tuple(self._edges(name)) for name, model in sorted(models.by_name.items()) if not model.abstract
        }
        self.targets = {name: frozenset(edge.target for edge in edges) for name, edges in self.edges.items()}

    def label(self, model: str) -> str:
        known = self.models.by_name.get(model)
        return known.label if known is not None else model

    def is_user(self, model: str | None) -> bool:
        return model in self.users

    def foreign_keys(self, model: str) -> Iterator[Field]:
        """The forward single-valued relations of a model, inherited ones included."""
        for field in self.models.by_name[model].fields.values():
            if field.relation in ("fk", "o2o") and field.target is not None:
                yield field

    def many(self, model: str) -> Iterator[Field]:
        for field in self.models.by_name[model].fields.values():
            if field.relation == "m2m" and field.target is not None:
                yield field

    def equals(self, practice: str) -> tuple[str, ...]:
        """The practice, its proxies and multi-table children; where it is a proxy itself, what it is a proxy of."""
        same = [practice]
        for name in self.concrete:
            if name != practice and practice in self.names.mro(name)[1:]:
                same.append(name)
        known = self.models.by_name.get(practice)
        if known is not None and known.proxy:
            same.extend(base for base in known.bases if not self.models.by_name[base].abstract and base not in same)
        return tuple(same)

    def members(self, practice: str) -> tuple[str, ...]:
        """Library models among those with keys to the practice: a library's membership beside the project's own."""
        return tuple(name for name, edges in self.edges.items() if any(edge.target == practice for edge in edges))

    def _users(self) -> Iterator[str]:
        user = self.models.user
        if user is None:
            yield from AUTH_USERS
            return
        yield user
        if user in AUTH_USERS:
            yield from AUTH_USERS
        for name in self.concrete:
            if self.models.by_name[name].proxy and user in self.names.mro(name):
                yield name

    def _edges(self, name: str) -> Iterator[Edge]:
        for field in self.foreign_keys(name):
            assert field.target is not None
            if field.relation == "o2o" and field.primary_key and field.target in self.names.mro(name):
                continue  # a multi-table parent: its columns are the child's own
            yield Edge(field.name, field.target, field.null)
        if not self.is_user(name):
            for relation in self.models.relations(name):
                one = not relation.forward and not relation.many and relation.field.relation == "o2o"
                if one and self.models.relation(name, relation.name) == relation:
                    if not self.models.by_name[relation.target].library:
                        yield Edge(relation.name, relation.target, True, reverse=True)

    def user_key(self, model: str) -> Field | None:
        """Of a profile, which is one user's, the one-to-one to the user: who belongs to the profile, belongs to him."""
        keys = (f for f in self.foreign_keys(model) if f.relation == "o2o" and self.is_user(f.target))
        return next((field for field in keys if not is_audit(field.name)), None)

    def people_of(self, field: Field) -> str | None:
        """The lookup over the relation to a user, directly or by a profile; None where it leads to neither."""
        if self.is_user(field.target):
            return field.name
        profile = self.user_key(field.target) if field.target in self.edges else None
        return f"{field.name}__{profile.name}" if profile is not None else None

    # ── reach ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def reaching(self, goals: tuple[str, ...], *, forward_only: bool = True) -> dict[str, int]:
        """Models that reach one of the goals over single-valued hops (never through the user), and in how many."""
        distance = dict.fromkeys(goals, 0)
        into: dict[str, list[str]] = {}
        for name, edges in self.edges.items():
            for edge in edges:
                if not (forward_only and edge.reverse):
                    into.setdefault(edge.target, []).append(name)
        frontier = list(goals)
        for hops in range(1, MAX_HOPS + 1):
            following: list[str] = []
            for target in frontier:
                if self.is_user(target) and target not in goals:
                    continue
                for name in into.get(target, ()):
                    if name not in distance:
                        distance[name] = hops
                        following.append(name)
            frontier = following
        return distance

    def paths(self, model: str, goals: tuple[str, ...]) -> tuple[str, ...]:
        """Lookup paths from the model to a goal: those without null hops first, then the shorter, then by name.

        A direct foreign key always stands first. Hops through the user are not followed.
        """
        if model in goals:
            return ("",)
        distance = self._distances(goals)
        found: list[tuple[int, int, int, str]] = []
        pending: deque[tuple[str, tuple[str, ...], int, tuple[str, ...]]] = deque([(model, (), 0, (model,))])
        explored = 0
        while pending and explored < MAX_EXPLORED:
            current, path, nulls, visited = pending.popleft()
            explored += 1
            for edge in self.edges.get(current, ()):
                words = (*path, edge.name)
                missing = nulls + edge.null + (2 if edge.reverse else 0)
                if edge.target in goals:
                    pointer = is_pointer(edge.name)
                    found.append((0 if len(words) == 1 else 1, missing + pointer, len(words), "__".join(words)))
                elif (
                    edge.target not in visited
                    and len(pending) < MAX_EXPLORED
                    and not self.is_user(edge.target)
                    and len(words) + distance.get(edge.target, MAX_HOPS + 1) <= MAX_HOPS
                ):
                    pending.append((edge.target, words, missing, (*visited, edge.target)))
        return tuple(path for *_, path in sorted(found)[:MAX_PATHS])

    def _distances(self, goals: tuple[str, ...]) -> dict[str, int]:
        if goals not in self._known_distances:
            self._known_distances[goals] = self.reaching(goals, forward_only=False)
        return self._known_distances[goals]


def is_pointer(name: str) -> bool:
    """`active_org`, `last_workspace`: one of several practices, not the owner."""
    return name.split("_")[0] in POINTERS


def is_audit(name: str) -> bool:
    return name in AUDIT_COLUMNS or name.endswith(AUDIT_ENDING)
