"""Which models say that a user belongs to a practice.

In: `Ownership`, the practice, the configuration. Out: membership model -> (path to the user, path to the practice).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from practice_lint.config import Settings
from practice_lint.facts import Call, Combine, Constant, Expr
from practice_lint.project.models import Field, Models
from practice_lint.project.names import Names
from practice_lint.project.ownership import Ownership, is_audit
from practice_lint.project.scopes import model_named
from practice_lint.project.visit import every_expression
from practice_lint.project.vocabulary import vocabulary

ENOUGH = 2  # points of the tables below: one sign alone is met in audit logs and assignments too
MAX_MEMBERSHIP_HOPS = 2

# Words of the model's name.
NAME_POINTS = {
    **dict.fromkeys(
        vocabulary("member membership access role user profile staff collaborator affiliation enrollment seat"), 1
    ),
    **dict.fromkeys(vocabulary("employee permission grant admin assignment participant"), 1),
    **dict.fromkeys(
        vocabulary("settings setting preference preferences notification token log session favorite favourite"), -2
    ),
    **dict.fromkeys(
        vocabulary("device key history event comment activity view recent bookmark subscription upload export"), -2
    ),
    **dict.fromkeys(vocabulary("invite invitation request message property properties"), -1),
}
# Columns that say what a member may do, or whether they still are one.
COLUMN_POINTS = {
    **dict.fromkeys(
        vocabulary("role roles permission permissions role_level access_level is_admin is_owner is_manager"), 1
    ),
    **dict.fromkeys(vocabulary("is_active is_default is_staff groups membership_type permission_level level"), 1),
}
UNIQUE_POINTS = 2
THROUGH_POINTS = 3
ROOT_HOP_POINTS = 0


def memberships_of(
    names: Names, models: Models, ownership: Ownership, practices: tuple[str, ...], config: Settings
) -> dict[str, tuple[str, str]]:
    """Configured ones first and always; then every model that looks like one."""
    found: dict[str, tuple[str, str]] = {}
    for given in config.membership_models:
        name = model_named(models, ownership, given, "membership-models")
        users = _user_fields(ownership, name) or [field.name for field in _many_users(ownership, name)]
        paths = ownership.paths(name, practices) if name in ownership.edges else ()
        found[name] = (users[0] if users else "", paths[0] if paths else "")
    if practices and not config.membership_models:
        found.update(_inferred(ownership, practices))
    return dict(sorted(found.items()))


def _inferred(ownership: Ownership, practices: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, str]]]:
    single = list(_single_valued(ownership, practices))
    yield from single
    if single:
        return
    for name in ownership.concrete:  # teams: many users, one practice
        users = list(_many_users(ownership, name))
        paths = ownership.paths(name, practices)
        if users and paths and "__" not in paths[0] and not ownership.is_user(name):
            yield name, (users[0].name, paths[0])


def _single_valued(ownership: Ownership, practices: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, str]]]:
    through = _throughs(ownership, practices)
    for name in ownership.concrete:
        if name in practices or ownership.is_user(name):
            continue
        users = _user_fields(ownership, name)
        if not users:
            continue
        paths = [path for path in ownership.paths(name, practices) if path.count("__") < MAX_MEMBERSHIP_HOPS]
        if (
            paths
            and membership_points(ownership, name, users[0], paths[0]) + THROUGH_POINTS * (name in through) >= ENOUGH
        ):
            yield name, (users[0], paths[0])


def membership_points(ownership: Ownership, name: str, user: str, path: str) -> int:
    """How much a model with keys to a user and towards a practice looks like a membership."""
    model = ownership.models.by_name[name]
    words = [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name.rpartition(".")[2])]
    points = sum(NAME_POINTS.get(word, 0) for word in set(words))
    points += any(column in COLUMN_POINTS for column in model.fields)
    if any({user, path.split("__")[0]} <= columns for columns in _unique_together(ownership, name)):
        points += UNIQUE_POINTS
    return points


def _throughs(ownership: Ownership, practices: tuple[str, ...]) -> frozenset[str]:
    """Models that a many-to-many between the user and a practice names as `through`."""
    found: set[str] = set()
    for name in ownership.concrete:
        for field in ownership.many(name):
            ends = {name, field.target}
            if field.through and ends & set(practices) and any(ownership.is_user(end) for end in ends):
                found.add(field.through)
    return frozenset(found)


def _user_fields(ownership: Ownership, name: str) -> list[str]:
    """Single-valued keys to the user that are no audit columns, the likeliest first."""
    fields: list[Field] = [
        field for field in ownership.foreign_keys(name) if ownership.is_user(field.target) and not is_audit(field.name)
    ]
    return [field.name for field in sorted(fields, key=lambda field: (field.name != "user", field.null, field.name))]


def _many_users(ownership: Ownership, name: str) -> Iterator[Field]:
    return (field for field in ownership.many(name) if ownership.is_user(field.target) and not is_audit(field.name))


def _unique_together(ownership: Ownership, name: str) -> Iterator[frozenset[str]]:
    meta = ownership.models.by_name[name].meta
    for option in ("unique_together", "constraints"):
        expr = meta.get(option)
        if expr is not None:
            yield from _column_sets(expr)


def _column_sets(expr: Expr) -> Iterator[frozenset[str]]:
    for part in every_expression(expr):
        if isinstance(part, Combine) and part.how in ("[]", "()", "{}"):
            columns = [each.value for each in part.parts if isinstance(each, Constant) and isinstance(each.value, str)]
            if len(columns) > 1:
                yield frozenset(columns)
        elif isinstance(part, Call):
            continue
