"""What a name outside the database tells apart: a cache key, a storage path, a group of sockets.

In: the value that names, the facts known on this path. Out: `Standing`, its cause one of `NAMING`. Deliberately
unknown: what is kept under the name.
"""

from __future__ import annotations

import re

from practice_lint.scope.column_names import KEY_LIKE, SECRET
from practice_lint.scope.judge import Judge
from practice_lint.scope.origins import plain
from practice_lint.scope.standing import Standing, State, words
from practice_lint.scope.values import (
    IMPERSONAL,
    Attr,
    Carrier,
    External,
    Fact,
    Input,
    Kept,
    Key,
    Made,
    Native,
    NewRow,
    Opaque,
    Row,
    Rows,
    Text,
    Value,
    atoms,
)

# What a name tells, the most telling of its parts first; a doubtful part may be the practice.
NAMING = ("named-own", "named-user", "named-unknown", "named-chosen", "named-shared")
OWN = Standing(State.PROVED, "named-own", "its name holds the practice, or a row of it")
USER = Standing(State.PROVED, "named-user", "its name holds the user")
UNKNOWN = Standing(State.UNKNOWN, "named-unknown", "its name was not followed")
OF_BOTH = Standing(State.PROVED, "named-own", "its name holds the user and the row that the user asks for")
SHARED = Standing(State.EXEMPT, "named-shared", "nothing in its name differs between practices")

# Request attributes that say nothing of the practice (Django's own, django-htmx's).
IMPERSONAL_CARRIERS = frozenset({"request.LANGUAGE_CODE", "request.urlconf", "request.htmx"})

# Parameters that hold a random key by their libraries' conventions, besides secrets.
UNGUESSABLE = re.compile(
    SECRET.pattern + r"|(^|[._])(uuid|guid|task_id|job_id|session|session_id|nonce|token\w*)$|_uuid$"
)

# Sources whose values a client cannot simply count up, or that the server wrote.
NOT_CHOSEN = frozenset({"header", "cookie", "task"})


class Namer:
    def __init__(self, judge: Judge) -> None:
        self.judge = judge

    def named(self, name: Value, facts: frozenset[Fact]) -> Standing:
        """Whether the name tells practices apart. PROVED: the practice, a row of the caller's or a secret is in it
        ("named-own"), or the caller ("named-user"); OPEN: the sender chose it and nothing proved it; EXEMPT: nothing in
        it differs between practices ("named-shared"); UNKNOWN: something in it was not followed."""
        if isinstance(name, (Opaque, Native)) and name != IMPERSONAL:
            return UNKNOWN
        parts = [self._part(atom, facts) for atom in atoms(name)]
        if not parts and isinstance(name, Made) and not isinstance(name, Text):
            return UNKNOWN
        if USER in parts and any(part.cause == "named-chosen" and names_row(part.value) for part in parts):
            return OF_BOTH
        return min(parts, key=lambda part: NAMING.index(part.cause)) if parts else SHARED

    def _part(self, atom: Value, facts: frozenset[Fact]) -> Standing:
        if any(fact.kind == "key" and fact.value == plain(atom) for fact in facts):
            return OWN
        match atom:
            case Row() | Key() | Rows():
                return self._of_row(atom, facts)
            case Carrier():
                return SHARED if atom.name in IMPERSONAL_CARRIERS else OWN
            case NewRow() | Kept():
                return OWN
            case External():  # a setting
                return SHARED
            case Input():
                if atom.source in NOT_CHOSEN:
                    return UNKNOWN
                if UNGUESSABLE.search(atom.name.removesuffix("[]")) or self._of_practice(atom.name):
                    return OWN
                return Standing(State.OPEN, "named-chosen", f"its name holds {words(atom)}", atom)
            case Attr() if self.judge.caller(atom):
                return USER
        return UNKNOWN

    def _of_row(self, atom: Row | Key | Rows, facts: frozenset[Fact]) -> Standing:
        model = atom.row.model if isinstance(atom, Key) else atom.model
        if not isinstance(atom, Rows) and self.judge.caller(atom):
            return USER
        if model == self.judge.practice:  # whether it may be chosen is another rule's question
            return OWN
        if not self.judge.scoped(model):
            return USER if model in self.judge.users else SHARED
        known = self.judge.of(atom, facts)
        return OWN if known.state > State.UNKNOWN else UNKNOWN  # an open row is its own query's leak

    def _of_practice(self, name: str) -> bool:
        """Whether a parameter is called after the practice: that it was checked is another rule's question."""
        last = name.removesuffix("[]").rpartition(".")[2].lower()
        return re.sub(r"_?(id|pk|uuid|slug|name|key)$", "", last) in self.judge.practice_words


def names_row(value: Value | None) -> bool:
    """Whether what the sender chose is a key: a free text names no row."""
    if not isinstance(value, Input):
        return value is not None
    last = value.name.removesuffix("[]").rpartition(".")[2]
    return last in ("pk", "") or bool(KEY_LIKE.search(last)) or value.source == "url"
