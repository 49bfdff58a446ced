"""Whose a row, its key or a condition's value is: the lattice of `standing` over the models and who owns them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from practice_lint.project.membership import MEMBER_WORDS, is_team, words_of
from practice_lint.project.models import Models
from practice_lint.project.schema import Field
from practice_lint.project.scopes import ONLY_ROW
from practice_lint.project.tenancy import Tenancy
from practice_lint.project.vocabulary import column_word
from practice_lint.scope.column_names import (
    ANONYMOUS,
    AUDIENCE,
    CLIENT_KEY,
    COMMON,
    CREDENTIAL,
    DEFAULTS,
    EVERYBODY,
    HANDED_OUT,
    KEY_LIKE,
    OWN_USER,
    PRIVATE,
    PUBLIC,
    PUBLISHED,
    SECRET,
    SECRET_ROW,
)
from practice_lint.scope.standing import OPEN, Standing, State, best, words, worst
from practice_lint.scope.values import (
    CHOSEN_MODEL,
    CONSULTED,
    FALSE,
    NONE,
    ONLY_ONE,
    OTHERWISE,
    RANKED,
    SIGNED,
    STAFF,
    TRUE,
    WRITING,
    Attr,
    Carrier,
    Const,
    External,
    Fact,
    Input,
    Kept,
    Key,
    Made,
    Many,
    Member,
    NewRow,
    Nothing,
    OneOf,
    Param,
    Row,
    Rows,
    Seq,
    Tie,
    Truth,
    Unsure,
    Value,
    alternatives,
    atoms,
)

ANY_MODEL = "*"  # in a fact: the value is the caller's, whichever model it is a row of


SHARED_LINK = "shared-link"


LEVEL = "read where the user's own level lets in, which no practice gave him"
OTHER_KIND = "read where the practice is of none of the kinds told apart, perhaps by platform staff alone"
RANKED_TIE = Tie("unknown", f"level:{LEVEL}")
OTHERWISE_TIE = Tie("unknown", f"other-kind:{OTHER_KIND}")


PLAIN_KEPT = 100_000
MAX_DEPTH = 12  # how far a chain of rows hanging on rows is followed


DEEP = Standing(State.UNKNOWN, "too-deep", "the chain of rows is too long to follow")


class Judge:
    """Knows the models and who owns them; everything else comes with the question."""

    def __init__(self, models: Models, tenancy: Tenancy) -> None:
        self.models, self.tenancy = models, tenancy
        self.practice = tenancy.practice
        self.users = {models.user} if models.user else set()
        self._memo: dict[tuple[Value, frozenset[Fact]], Standing] = {}
        self.present: frozenset[Value] = frozenset()  # practices without which no request gets past the middleware
        self._cut = 0  # how often a chain was too long
        self._choosers: dict[Rows, Value | None] = {}
        self.practice_words = _practice_words(models, self.practice)
        self._kin = _kin(models)

    def known_key(self, value: Value, model: str, facts: frozenset[Fact]) -> bool:
        """Whether it was checked that this is the key of a row of the caller's, perhaps as that of a proxy's or a
        multi-table parent's row, which is the same row."""
        return any(known_key(value, each, facts) for each in self._kin.get(model, (model,)))

    def scoped(self, model: str) -> bool:
        return model == CHOSEN_MODEL or self.tenancy.scoped(model)

    def people(self, rows: Rows) -> bool:
        """Whether it is a list of users whom nothing singles out: they belong to practices by their memberships, and
        who works where is nobody else's business. One found by a name or an address that the sender knew is not."""
        if rows.model not in self.users or not self.tenancy.memberships:
            return False
        told = [t for t in rows.ties if t.kind != "past"]
        return not any(t.kind in ("key", "hop", "either", "unknown") or not _flag(t) for t in told)

    # ── whole values ────────────────────────────────────────────────────────────────────────────────────────────────

    def of(self, value: Value, facts: frozenset[Fact], depth: int = 0) -> Standing:
        """Whose the rows in this value are; values without rows in them are EXEMPT."""
        if isinstance(value, Row):
            return self.row(value, facts, depth)
        if isinstance(value, Rows):
            return self.rows(value, facts, depth)
        if isinstance(value, Key):
            return self.row(value.row, facts, depth)
        if isinstance(value, OneOf):
            return worst([self.of(p, facts, depth + 1) for p in value.parts])
        if isinstance(value, Kept):
            from practice_lint.scope.naming import Namer

            return Namer(self).named(value.name, facts)
        if isinstance(value, Many):
            return self.of(value.element, facts, depth + 1)
        if isinstance(value, Made):
            inner = [self.of(p, facts, depth + 1) for p in value.parts if isinstance(p, (Row, Rows, Key, Made, Kept))]
            return worst(inner) if inner else Standing(State.EXEMPT, "no-rows", "no rows in it")
        return Standing(State.EXEMPT, "no-rows", "no rows in it")

    def row(self, row: Row, facts: frozenset[Fact], depth: int = 0) -> Standing:
        if Fact("row", "", plain(row)) in facts:
            return Standing(State.PROVED, "checked", "compared with the caller's practice after the fetch", row)
        known = self.rows(row.rows, facts, depth)
        if known.state < State.UNKNOWN and Fact("consulted", then=Fact("row", "", plain(row))) in facts:
            return AT_SERVICE
        return ASKED if known.state < State.UNKNOWN and Fact("asked", "", plain(row)) in facts else known

    def rows(self, rows: Rows, facts: frozenset[Fact], depth: int = 0) -> Standing:
        if depth > MAX_DEPTH:
            self._cut += 1
            return DEEP
        found = self._memo.get((rows, facts))
        if found is None:
            before = self._cut
            found = self._rows(rows, facts, depth)
            if self._cut == before:  # an answer that was cut short holds at this depth only
                self._memo[rows, facts] = found
        return found

    def _rows(self, rows: Rows, facts: frozenset[Fact], depth: int) -> Standing:
        known = self.ties(rows.model, rows.ties, facts, depth)
        if known.state >= State.UNKNOWN:
            return known
        if not self.scoped(rows.model) and not self.people(rows):
            return Standing(State.EXEMPT, "global", "rows of no practice")
        if STAFF in facts:
            return Standing(State.EXEMPT, "staff", "only platform staff get here")
        if SIGNED in facts:
            return Standing(State.EXEMPT, "signed", "only who holds a secret of the server's gets here")
        if CONSULTED in facts:
            return Standing(
                State.UNKNOWN, "consulted", "a signature or secret was looked at, though not on every way here"
            )
        if OTHERWISE in facts:
            return Standing(State.UNKNOWN, "other-kind", OTHER_KIND)
        if RANKED in facts:
            return Standing(State.UNKNOWN, "level", LEVEL)
        if any(f.kind == "ambient" for f in facts):
            return Standing(State.PROVED, "ambient", "a scope for the practice is active around it")
        return known

    def ties(self, model: str, ties: frozenset[Tie], facts: frozenset[Fact], depth: int) -> Standing:
        published = [] if WRITING in facts else self._published(model, ties)
        return best([OPEN, *published, *(self.tie(model, t, facts, depth) for t in ties)])

    def _published(self, model: str, ties: frozenset[Tie]) -> list[Standing]:
        """`published=True, approved=True`: two columns, of which one alone may mean published inside the practice."""
        said = [t for t in ties if t.kind == "column" and t.end == model and t.value in (Const(True), TRUE)]
        words = {found[2]: t.column for t in said if t.path == t.column and (found := PUBLISHED.search(t.column))}
        if len(words) < 2:
            return []
        told = " and ".join(sorted(f"`{column}`" for column in words.values()))
        return [Standing(State.EXEMPT, "shared-rows", f"{told} say that everybody may see them")]

    # ── one condition ───────────────────────────────────────────────────────────────────────────────────────────────

    def tie(self, model: str, tie: Tie, facts: frozenset[Fact], depth: int) -> Standing:
        match tie.kind:
            case "key" | "hop":
                return self._keyed(model, tie, facts, depth)
            case "column":
                return self._column(model, tie, facts, depth)
            case "either":
                return worst([self.ties(model, arm, facts, depth + 1) for arm in tie.arms])
            case "unknown":
                return Standing(State.UNKNOWN, tie.path.partition(":")[0], tie.path.partition(":")[2] or tie.path)
            case kind:
                state, reason = PLAIN_TIES[kind]
                return Standing(state, tie.column or kind, reason.format(path=tie.path), tie.value)

    def _keyed(self, model: str, tie: Tie, facts: frozenset[Fact], depth: int) -> Standing:
        value, end = tie.value, tie.end
        assert value is not None
        if end in self.users:
            known = self._user(value, tie, facts, depth)
            if known is OPEN and isinstance(value, (Row, Key)) and self._of_user_alone(model, tie):
                return Standing(State.EXEMPT, "users-rows", "a user's row, of a practice only perhaps", value)
            return known
        if end == self.practice:
            return self._practice(model, value, tie, facts, depth)
        if not self.scoped(end):
            onward = tie.kind == "hop" and tie.column == "forward"
            return self._unowned(value, tie.end, facts, depth, onward)
        return self._parent(model, value, tie, facts, depth)

    def _user(self, value: Value, tie: Tie, facts: frozenset[Fact], depth: int) -> Standing:
        parts = (
            [value]
            if not isinstance(value, (OneOf, Seq))
            else list(value.parts if isinstance(value, OneOf) else value.items)
        )
        if self.known_key(value, tie.end, facts):
            return Standing(State.PROVED, "proved-key", f"{words(value)} was checked before", value)
        if parts and all(isinstance(p, (Carrier, Nothing)) for p in parts) and value != NONE:
            return Standing(State.PROVED, "own-rows", "tied to a user that the server set", value)
        if any(self.caller(p) for p in parts):
            chosen = [p for p in parts if not self.caller(p) and self.chooser(p) is not None]
            if any(self._another(p, tie, facts, depth) for p in chosen):
                return OPEN
            return Standing(State.PROVED, "own-rows", "tied to the user who asks", value)
        if isinstance(value, (Param, Attr)) and "user" in value.name.lower():
            return Standing(State.UNKNOWN, "caller-decides", f"{words(value)} is whatever the callers pass", value)
        if isinstance(value, NewRow):
            return Standing(State.PROVED, "new-row", "tied to a user who is created here", value)
        if (
            isinstance(value, (Row, Key))
            and Fact("caller", "", plain(value if isinstance(value, Row) else value.row)) in facts
        ):
            return Standing(State.PROVED, "own-rows", "tied to the user who was signed in", value)
        if isinstance(value, OneOf):
            some = [self._user(p, tie, facts, depth + 1) for p in value.parts if not isinstance(p, Nothing)]
            return worst(some) if some else OPEN
        if isinstance(value, (Row, Rows, Key)):
            known = self.of(value, facts, depth + 1)
            if known == UNFOLLOWED:
                return known
            keyed = not isinstance(value, Key) or value.field == "pk"
            if known.state is State.PROVED and known.cause != "global" and keyed:
                backwards = tie.kind == "key" or tie.column == "backward"
                several = known.cause in OF_THE_PRACTICE and not self._of_one_practice(tie.end)
                return OPEN if backwards and several else known
        return OPEN

    def _another(self, value: Value, tie: Tie, facts: frozenset[Fact], depth: int) -> bool:
        """`User.objects.get(pk=sent) if sent else request.user`: whether the request may name somebody else."""
        row = value.row if isinstance(value, Key) else value
        if isinstance(row, Row) and any(t.kind == "staff" for t in row.rows.ties):
            return False
        return self._user(value, tie, facts, depth + 1).state < State.UNKNOWN

    def _of_one_practice(self, model: str) -> bool:
        """Whether a row of the model belongs to one practice alone: its own column says which. Who belongs to several
        brings the rows of all of them along."""
        scope = self.tenancy.scopes.get(model)
        if scope is None:
            return False
        return any(not any(h.many for h in self.models.lookup(model, p).hops) for p in scope.paths)

    def _of_user_alone(self, model: str, tie: Tie) -> bool:
        """Whether each row of the model must have its user, by this column, while all its ways to the practice are
        optional: a user's settings, which remember a team."""
        field = self.models.field(model, tie.path)
        if field is None or field.null or field.relation not in ("fk", "o2o") or field.name not in OWN_USER:
            return False
        scope = self.tenancy.scopes.get(model)
        ways = [self.models.lookup(model, path).hops for path in scope.paths] if scope is not None else []
        return all(any(hop.field.null for hop in way) for way in ways)

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

    def limits(self, rows: Rows) -> bool:
        """`user.role.practices`: which rows a role of the caller's is limited to; where it lists none, to none. (What
        lists none of the user himself, `user.practices`, is nobody's membership.)"""
        if rows.model not in self.tenancy.practices and not self.scoped(rows.model):
            return False
        roles = [t.value for t in rows.ties if t.kind == "hop" and t.column == "backward" and isinstance(t.value, Row)]
        return any(
            self.ties(role.model, role.rows.ties, frozenset(), 0).cause == "own-rows"
            for role in roles
            if role.model not in self.users
        )

    def _by_token(self, tie: Tie) -> bool:
        return tie.kind in ("key", "column") and isinstance(tie.value, Carrier) and self.caller(tie.value)

    def _practice(self, model: str, value: Value, tie: Tie, facts: frozenset[Fact], depth: int) -> Standing:
        if tie.path == "pk" and isinstance(value, Nothing):
            return Standing(State.PROVED, "empty", "no row has no key", value)
        if tie.path.startswith("null:") or isinstance(value, Nothing):
            return self._null(model, tie, value)
        if isinstance(value, (Const, Truth)):
            return Standing(State.UNKNOWN, "constant-practice", "the practice is a constant", value)
        known = self._of_practice(value, facts, depth)
        if known.state is State.PROVED and self.active(value) and self.may_be_none(value, facts):
            return replace(known, null=tie) if self.matches_null(model, tie) else known
        return known

    def unchosen(self, rows: Rows) -> bool:
        """Practices among which neither the request nor who asks has chosen: `Practice.objects.filter(active=True)`."""
        return (
            rows.model == self.practice
            and all(t.kind == "column" and t.end == rows.model and _constant(t.value or NONE) for t in rows.ties)
            and self.rows(rows, frozenset()).state is State.OPEN
        )

    def arbitrary(self, value: Value) -> Row | None:
        """Of what a practice is, the row that is but one of several: `Practice.objects.first()`."""
        for part in alternatives(value):
            row = part.row if isinstance(part, Key) and self.names_row(part) else part
            if isinstance(row, Row) and ONLY_ONE in row.rows.ties:
                return row
        return None

    def matches_null(self, model: str, tie: Tie) -> bool:
        """Whether `filter(practice=None)`, which Django reads as IS NULL, finds rows by this lookup."""
        scope = self.tenancy.scopes.get(model)
        if tie.kind != "key" or tie.several or (scope is not None and scope.kind == "shared"):
            return False
        hops = self.models.lookup(model, tie.path).hops
        return all(hop.forward and not hop.many for hop in hops) and any(hop.field.null for hop in hops)

    def may_be_none(self, value: Value, facts: frozenset[Fact]) -> bool:
        """Whether a row, or its key, may be None here: of a nullable key or of `first()`, unless that was asked."""
        if Fact("present", "", plain(value)) in facts or plain(value) in self.present:
            return False
        match value:
            case Row():
                return value.optional
            case Key():
                return self.may_be_none(value.row, facts)
            case OneOf():
                return any(isinstance(part, Nothing) or self.may_be_none(part, facts) for part in value.parts)
        return False

    def remember(self, present: Iterable[Value]) -> None:
        """Practices that are there whenever a view runs."""
        self.present |= {plain(value) for value in present}
        self._memo.clear()

    def _of_practice(self, value: Value, facts: frozenset[Fact], depth: int) -> Standing:
        known = self.provenance(value, self.practice or "", facts, depth + 1)
        if known.state is State.OPEN and self.chooser(value) is None:
            first = self.arbitrary(value)
            if first is not None and any(designated(t) for t in first.rows.ties):
                return Standing(State.UNKNOWN, "constant-practice", "the practice is a constant", first)
            if first is not None:
                return Standing(State.CHOSEN, "arbitrary-practice", "the practice is whichever comes first", first)
        if known.state is State.OPEN and not isinstance(value, (Row, Rows, Key)):
            return Standing(State.CHOSEN, "chosen-practice", f"the practice is {words(value)}", value)
        if known.state in (State.OPEN, State.PARENT):
            return Standing(
                State.CHOSEN,
                "chosen-practice",
                f"the practice is {words(self.chooser(value) or value)}",
                self.chooser(value) or value,
            )
        if known.cause == SHARED_LINK:
            return Standing(State.CHOSEN, "chosen-practice", "the practice is that of a shared link's row", value)
        if known.cause == "own-rows":
            return Standing(State.PROVED, "own-practice", "tied to a practice of the user who asks", value)
        return known

    def _null(self, model: str, tie: Tie, value: Value) -> Standing:
        """`practice__isnull=True`: rows of nobody, which all share; on any other relation it says nothing."""
        path = tie.path.removeprefix("null:").removesuffix("__isnull").removesuffix("__exact").removesuffix("_id")
        scope = self.tenancy.scopes.get(model)
        if scope is not None and any(p == path or p.startswith(path + "__") for p in scope.paths):
            return Standing(State.EXEMPT, "shared-rows", "rows of no practice, shared by all", value)
        return OPEN

    def _parent(self, model: str, value: Value, tie: Tie, facts: frozenset[Fact], depth: int) -> Standing:
        if tie.path == "pk" and isinstance(value, Nothing):
            return Standing(State.PROVED, "empty", "no row has no key", value)
        if tie.path.startswith("null:") or isinstance(value, Nothing):
            return self._null(model, tie, value)
        known = self.provenance(value, tie.end, facts, depth + 1)
        if known.state is not State.OPEN:
            return known
        if tie.path == "pk" or (tie.end == model and tie.kind == "key" and "__" not in tie.path):
            secret = SECRET_ROW.search(model.rsplit(".", 1)[-1]) and self._guess_proof(model) and _asked(value)
            if secret and not self._of_an_address(value, facts):
                return Standing(State.EXEMPT, "secret", "its key is a secret that only its holder knows", value)
            return Standing(State.OPEN, "open", "the key alone chooses the row", value)
        chooser = self.chooser(value)
        if chooser is not None:
            return Standing(
                State.PARENT,
                "unproved-parent",
                f"its parent is {words(chooser)}, which nothing ties to the practice",
                value,
            )
        return known

    def _of_an_address(self, value: Value, facts: frozenset[Fact]) -> bool:
        """`practices/<slug>/invitations/<id>/`, where the slug was checked: a page of the practice's, not a guest's."""
        keys = (f.value for f in facts if f.kind == "key" and self.scoped(f.model))
        return any(isinstance(key, Input) and key.source == "url" and key != value for key in keys)

    def _guess_proof(self, model: str) -> bool:
        field = self.models.field(model, "pk")
        return field is not None and field.kind == "UUIDField"

    def _unowned(self, value: Value, model: str, facts: frozenset[Fact], depth: int, onward: bool = False) -> Standing:
        """`onward`: the rows are what a foreign key of `value` leads to: one row, as `value` is."""
        if self.caller(value):
            return Standing(State.PROVED, "own-rows", "tied to the user who asks", value)
        if Fact("key", model, plain(value)) in facts or Fact("row", "", plain(value)) in facts:
            return Standing(State.PROVED, "proved-key", f"{words(value)} was checked before", value)
        scope = self.tenancy.scopes.get(model)
        if scope is not None and scope.reason == ONLY_ROW and isinstance(value, (Row, NewRow)):
            return Standing(State.UNKNOWN, "constant-practice", "the installation's single row names it", value)
        if isinstance(value, Many):
            return self._unowned(value.element, model, facts, depth + 1)
        if isinstance(value, Key) and value.field == "pk":
            value = value.row
        inner = value.rows if isinstance(value, Row) else value
        if isinstance(inner, Rows) and depth < MAX_DEPTH:  # global rows that were themselves reached from the practice
            ties = (t for t in inner.ties if t.kind not in HANDED_IN)
            alone = onward and isinstance(value, Row)
            reached = frozenset(
                t for t in ties if (alone and t.column == "forward") or not self._shared(t, inner.model)
            )
            return self.ties(inner.model, reached, facts, depth + 1)
        return OPEN

    def _shared(self, tie: Tie, model: str) -> bool:
        """Whether the tie leads to a row that rows of other practices lead to as well: `drug.prescriptions` are
        everybody's, whichever prescription the drug was reached from."""
        if tie.kind == "key":
            return tie.many and not self._among_its_people(model, tie)
        if tie.kind != "hop" or not isinstance(tie.value, (Row, NewRow)) or self.caller(tie.value):
            return False  # what the caller's own row says of him is how far he is let
        if isinstance(tie.value, Row) and any(self._shown(t) for t in tie.value.rows.ties):
            return False  # neither is what a token says that its holder was given
        relation = self.models.accessor(tie.value.model, tie.path)
        if relation is None or relation.field.relation == "o2o" or self._his_team(tie.value, relation.target):
            return False
        return relation.forward or relation.many

    def _among_its_people(self, model: str, tie: Tie) -> bool:
        """`Team.objects.filter(members__user=request.user)`: the groups that he is in."""
        if tie.end not in self.users or tie.several or not self.caller(tie.value):
            return False
        between = [hop.target for hop in self.models.lookup(model, tie.path).hops]
        return is_team(model) or any(words_of(each) & MEMBER_WORDS for each in between if each not in self.users)

    def _shown(self, tie: Tie) -> bool:
        """`token=request.data["token"]`: the row is a token's, found by its secret."""
        value = tie.value
        return tie.kind == "column" and value is not None and self._secret(tie, value) and self._token(tie, value)

    def _his_team(self, row: Row | NewRow, team: str | None) -> bool:
        """`[m.team for m in Member.objects.filter(user=request.user)]`: a group of people, by his own membership."""
        if isinstance(row, NewRow) or team is None or not (is_team(team) or words_of(row.model) & MEMBER_WORDS):
            return False
        own = (t for t in row.rows.ties if t.kind in ("key", "hop") and t.end in self.users and "__" not in t.path)
        return any(self.caller(t.value) for t in own)

    def _column(self, model: str, tie: Tie, facts: frozenset[Fact], depth: int) -> Standing:
        value = tie.value
        assert value is not None
        if WRITING not in facts and self._everybodys(model, tie, value):  # to be seen by all, not changed by all
            return Standing(State.EXEMPT, "shared-rows", f"`{tie.column}` says that everybody may see them", value)
        if tie.end == self.practice:
            if self._secret(tie, value):
                return self._told(tie, value)
            if _constant(value):
                fixed = Standing(State.UNKNOWN, "constant-practice", "the practice is a constant", value)
                return fixed if self.key_like(tie.end, tie.column) else OPEN
            return self._practice(model, value, tie, facts, depth)
        if self._secret(tie, value):
            return self._told(tie, value)
        if tie.end in self.users:
            own = self.caller(value) and not COMMON.search(tie.column)
            return self._user(value, tie, facts, depth) if own else OPEN
        if self.scoped(tie.end):
            known = self.provenance(value, tie.end, facts, depth + 1)
            if known.state is State.PROVED and known.cause in ("proved-key", "checked"):
                return known
            parts = alternatives(value)
            named = any(isinstance(p, Key) and p.field not in ("pk", "id") and not self.caller(p) for p in parts)
            if named and not self.key_like(tie.end, tie.column):  # `name=practice.name`: anybody may be called so
                return OPEN
            if known.state is State.PROVED and all(isinstance(p, (Rows, Many, Seq, Key)) for p in parts):
                return known
            if known.state is State.UNKNOWN and tie.path == tie.column and self.key_like(tie.end, tie.column):
                return known
        return OPEN

    def _secret(self, tie: Tie, value: Value) -> bool:
        """Whether who names this column's value shows by it that he was told: a token, or a random text that is not
        the row's public identifier."""
        if not _asked(value) or (CLIENT_KEY.search(tie.column) and _in_url(value)):
            return False
        if self._token(tie, value):
            return True
        field = self.models.field(tie.end, tie.column)
        if field is None or not field.unguessable or field.primary_key:
            return False
        return not KEY_LIKE.search(tie.column) or bool(HANDED_OUT.search(tie.column))

    def _token(self, tie: Tie, value: Value) -> bool:
        return bool(SECRET.search(tie.column) or (CREDENTIAL.search(tie.column) and _credentials(value)))

    def _told(self, tie: Tie, value: Value) -> Standing:
        """A token speaks for the practice that it was issued for; a link that was shared, for what it opens alone."""
        cause = "secret" if self._token(tie, value) else SHARED_LINK
        return Standing(State.EXEMPT, cause, f"`{tie.column}` is a secret that only its holder knows", value)

    def _everybodys(self, model: str, tie: Tie, value: Value) -> bool:
        """`is_public=True`, `project__is_private=False`, `access=Access.PUBLIC`; `is_default=True` only of the rows
        themselves, where there are some of no practice."""
        if tie.end in self.users or tie.many or not self.scoped(tie.end):
            return False
        told = value.name if isinstance(value, Member) else value.value if isinstance(value, Const) else None
        if isinstance(told, str):
            return bool(AUDIENCE.search(tie.column) and EVERYBODY.fullmatch(told.lower()))
        if value in (Const(False), FALSE):
            return bool(PRIVATE.search(tie.column))
        if isinstance(value, Seq) and value.items and _constant(value):
            return bool(ANONYMOUS.search(tie.column))
        if value not in (Const(True), TRUE):
            return False
        if PUBLIC.search(tie.column):
            return True
        return tie.path == tie.column and bool(DEFAULTS.search(tie.column)) and self._nullable(model)

    def _nullable(self, model: str) -> bool:
        scope = self.tenancy.scopes.get(model)
        fields = [self.models.field(model, path) for path in scope.paths] if scope is not None else []
        return any(field is not None and field.null for field in fields)

    def active(self, value: Value) -> bool:
        """Whether the value says which practice is active: a practice or membership that the request did not choose."""
        match value:
            case Row():
                own = self.row(value, frozenset()).cause == "own-rows"
                if value.model not in self.tenancy.practices:  # a membership, and the caller's own
                    return value.model in self.tenancy.memberships and own and self.chooser(value) is None
                if value.optional and any(t.kind == "hop" for t in value.rows.ties):  # of any row, or of the caller's
                    return own or any(t.kind == "carrier" for t in value.rows.ties)
                return self.chooser(value) is None
            case Key():
                return self.membership(value.row.model) and self.names_row(value) and self.chooser(value) is None
            case Carrier():
                return (self.practice or "-").rpartition(".")[2].lower() in value.name.lower()
            case OneOf():
                return any(self.active(p) for p in value.parts)
        return False

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

    # ── where a filter's value comes from ───────────────────────────────────────────────────────────────────────────

    def provenance(self, value: Value, model: str, facts: frozenset[Fact], depth: int) -> Standing:
        """Whose row of `model` this value names, a row, a key or something that holds one."""
        if depth > MAX_DEPTH:
            self._cut += 1
            return DEEP
        if self.known_key(value, model, facts) or Fact("key", ANY_MODEL, value) in facts:
            return Standing(State.PROVED, "proved-key", f"{words(value)} was checked before", value)
        if Fact("consulted", then=Fact("key", model, plain(value))) in facts:
            return AT_SERVICE
        if not isinstance(value, (Row, Rows, Carrier)) and asked_about(value, model, facts):
            return ASKED
        match value:
            case Row() | Rows() | Key():
                known = self.of(value, facts, depth + 1)
                if known.cause == "global":
                    return OPEN
                return known if known.null is None else replace(known, null=None)  # said where that row is fetched
            case NewRow():
                return Standing(State.PROVED, "new-row", "created here", value)
            case Carrier():
                return Standing(State.PROVED, "active-practice", f"`{value.name}` is set by the server", value)
            case Input(source="task"):
                return Standing(State.EXEMPT, "job", "handed to a background job", value)
            case Input():
                return Standing(State.OPEN, "request", f"chosen by {words(value)}", value)
            case Param():
                return Standing(State.UNKNOWN, "caller-decides", f"{words(value)} is whatever the callers pass", value)
            case Attr():
                if self.caller(value):
                    return Standing(State.PROVED, "active-practice", "taken from the user who asks", value)
                inner = self.provenance(value.of, model, facts, depth + 1)
                return inner if inner.state is not State.OPEN or isinstance(value.of, Input) else UNFOLLOWED
            case OneOf():
                parts = [p for p in value.parts if not isinstance(p, Nothing)]
                return worst([self.provenance(p, model, facts, depth + 1) for p in parts]) if parts else OPEN
            case Many():
                return self.provenance(value.element, model, facts, depth + 1)
            case Seq():
                inner_ = [self.provenance(p, model, facts, depth + 1) for p in value.items]
                return worst(inner_) if inner_ else Standing(State.PROVED, "empty", "an empty list")
            case Made():
                if self.caller(value):
                    return Standing(State.PROVED, "active-practice", "made from the user who asks alone", value)
                asked = [p for p in value.parts if isinstance(p, Input)]
                if asked and all(isinstance(p, (Input, Unsure, External)) for p in value.parts):
                    return Standing(State.OPEN, "request", f"chosen by {words(asked[0])}", asked[0])
                return UNFOLLOWED
            case Const() | Nothing():
                return Standing(State.OPEN, "constant", "a constant", value)
            case Truth():
                return OPEN
            case _:
                return UNFOLLOWED

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


