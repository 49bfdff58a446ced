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
THROUGH_POINTS = 3
UNIQUE_POINTS = 1
JOINT_NAME_POINTS = 1  # "UserSpace", "OrgUser": named after nothing but its two ends

MEMBER_WORDS = vocabulary(
    "member membership access staff collaborator affiliation enrollment seat employee participant"
)
USER_WORDS = vocabulary("user users profile account person role")
# Words of the model's name.
NAME_POINTS = {
    **dict.fromkeys(MEMBER_WORDS | USER_WORDS, 1),
    **dict.fromkeys(vocabulary("permission grant admin owner assignment"), 1),
    **dict.fromkeys(vocabulary("settings setting preference preferences notification token log session favorite"), -2),
    **dict.fromkeys(
        vocabulary("device key history event comment activity view recent bookmark subscription upload"), -2
    ),
    **dict.fromkeys(
        vocabulary("export filter report property properties mention assignee subscriber vote reaction"), -2
    ),
    **dict.fromkeys(vocabulary("invite invitation request message draft link"), -2),
}
# Columns that say what a member may do, or whether they still are one.
COLUMN_POINTS = vocabulary(
    "role roles permission permissions role_level role_code access_level is_admin is_owner is_manager is_active "
    "is_default is_staff groups membership_type permission_level level active"
)
COLUMN_ENDING = "_role"
# Many-to-many fields that hold a team's people, and what teams are called.
PEOPLE_FIELDS = vocabulary("members users staff participants admins administrators owners people persons employees")
TEAM_WORDS = vocabulary("team group role membership crew department unit")


def memberships_of(
    names: Names, models: Models, ownership: Ownership, practices: tuple[str, ...], config: Settings
) -> dict[str, tuple[str, str]]:
    """Configured ones first and always; then every model that looks like one."""
    found: dict[str, tuple[str, str]] = {}
    for given in config.membership_models:
        name = model_named(models, ownership, given, "membership-models")
        users = user_fields(ownership, name) or [ownership.people_of(f) or "" for f in many_users(ownership, name)]
        paths = ownership.paths(name, practices) if name in ownership.edges else ()
        found[name] = (users[0] if users else "", paths[0] if paths else "")
    if practices and not config.membership_models:
        found.update(_inferred(ownership, practices))
    return dict(sorted(found.items()))


def _inferred(ownership: Ownership, practices: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, str]]]:
    single = list(_single_valued(ownership, practices))
    yield from single
    for name in ownership.concrete:
        users = [ownership.people_of(f) or "" for f in many_users(ownership, name) if f.name in PEOPLE_FIELDS]
        if not users or ownership.is_user(name):
            continue
        paths = ownership.paths(name, practices)
        if name in practices:
            if not single:
                yield name, (users[0], "")
        elif paths and "__" not in paths[0] and is_team(name):
            yield name, (users[0], paths[0])
    for practice in practices:
        for name in grants_of(ownership, practice):
            columns = [field.name for field in ownership.many(name) if field.target == practice]
            yield name, (next(iter(user_fields(ownership, name)), ""), columns[0])


def is_team(name: str) -> bool:
    return not TEAM_WORDS.isdisjoint(words_of(name))


def _single_valued(ownership: Ownership, practices: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, str]]]:
    through = _throughs(ownership, practices)
    outside = [name for practice in practices for name in ownership.members(practice)]
    for name in dict.fromkeys((*ownership.concrete, *outside)):
        if name in practices or ownership.is_user(name):
            continue
        users = user_fields(ownership, name)
        paths = ownership.paths(name, practices) if users else ()
        near = [path for path in paths if path.count("__") < MAX_MEMBERSHIP_HOPS]
        if not near or ("__" in near[0] and MEMBER_WORDS.isdisjoint(words_of(name))):
            continue
        points = membership_points(ownership, name, users[0], near[0]) + THROUGH_POINTS * (name in through)
        if points >= ENOUGH:
            yield name, (users[0], near[0])


def membership_points(ownership: Ownership, name: str, user: str, path: str) -> int:
    """How much a model with keys to a user and towards a practice looks like a membership."""
    model = ownership.models.by_name[name]
    words = words_of(name)
    points = sum(NAME_POINTS.get(word, 0) for word in words)
    points += any(column in COLUMN_POINTS or column.endswith(COLUMN_ENDING) for column in model.fields)
    columns = {user.partition("__")[0], path.partition("__")[0]}
    points += UNIQUE_POINTS * any(columns <= each for each in _unique_together(ownership, name))
    ends = {field.target for field in ownership.foreign_keys(name) if field.name in columns}
    named = {word for end in ends if end is not None for word in words_of(end)} | MEMBER_WORDS | USER_WORDS
    return points + JOINT_NAME_POINTS * (len(words) > 1 and words <= named)


def words_of(name: str) -> frozenset[str]:
    """ "shop.models.OrgUser" -> {"org", "user"}"""
    return frozenset(word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name.rpartition(".")[2]))


def _throughs(ownership: Ownership, practices: tuple[str, ...]) -> frozenset[str]:
    """Models that a many-to-many between the user and a practice names as `through`."""
    found: set[str] = set()
    for name in ownership.concrete:
        for field in ownership.many(name):
            ends = {name, field.target}
            if field.through and ends & set(practices) and any(ownership.is_user(end) for end in ends):
                found.add(field.through)
    return frozenset(found)


def user_fields(ownership: Ownership, name: str) -> list[str]:
    """Lookups over one key to the user, or to a profile, that are no audit columns, the likeliest first."""
    fields = [f for f in ownership.foreign_keys(name) if not is_audit(f.name) and ownership.people_of(f) is not None]
    fields.sort(key=lambda f: (not ownership.is_user(f.target), f.name != "user", f.null, f.name))
    return [ownership.people_of(field) or "" for field in fields]


def grants_of(ownership: Ownership, practice: str) -> Iterator[str]:
    """Models between users and practices whose rows name many practices: the role or the profile of a user."""
    held = {
        field.target
        for user in ownership.users & ownership.edges.keys()
        for field in (*ownership.foreign_keys(user), *ownership.many(user))
        if not is_audit(field.name)
    }
    for name in ownership.concrete:
        if ownership.is_user(name) or not any(field.target == practice for field in ownership.many(name)):
            continue
        personal = not (MEMBER_WORDS | USER_WORDS).isdisjoint(words_of(name))
        if personal and (name in held or user_fields(ownership, name)):
            yield name


def many_users(ownership: Ownership, name: str) -> Iterator[Field]:
    return (f for f in ownership.many(name) if not is_audit(f.name) and ownership.people_of(f) is not None)


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
