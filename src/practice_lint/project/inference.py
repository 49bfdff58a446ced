"""Which model is the practice, by the shape of the project; never by one word alone.

In: `Ownership`, `Names` (what requests carry). Out: candidates with a score and the sentences that made it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from practice_lint.facts import Attribute, Call, Expr, Global, Local
from practice_lint.project.membership import (
    PEOPLE_FIELDS,
    grants_of,
    is_team,
    many_users,
    membership_points,
    user_fields,
)
from practice_lint.project.names import Names
from practice_lint.project.ownership import Ownership, is_audit, is_pointer
from practice_lint.project.visit import expressions_in
from practice_lint.project.vocabulary import vocabulary

# Points of each kind of evidence; their sum is about 100 for a clear case.
REACH_POINTS = 35  # times the share of models that lead to it
DIRECT_POINTS = 15  # times the share with a foreign key of their own, full at a third
MEMBERS_POINTS = 20  # a membership model, a many-to-many to the user
USER_KEY_POINTS = 10  # the user's own foreign key to it
REQUEST_POINTS = 15  # `request.<its name>`, full at a tenth of the most read request attribute
NULLABLE_POINTS = -20  # nearly every key to it may be empty: a label, not a boundary; a quarter where it has members
NULLABLE_SHARE = 0.8
ADDRESS_POINTS = 3  # slug, subdomain, domain: it is named in URLs

ENOUGH = 40  # below it no practice is inferred
SIMILAR_REACH = 0.55  # of the inner candidate's reach: an outer level is preferred from there
SIMILAR_SCORE = 0.6  # of the inner candidate's score, likewise
OUTER_HOPS = 3  # from the inner candidate to the level above it
PART = 0.2  # of all models: what has so many below it is no mere team of somebody else
MIN_DIRECT = 1
CARRIED_DEPTH = 2  # attributes between the request and what it carries

# What tenants are called, in general: points for the words of a class name.
NAMES: Mapping[str, int] = {
    **dict.fromkeys(vocabulary("practice organization organisation org workspace company clinic"), 15),
    **dict.fromkeys(
        vocabulary("team space school account facility institution institute hospital agency firm shop store"), 11
    ),
    **dict.fromkeys(
        vocabulary("client customer committee business hotel restaurant university college church club"), 9
    ),
    **dict.fromkeys(vocabulary("organizer organiser vendor merchant branch partner community group project event"), 5),
    "tenant": 3,  # in row architectures as often a customer tag as a boundary
}
LIBRARY_NAME = 9  # a library's model is a candidate only under such a name: libraries bring organizations, rarely more
# Never the practice, whatever points at them: reference data and Django's own tables.
NEVER = vocabulary(
    "user group permission site contenttype session language country currency locale timezone region state city "
    "tag category status role plan token label feature subscription type"
)
ADDRESSES = frozenset({"slug", "subdomain", "domain", "schema_name", "hostname", "domain_url"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model that might be the practice, its score and the sentences that made it."""

    model: str
    score: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Standing:
    """What the graph says of a candidate. `keys` are (model, field name, nullable) of the foreign keys to it."""

    keys: tuple[tuple[str, str, bool], ...]
    reach: frozenset[str]
    members: tuple[str, ...]
    user_key: bool


def candidates_of(names: Names, ownership: Ownership) -> tuple[Candidate, ...]:
    """Every model that something points at, best first; those that cannot be a practice are left out."""
    carried = request_attributes(names)
    keys = _keys(ownership)
    scored = []
    for model in sorted(keys):
        if _excluded(ownership, model):
            continue
        candidate = _score(ownership, model, _standing(ownership, model, keys[model]), carried)
        if candidate.score > 0:
            scored.append(candidate)
    return tuple(sorted(scored, key=lambda each: (-each.score, each.model)))