AT_SERVICE = Standing(State.UNKNOWN, "consulted", "a service at the row's own address was asked about what was sent")


ASKED = Standing(State.UNKNOWN, "check-not-followed", "a library was asked whether the caller may; it was not followed")


UNFOLLOWED = Standing(State.UNKNOWN, "value-not-followed", "the value it is filtered by was not followed")


# Ties that say who passed a row in; of a row of nobody's they say nothing about the practice.
HANDED_IN = frozenset({"given", "self", "param", "job"})


# Proofs that a user belongs to the practice; the others say that the user is the one who asks.
OF_THE_PRACTICE = frozenset({"own-practice", "active-practice", "proved-key", "checked"})


PLAIN_TIES = {
    "only-one": (State.OPEN, "one of several"),
    "outer": (State.PROVED, "correlated with the rows of the query around it"),
    "empty": (State.PROVED, "no rows at all"),
    "searched": (State.OPEN, "whatever the sender searches for by `{path}`"),
    "ambient": (State.PROVED, "{path} filters by the active practice"),
    "nobody": (State.OPEN, "no practice is active there"),
    "bypass": (State.OPEN, "`{path}` goes round the scope"),
    "past": (State.OPEN, "past an age, whosever it is"),
    "outdated": (State.EXEMPT, "only what is past an age that the server sets goes, whosever it is"),
    "staff": (State.EXEMPT, "only platform staff get here"),
    "given": (State.PROVED, "{path}"),
    "caller": (State.PROVED, "the user who asks"),
    "carrier": (State.PROVED, "`{path}` is set by the server for this request"),
    "job": (State.EXEMPT, "a background job over all practices"),
    "new": (State.PROVED, "created here"),
    "param": (State.UNKNOWN, "the parameter `{path}` is whatever the callers pass"),
    "self": (State.EXEMPT, "it hangs on the row whose method this is"),
    "prefetch": (State.PROVED, "restricted to the parents of the query around it"),
}


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
    return Fact("asked", model, plain(value)) in facts or Fact("asked", ANY_MODEL, value) in facts


def _siteless(rows: Rows) -> Rows:
    return Rows(rows.model, rows.ties, rows.site)


def _constant(value: Value) -> bool:
    return isinstance(value, Const) or (isinstance(value, Seq) and all(isinstance(i, Const) for i in value.items))


def _flag(tie: Tie) -> bool:
    return tie.kind == "column" and (isinstance(tie.value, Truth) or _constant(tie.value or NONE))


def designated(tie: Tie) -> bool:
    """`name="Head office"`, `is_default=True`: of all rows a certain one is meant."""
    plain_flag = isinstance(tie.value, Truth) or tie.value in (Const(True), Const(False))
    return tie.kind == "column" and (bool(DEFAULTS.search(tie.column)) if plain_flag else True)


def _in_url(value: Value) -> bool:
    return isinstance(value, Input) and value.source == "url"


def _credentials(value: Value) -> bool:
    """Whether the sender wrote it where requests say who sends them."""
    sent = [part for part in atoms(value) if isinstance(part, Input)]
    return bool(sent) and all(part.source == "header" and part.name.lower() == "authorization" for part in sent)


def _asked(value: Value) -> bool:
    return isinstance(value, (Input, Param, Attr, Made, Carrier, OneOf, Many, Seq))
