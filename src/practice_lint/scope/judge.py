"""Whose a row, its key or a condition's value is: the lattice of `standing` over the models and who owns them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from practice_lint.project.models import Models
from practice_lint.project.scopes import ONLY_ROW
from practice_lint.project.tenancy import Tenancy
from practice_lint.scope.column_names import (
    COMMON,
    DEFAULTS,
    SECRET_ROW,
)
from practice_lint.scope.origins import ANY_MODEL, asked_about, plain
from practice_lint.scope.standing import OPEN, Standing, State, best, words, worst
from practice_lint.scope.telling import SHARED_LINK, Telling, asks, constant
from practice_lint.scope.values import (
    BESIDE,
    CONSULTED,
    NONE,
    ONLY_ONE,
    OTHERWISE,
    RANKED,
    SIGNED,
    STAFF,
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
    holds,
    kinds,
)

LEVEL = "read where the user's own level lets in, which no practice gave him"
OTHER_KIND = "read where the practice is of none of the kinds told apart, perhaps by platform staff alone"
RANKED_TIE = Tie("unknown", f"level:{LEVEL}")
OTHERWISE_TIE = Tie("unknown", f"other-kind:{OTHER_KIND}")


MAX_REMEMBERED = 200_000  # answers
MAX_DEPTH = 12  # how far a chain of rows hanging on rows is followed


DEEP = Standing(State.UNKNOWN, "too-deep", "the chain of rows is too long to follow")


class Judge(Telling):
    """Says whose rows and keys are, by what they are tied to and what is known where they are judged."""

    def __init__(self, models: Models, tenancy: Tenancy) -> None:
        super().__init__(models, tenancy)
        self._memo: dict[tuple[Value, frozenset[Fact]], Standing] = {}
        self._named: dict[tuple[Value, str, frozenset[Fact]], Standing] = {}
        self.present: frozenset[Value] = frozenset()  # practices without which no request gets past the middleware
        self._cut = 0  # how often a chain was too long

    def people(self, rows: Rows) -> bool:
        """Whether it is a list of users whom nothing singles out: they belong to practices by their memberships, and
        who works where is nobody else's business. One found by a name or an address that the sender knew is not."""
        if rows.model not in self.users or not self.tenancy.memberships:
            return False
        told = [t for t in rows.ties if t.kind not in ("past", "annotated") and not _searched(t)]
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
        if holds(facts, "row", "", plain(row)):
            return Standing(State.PROVED, "checked", "compared with the caller's practice after the fetch", row)
        known = self.rows(row.rows, facts, depth)
        if known.state >= State.UNKNOWN:
            return known
        if "consulted" in kinds(facts) and Fact("consulted", then=Fact("row", "", plain(row))) in facts:
            return AT_SERVICE
        if holds(facts, "asked", "", plain(row)):
            return ASKED
        readable = depth == 0 and WRITING not in facts and "shown" in kinds(facts)
        return SHOWN if readable and self._shown(row, facts) else known

    def _shown(self, row: Row, facts: frozenset[Fact]) -> bool:
        """Whether the row is what a row hangs on that may be read, or what a foreign key of that leads to, or one that
        a method of its own looks up. What else hangs on it may not be read for that."""
        for _ in range(MAX_DEPTH):
            if holds(facts, "shown", "", plain(row)):
                return True
            site = row.rows.site
            method = f"{site.module}.{site.symbol}" if site is not None else ""
            nearer = [
                t.value
                for t in row.rows.ties
                if t.kind == "hop" and (t.column == "forward" or method.startswith(f"{t.end}."))
            ]
            if len(nearer) != 1 or not isinstance(nearer[0], Row):
                return False
            row = nearer[0]
        return False

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
        published = [] if WRITING in facts else self.published(model, ties)
        return best([OPEN, *published, *(self.tie(model, t, facts, depth) for t in ties)])

    # ── one condition ───────────────────────────────────────────────────────────────────────────────────────────────

    def tie(self, model: str, tie: Tie, facts: frozenset[Fact], depth: int) -> Standing:
        match tie.kind:
            case "key" | "hop":
                return self._keyed(model, tie, facts, depth)
            case "column":
                return self._column(model, tie, facts, depth)
            case "either":
                inner = facts | {BESIDE} if WRITING in facts else facts
                return worst([self.ties(model, arm, inner, depth + 1) for arm in tie.arms])
            case "annotated":
                return OPEN
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
            if known is OPEN and isinstance(value, (Row, Key)) and self.of_user_alone(model, tie):
                return Standing(State.EXEMPT, "users-rows", "a user's row, of a practice only perhaps", value)
            return known
        if end == self.practice:
            known = self._practice(model, value, tie, facts, depth)
            return BY_PEOPLE if known.state is State.PROVED and self.through_people(model, tie) else known
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
        if isinstance(value, (Row, Key)) and holds(
            facts, "caller", "", plain(value if isinstance(value, Row) else value.row)
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
                several = known.cause in OF_THE_PRACTICE and not self.of_one_practice(tie.end)
                return OPEN if backwards and several else known
        return OPEN

    def _another(self, value: Value, tie: Tie, facts: frozenset[Fact], depth: int) -> bool:
        """`User.objects.get(pk=sent) if sent else request.user`: whether the request may name somebody else."""
        row = value.row if isinstance(value, Key) else value
        if isinstance(row, Row) and any(t.kind == "staff" for t in row.rows.ties):
            return False
        return self._user(value, tie, facts, depth + 1).state < State.UNKNOWN

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

    def _practice(self, model: str, value: Value, tie: Tie, facts: frozenset[Fact], depth: int) -> Standing:
        if tie.path == "pk" and isinstance(value, Nothing):
            return Standing(State.PROVED, "empty", "no row has no key", value)
        if tie.path.startswith("null:") or isinstance(value, Nothing):
            return self._null(model, tie, value, facts)
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
            and all(t.kind == "column" and t.end == rows.model and constant(t.value or NONE) for t in rows.ties)
            and self.rows(rows, frozenset()).state is State.OPEN
        )

    def arbitrary(self, value: Value) -> Row | None:
        """Of what a practice is, the row that is but one of several: `Practice.objects.first()`."""
        for part in alternatives(value):
            row = part.row if isinstance(part, Key) and self.names_row(part) else part
            if isinstance(row, Row) and ONLY_ONE in row.rows.ties:
                return row
        return None

    def may_be_none(self, value: Value, facts: frozenset[Fact]) -> bool:
        """Whether a row, or its key, may be None here: of a nullable key or of `first()`, unless that was asked."""
        if holds(facts, "present", "", plain(value)) or plain(value) in self.present:
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
        self.forget()

    def tidy(self) -> None:
        """Let go of answers, where there are many: between two runs."""
        if len(self._memo) + len(self._named) > MAX_REMEMBERED:
            self.forget()

    def forget(self) -> None:
        self._memo.clear()
        self._named.clear()

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

    def _null(self, model: str, tie: Tie, value: Value, facts: frozenset[Fact]) -> Standing:
        """`practice__isnull=True`: rows of nobody, which all share; beside his own, nobody may change them for the
        others. On any other relation it says nothing."""
        path = tie.path.removeprefix("null:").removesuffix("__isnull").removesuffix("__exact").removesuffix("_id")
        scope = self.tenancy.scopes.get(model)
        told = scope is not None and any(p == path or p.startswith(path + "__") for p in scope.paths)
        if told and BESIDE not in facts:
            return Standing(State.EXEMPT, "shared-rows", "rows of no practice, shared by all", value)
        return OPEN

    def _parent(self, model: str, value: Value, tie: Tie, facts: frozenset[Fact], depth: int) -> Standing:
        if tie.path == "pk" and isinstance(value, Nothing):
            return Standing(State.PROVED, "empty", "no row has no key", value)
        if tie.path.startswith("null:") or isinstance(value, Nothing):
            return self._null(model, tie, value, facts)
        known = self.provenance(value, tie.end, facts, depth + 1)
        if known.state is not State.OPEN:
            return known
        if tie.path == "pk" or (tie.end == model and tie.kind == "key" and "__" not in tie.path):
            secret = SECRET_ROW.search(model.rsplit(".", 1)[-1]) and self.guess_proof(model) and asks(value)
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

    def _unowned(self, value: Value, model: str, facts: frozenset[Fact], depth: int, onward: bool = False) -> Standing:
        """`onward`: the rows are what a foreign key of `value` leads to: one row, as `value` is."""
        if self.caller(value):
            return Standing(State.PROVED, "own-rows", "tied to the user who asks", value)
        if holds(facts, "key", model, plain(value)) or holds(facts, "row", "", plain(value)):
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
            return tie.many and not self.among_its_people(model, tie)
        if tie.kind != "hop" or not isinstance(tie.value, (Row, NewRow)) or self.caller(tie.value):
            return False  # what the caller's own row says of him is how far he is let
        if isinstance(tie.value, Row) and any(self.token_shown(t) for t in tie.value.rows.ties):
            return False  # neither is what a token says that its holder was given
        relation = self.models.accessor(tie.value.model, tie.path)
        if relation is None or relation.field.relation == "o2o" or self.his_team(tie.value, relation.target):
            return False
        return relation.forward or relation.many

    def _column(self, model: str, tie: Tie, facts: frozenset[Fact], depth: int) -> Standing:
        value = tie.value
        assert value is not None
        if WRITING not in facts and self.everybodys(model, tie, value):  # to be seen by all, not changed by all
            return Standing(State.EXEMPT, "shared-rows", f"`{tie.column}` says that everybody may see them", value)
        if tie.end == self.practice:
            if self.secret(tie, value):
                return self.told_secret(tie, value)
            if constant(value):
                fixed = Standing(State.UNKNOWN, "constant-practice", "the practice is a constant", value)
                return fixed if self.key_like(tie.end, tie.column) else OPEN
            return self._practice(model, value, tie, facts, depth)
        if self.secret(tie, value):
            return self.told_secret(tie, value)
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

    # ── where a filter's value comes from ───────────────────────────────────────────────────────────────────────────

    def provenance(self, value: Value, model: str, facts: frozenset[Fact], depth: int) -> Standing:
        """Whose row of `model` this value names, a row, a key or something that holds one."""
        if depth > MAX_DEPTH:
            self._cut += 1
            return DEEP
        found = self._named.get((value, model, facts))
        if found is None:
            before = self._cut
            found = self._provenance(value, model, facts, depth)
            if self._cut == before:  # an answer that was cut short holds at this depth only
                self._named[value, model, facts] = found
        return found

    def _provenance(self, value: Value, model: str, facts: frozenset[Fact], depth: int) -> Standing:
        if self.known_key(value, model, facts) or holds(facts, "key", ANY_MODEL, value):
            return Standing(State.PROVED, "proved-key", f"{words(value)} was checked before", value)
        if "consulted" in kinds(facts) and Fact("consulted", then=Fact("key", model, plain(value))) in facts:
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


AT_SERVICE = Standing(State.UNKNOWN, "consulted", "a service at the row's own address was asked about what was sent")


SHOWN = Standing(State.UNKNOWN, "shown-by-child", "a row that hangs on it may be read by everybody or is the caller's")


ASKED = Standing(State.UNKNOWN, "check-not-followed", "a library was asked whether the caller may; it was not followed")


BY_PEOPLE = Standing(State.OPEN, "open", "it is tied to people, who bring the rows of their other practices along")


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


def _searched(tie: Tie) -> bool:
    """`Q(email__icontains=q) | Q(name__icontains=q)`: lists whoever is called somehow like that."""
    return tie.kind == "either" and bool(tie.arms) and all(t.kind == "searched" for arm in tie.arms for t in arm)


def _flag(tie: Tie) -> bool:
    return tie.kind == "column" and (isinstance(tie.value, Truth) or constant(tie.value or NONE))


def designated(tie: Tie) -> bool:
    """`name="Head office"`, `is_default=True`: of all rows a certain one is meant."""
    plain_flag = isinstance(tie.value, Truth) or tie.value in (Const(True), Const(False))
    return tie.kind == "column" and (bool(DEFAULTS.search(tie.column)) if plain_flag else True)
