"""Where a row or key comes from: the caller, a value of the request, a row that was checked.

In: values, models, tenancy. Out: answers that need no lattice. Deliberately unknown: verdicts (see `judge.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from practice_lint.project.membership import MEMBER_WORDS, is_team, words_of
from practice_lint.project.models import Models
from practice_lint.project.schema import Field
from practice_lint.project.tenancy import Tenancy
from practice_lint.project.vocabulary import column_word
from practice_lint.scope.column_names import (
    KEY_LIKE,
    OWN_USER,
)
from practice_lint.scope.standing import words
from practice_lint.scope.values import (
    CHOSEN_MODEL,
    Attr,
    Carrier,
    External,
    Fact,
    Input,
    Key,
    Made,
    Many,
    NewRow,
    Nothing,
    OneOf,
    Row,
    Rows,
    Seq,
    Tie,
    Unsure,
    Value,
    holds,
    kinds,
)

ANY_MODEL = "*"  # in a fact: the value is the caller's, whichever model it is a row of
PLAIN_KEPT = 100_000


class Origins:
    """Knows the models and who owns them; everything else comes with the question."""

    def __init__(self, models: Models, tenancy: Tenancy) -> None:
        self.models, self.tenancy = models, tenancy
        self.practice = tenancy.practice
        self.users = {models.user} if models.user else set()
        self.practice_words = _practice_words(models, self.practice)
        self._choosers: dict[Rows, Value | None] = {}
        self._kin = _kin(models)

    def known_key(self, value: Value, model: str, facts: frozenset[Fact]) -> bool:
        """Whether it was checked that this is the key of a row of the caller's, perhaps as that of a proxy's or a
        multi-table parent's row, which is the same row."""
        if "key" not in kinds(facts):
            return False
        return any(known_key(value, each, facts) for each in self._kin.get(model, (model,)))

    def scoped(self, model: str) -> bool:
        return model == CHOSEN_MODEL or self.tenancy.scoped(model)

    def membership(self, model: str) -> bool:
        return model in self.tenancy.practices or model in self.tenancy.memberships

    def names_row(self, key: Key) -> bool:
        """Whether who equals this column of a row is that row."""
        return key.field in ("pk", "id") or self.key_like(key.row.model, key.field)

    def key_like(self, model: str, column: str) -> bool:
        """A column that names one row: whoever chooses its value chooses the row."""
        field = self.models.field(model, column)
        return (field is not None and (field.unique or field.kind in ("UUIDField", "SlugField"))) or bool(
            KEY_LIKE.search(column)
        )

    def caller(self, value: Value | None) -> bool:
        """The user who asks, or something that hangs on that user, or on the token shown, alone."""
        if isinstance(value, Carrier):
            return value.name.startswith(("request.auth.", "request.auth["))
        if isinstance(value, OneOf):
            parts = [part for part in value.parts if not isinstance(part, Nothing)]
            return bool(parts) and all(self.caller(part) for part in parts)
        if isinstance(value, Key):
            return self.caller(value.row)
        if isinstance(value, Row):
            return any(t.kind == "caller" or self._by_token(t) or self._back(t) for t in value.rows.ties)
        if isinstance(value, Attr):
            return self.caller(value.of)
        if isinstance(value, Made):
            sure = [p for p in value.parts if not isinstance(p, (Unsure, External))]
            return bool(sure) and all(self.caller(p) or isinstance(p, Carrier) for p in sure)
        return False

    def _by_token(self, tie: Tie) -> bool:
        return tie.kind in ("key", "column") and isinstance(tie.value, Carrier) and self.caller(tie.value)

    def _back(self, tie: Tie) -> bool:
        """`request.user.profile.user`: back by the foreign key that led from the user to the row."""
        row = tie.value
        if tie.kind != "hop" or tie.column != "forward" or not isinstance(row, Row):
            return False
        there = self.models.accessor(row.model, tie.path)
        if there is None or there.target not in self.users:
            return False
        return any(self._from_caller(each, tie.path, there.field) for each in row.rows.ties)

    def _from_caller(self, tie: Tie, column: str, field: Field) -> bool:
        """Whether the tie leads from the caller to a row by its foreign key `field`, here called `column`."""
        if tie.kind == "key":
            return tie.path == column and not tie.several and self.caller(tie.value)
        if tie.kind != "hop" or tie.end not in self.users or not isinstance(tie.value, Row):
            return False
        here = self.models.accessor(tie.end, tie.path)
        return here is not None and here.field is field and self.caller(tie.value)

    def chooser(self, value: Value | None) -> Value | None:
        """The request value that chose this row or key, if one did."""
        match value:
            case Input():
                return value if value.source != "task" else None
            case Row():
                return self.chooser(value.rows)
            case Key():
                return self.chooser(value.row.rows)
            case Rows():
                if value not in self._choosers:
                    tied = [t for t in value.ties if t.kind in ("key", "column", "hop")]
                    tied.sort(key=lambda t: (t.kind != "key", t.path, t.column, words(t.value)))
                    self._choosers[value] = self._first_chooser([t.value for t in tied])
                return self._choosers[value]
            case OneOf() | Made():
                return self._first_chooser(value.parts)
            case Seq():
                return self._first_chooser(value.items)
            case Many():
                return self.chooser(value.element)
            case Attr():
                return self.chooser(value.of)
        return None

    def _first_chooser(self, values: Iterable[Value | None]) -> Value | None:
        return next((found for value in values if (found := self.chooser(value)) is not None), None)

    def matches_null(self, model: str, tie: Tie) -> bool:
        """Whether `filter(practice=None)`, which Django reads as IS NULL, finds rows by this lookup."""
        scope = self.tenancy.scopes.get(model)
        if tie.kind != "key" or tie.several or (scope is not None and scope.kind == "shared"):
            return False
        hops = self.models.lookup(model, tie.path).hops
        return all(hop.forward and not hop.many for hop in hops) and any(hop.field.null for hop in hops)

    def nullable(self, model: str) -> bool:
        scope = self.tenancy.scopes.get(model)
        fields = [self.models.field(model, path) for path in scope.paths] if scope is not None else []
        return any(field is not None and field.null for field in fields)

    def of_one_practice(self, model: str) -> bool:
        """Whether a row of the model belongs to one practice alone: its own column says which. Who belongs to several
        brings the rows of all of them along."""
        scope = self.tenancy.scopes.get(model)
        if scope is None:
            return False
        return any(not any(h.many for h in self.models.lookup(model, p).hops) for p in scope.paths)

    def through_people(self, model: str, tie: Tie) -> bool:
        """`Note.objects.filter(author__memberships__practice=…)`, of a model that says itself whose its rows are: who
        belongs to several practices brings the rows of all of them along."""
        if tie.kind != "key" or not tie.many or self.membership(model) or model in self.users:
            return False
        hops = self.models.lookup(model, tie.path).hops
        person = next((place for place, hop in enumerate(hops) if hop.target in self.users), None)
        if person is None or not any(hop.many for hop in hops[person + 1 :]):
            return False
        scope = self.tenancy.scopes.get(model)
        ways = [self.models.lookup(model, path).hops for path in scope.paths] if scope is not None else []
        return any(not any(hop.many or hop.field.null or hop.target in self.users for hop in way) for way in ways)

    def of_user_alone(self, model: str, tie: Tie) -> bool:
        """Whether each row of the model must have its user, by this column, while all its ways to the practice are
        optional: a user's settings, which remember a team."""
        field = self.models.field(model, tie.path)
        if field is None or field.null or field.relation not in ("fk", "o2o") or field.name not in OWN_USER:
            return False
        scope = self.tenancy.scopes.get(model)
        ways = [self.models.lookup(model, path).hops for path in scope.paths] if scope is not None else []
        return all(any(hop.field.null for hop in way) for way in ways)

    def guess_proof(self, model: str) -> bool:
        field = self.models.field(model, "pk")
        return field is not None and field.kind == "UUIDField"

    def his_team(self, row: Row | NewRow, team: str | None) -> bool:
        """`[m.team for m in Member.objects.filter(user=request.user)]`: a group of people, by his own membership."""
        if isinstance(row, NewRow) or team is None or not (is_team(team) or words_of(row.model) & MEMBER_WORDS):
            return False
        own = (t for t in row.rows.ties if t.kind in ("key", "hop") and t.end in self.users and "__" not in t.path)
        return any(self.caller(t.value) for t in own)

    def among_its_people(self, model: str, tie: Tie) -> bool:
        """`Team.objects.filter(members__user=request.user)`: the groups that he is in."""
        if tie.end not in self.users or tie.several or not self.caller(tie.value):
            return False
        between = [hop.target for hop in self.models.lookup(model, tie.path).hops]
        return is_team(model) or any(words_of(each) & MEMBER_WORDS for each in between if each not in self.users)