def choose(ownership: Ownership, candidates: tuple[Candidate, ...]) -> Candidate | None:
    """The best candidate, or the outermost level above it that has members of its own and reaches about as much."""
    if not candidates or candidates[0].score < ENOUGH:
        return None
    best = candidates[0]
    by_model = {each.model: each for each in candidates}
    keys = _keys(ownership)
    seen = {best.model}
    while True:
        reach = len(ownership.reaching((best.model,)))
        above = [
            each
            for each in (by_model[target] for target in _levels_above(ownership, best.model) if target in by_model)
            if each.model not in seen
            and _has_members(_standing(ownership, each.model, keys[each.model]))
            and len(ownership.reaching((each.model,))) >= SIMILAR_REACH * reach
            and each.score >= max(ENOUGH, SIMILAR_SCORE * best.score)
        ]
        if not above:
            return best
        best = max(above, key=lambda each: (each.score, each.model))
        seen.add(best.model)


def _levels_above(ownership: Ownership, model: str) -> tuple[str, ...]:
    """What every row of the model belongs to, over foreign keys that may not be empty."""
    found: set[str] = set()
    frontier = {model}
    for _ in range(OUTER_HOPS):
        frontier = {
            field.target
            for name in frontier
            if name in ownership.edges and not ownership.is_user(name)
            for field in ownership.foreign_keys(name)
            if field.target is not None and not field.null
        } - found
        found |= frontier
    return tuple(sorted(found))


def _keys(ownership: Ownership) -> dict[str, tuple[tuple[str, str, bool], ...]]:
    keys: dict[str, list[tuple[str, str, bool]]] = {}
    for name in ownership.concrete:
        for field in ownership.foreign_keys(name):
            assert field.target is not None
            if field.target != name:
                keys.setdefault(field.target, []).append((name, field.name, field.null))
    return {target: tuple(found) for target, found in keys.items()}


def _excluded(ownership: Ownership, model: str) -> bool:
    known = ownership.models.by_name[model]
    words = model_words(model)
    if ownership.is_user(model) or known.abstract or "".join(words) in NEVER or model.startswith("django."):
        return True
    return known.library and NAMES.get(words[-1], 0) < LIBRARY_NAME


def _standing(ownership: Ownership, model: str, keys: tuple[tuple[str, str, bool], ...]) -> _Standing:
    reach = frozenset(ownership.reaching((model,))) - {model}
    members: list[str] = []
    for owner, column, _ in keys:
        users = user_fields(ownership, owner)
        if users and not ownership.is_user(owner) and membership_points(ownership, owner, users[0], column) >= 2:
            members.append(owner)
    if any(field.name in PEOPLE_FIELDS or field.through for field in many_users(ownership, model)):
        members.append(model)
    for user in ownership.users:
        if user in ownership.edges and any(field.target == model for field in ownership.many(user)):
            members.append(user)
    members.extend(grants_of(ownership, model))
    for owner, _, _ in keys:  # teams: many users, one practice
        people = any(field.name in PEOPLE_FIELDS for field in many_users(ownership, owner))
        if people and is_team(owner) and len(ownership.reaching((owner,))) < PART * len(ownership.concrete):
            members.append(owner)
    members.extend(_by_name(ownership, model))
    user_key = any(
        (ownership.is_user(owner) or (_is_profile(ownership, owner) and not null))
        and not is_pointer(column)
        and _shared_by_users(ownership, owner, column)
        for owner, column, null in keys
    )
    return _Standing(keys, reach, tuple(dict.fromkeys(members)), user_key)


def _shared_by_users(ownership: Ownership, user: str, column: str) -> bool:
    """A practice has several users: a one-to-one leads to what a user is, or has, alone."""
    return ownership.models.by_name[user].fields[column].relation == "fk"


def _is_profile(ownership: Ownership, model: str) -> bool:
    """Whether each row of the model is one user's: what it belongs to, the user belongs to."""
    return any(
        field.relation == "o2o" and not field.null and ownership.is_user(field.target) and not is_audit(field.name)
        for field in ownership.foreign_keys(model)
    )


def _by_name(ownership: Ownership, model: str) -> Iterator[str]:
    """OrganizationUser beside Organization, whatever makes its keys (a metaclass of a library, say)."""
    app = model.rpartition(".")[0]
    for word in ("User", "Member", "Membership"):
        name = f"{app}.{model.rpartition('.')[2]}{word}"
        if name in ownership.edges:
            yield name