def _kin(models: Models) -> dict[str, tuple[str, ...]]:
    """By model, the models that share their keys: proxies, and parents and children over several tables."""
    families: dict[str, frozenset[str]] = {}
    for record in models.by_name.values():
        bases = [models.by_name[base] for base in record.bases if base in models.by_name]
        for base in [each for each in bases if not each.abstract and not record.abstract]:
            joined = families.get(record.name, frozenset({record.name})) | families.get(
                base.name, frozenset({base.name})
            )
            families |= dict.fromkeys(joined, joined)
    return {name: tuple(sorted(family)) for name, family in families.items()}


def _practice_words(models: Models, practice: str | None) -> frozenset[str]:
    """What the practice is called: its model, and the foreign keys that lead to it."""
    if practice is None:
        return frozenset()
    found = {practice.rpartition(".")[2].lower(), column_word(practice)}
    for each in models.by_name.values():
        found |= {f.name for f in each.fields.values() if f.relation in ("fk", "o2o") and f.target == practice}
    return frozenset(found)


@lru_cache(maxsize=PLAIN_KEPT)
def plain(value: Value) -> Value:
    """The value as facts name it: whether it may be None is no part of which row it is."""
    if isinstance(value, Row):
        return Row(_siteless(value.rows))
    if isinstance(value, Key):
        return Key(Row(_siteless(value.row.rows)), value.field)
    return value


def known_key(value: Value, model: str, facts: frozenset[Fact]) -> bool:
    """Whether it was checked that this is the key of a row of the caller's, or that every element of its list is."""
    if Fact("key", model, plain(value)) in facts:
        return True
    match value:
        case Input() if value.name.endswith("[]"):
            return Fact("key", model, Input(value.source, value.name.removesuffix("[]"))) in facts
        case Attr(name="[]"):
            return Fact("key", model, value.of) in facts
    return False


def asked_about(value: Value, model: str, facts: frozenset[Fact]) -> bool:
    """Whether a library was asked about this key, of whichever model."""
    return holds(facts, "asked", model, plain(value)) or holds(facts, "asked", ANY_MODEL, value)


def _siteless(rows: Rows) -> Rows:
    return Rows(rows.model, rows.ties, rows.site)