def _has_members(standing: _Standing) -> bool:
    return bool(standing.members) or standing.user_key


def _score(ownership: Ownership, model: str, standing: _Standing, carried: Mapping[str, int]) -> Candidate:
    total = max(len(ownership.concrete) - 1, 1)
    label = ownership.label(model)
    owners = {owner for owner, _, _ in standing.keys}
    score = REACH_POINTS * len(standing.reach) / total + DIRECT_POINTS * min(1.0, 3 * len(owners) / total)
    evidence = [
        f"{len(owners)} of {total} models have a foreign key to {label}, {len(standing.reach)} lead to it",
    ]
    if standing.members:
        score += MEMBERS_POINTS
        evidence.append(f"{', '.join(ownership.label(name) for name in standing.members[:3])} ties users to it")
    elif standing.user_key:
        score += USER_KEY_POINTS
        evidence.append("the user model or profile has a foreign key to it")
    prior = max((NAMES.get(word, 0) for word in model_words(model)[-1:]), default=0)
    if prior:
        score += prior
        evidence.append(f"{model.rpartition('.')[2]} is a usual name for it")
    attribute, uses = _carried(model, standing, carried)
    if uses:
        share = min(1.0, 10 * uses / max(carried.values()))
        score += REQUEST_POINTS * share
        evidence.append(f"request.{attribute} is read {uses} times")
    nullable = sum(null for owner, _, null in standing.keys if not ownership.is_user(owner))
    if len(standing.keys) > 2 and nullable / len(standing.keys) > NULLABLE_SHARE:
        score += NULLABLE_POINTS / (4 if standing.members else 1)
        evidence.append(f"{nullable} of its {len(standing.keys)} foreign keys may be empty")
    known = ownership.models.by_name.get(model)
    if known is not None and ADDRESSES & known.fields.keys():
        score += ADDRESS_POINTS
        evidence.append("it has a slug or domain of its own")
    if len(owners) < MIN_DIRECT or not (_has_members(standing) or uses):
        score /= 2  # nothing ties a caller to it: reference data has reach too
    return Candidate(model, round(score, 1), tuple(evidence))


def _carried(model: str, standing: _Standing, carried: Mapping[str, int]) -> tuple[str, int]:
    """The attribute of the request that bears the candidate's name (or its keys' most usual name), and its uses."""
    usual = Counter(column for _, column, _ in standing.keys).most_common(1)
    own = "_".join(model_words(model))
    options = {own, *(name for name, count in usual if count * 2 > len(standing.keys))}
    best = max(sorted(options), key=lambda name: carried.get(name, 0))
    return best, carried.get(best, 0)


def model_words(model: str) -> list[str]:
    """ "shop.models.CommitteeAccount" -> ["committee", "account"]"""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", model.rpartition(".")[2])]


NOT_PRACTICE = vocabulary("user method GET POST META data query_params headers session path FILES COOKIES auth")


def request_attributes(names: Names) -> Counter[str]:
    """How often each attribute of `request`, of `self.request` or of `request.user` is read or set."""
    found: Counter[str] = Counter()
    for record in names.functions.values():
        if not names.modules[record.module].stub:
            found.update(_attributes_in(expressions_in(record.facts.body)))
    return found


def _attributes_in(expressions: Iterator[Expr]) -> Iterator[str]:
    for expr in expressions:
        if isinstance(expr, Attribute) and expr.name not in NOT_PRACTICE:
            of = expr.of
            for _ in range(CARRIED_DEPTH):  # request.user.org, request.user.profile.org
                if isinstance(of, Attribute) and not _is_request(of):
                    of = of.of
            if _is_request(of):
                yield expr.name
        elif isinstance(expr, Call):
            continue


def _is_request(expr: Expr) -> bool:
    return (isinstance(expr, (Local, Global)) and expr.name == "request") or (
        isinstance(expr, Attribute) and expr.name == "request"
    )
