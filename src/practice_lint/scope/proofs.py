"""What a check proves: equality with something of the caller's, membership, a row that exists.

In: values and the facts known so far. Out: new facts. Deliberately unknown: control flow (see `evaluate.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from practice_lint.scope.column_names import PRIVATE, PUBLIC_WORDS, naming
from practice_lint.scope.judge import ASKED, RANKED_TIE, Judge
from practice_lint.scope.origins import ANY_MODEL, plain
from practice_lint.scope.platform import Platform
from practice_lint.scope.premises import kept
from practice_lint.scope.standing import State
from practice_lint.scope.telling import SHARED_LINK
from practice_lint.scope.values import (
    ANONYMOUS,
    FALSE,
    GRANTED,
    LET_IN,
    MAYBE,
    MEMBER,
    NO_FACTS,
    NOBODY,
    NONE,
    OTHERWISE,
    PRIVILEGED,
    RANKED,
    SIGNED,
    STAFF,
    TRUE,
    Asked,
    Attr,
    Carrier,
    ClassRef,
    Const,
    External,
    Fact,
    FunctionRef,
    Input,
    Instance,
    Key,
    Keyed,
    Left,
    Made,
    Many,
    Native,
    NewRow,
    Nothing,
    OneOf,
    Opaque,
    Param,
    Partial,
    Request,
    Row,
    Rows,
    Seq,
    Size,
    Table,
    Tie,
    Truth,
    Value,
    atoms,
    consulted,
    holds,
    replied,
)

DEBUG = "django.conf.settings.DEBUG"
COUNT = "count()"  # the `field` of rows that were reduced to their number
MAX_DEPTH = 6
NAMING = frozenset({"pk", "id", "uuid", "slug"})  # what names a row
BACKWARD = ("hop", "backward")  # the tie of a related manager
UNLIMITED = frozenset({GRANTED})
MAX_REMEMBERED = 100_000  # answers
REMEMBERED = frozenset({Rows, Row, OneOf, Key})  # of which it takes long to say what their being true tells
TOLD = "caller"  # the column of an unknown tie: what was not followed was told who asks
MAX_PARENTS = 3  # of the keys that pin a row, so many are waited for

# What queries write on their rows to say what somebody is or may do there.
SAYS_WHO = naming("role", "roles", "member", "membership", "owner", "admin", "access", "allowed", "permission", "can")
# Columns by which a row that was fetched says that it belongs to everybody.
SAYS_PUBLIC = naming(*PUBLIC_WORDS, "published", "shared", "default", "template")


class Prover:
    def __init__(self, judge: Judge, platform: Platform) -> None:
        self.judge, self.platform = judge, platform
        self._exists: dict[tuple[Rows, frozenset[Fact]], frozenset[Fact]] = {}
        self._truths: dict[tuple[Value, frozenset[Fact]], Truth] = {}

    def tidy(self) -> None:
        """Let go of answers, where there are many: between two runs."""
        if len(self._exists) + len(self._truths) > MAX_REMEMBERED:
            self.forget()
        self.judge.tidy()

    def forget(self) -> None:
        """Let go of what was answered before the middleware was known to let nobody through without a practice."""
        self._exists.clear()
        self._truths.clear()

    def prove(self, value: Value | None, model: str, depth: int = 0) -> frozenset[Fact]:
        """The facts that follow when `value` (a row, or a key of a `model` row) is the caller's."""
        if depth > MAX_DEPTH or value is None:
            return NO_FACTS
        match value:
            case Row():
                found = {Fact("row", "", plain(value))}
                if value.model == self.judge.practice and self.platform.pinned(value.rows):
                    found.add(STAFF)
                for tie in value.rows.ties:
                    if tie.kind == "hop" and tie.column == "forward" and isinstance(tie.value, Row):
                        found |= self.prove(tie.value, tie.value.model, depth + 1)
                    elif tie.end != value.model and self._one_of_its_rows(tie):
                        found |= self.prove(tie.value, tie.end, depth + 1)
                    elif tie.several:
                        continue
                    elif tie.end != value.model and tie.value is not None and self._names_parent(tie):
                        found.add(Fact("key", tie.end, tie.value))  # it is of the same practice
                    elif (
                        tie.kind == "key" and tie.end == value.model and "__" not in tie.path and tie.value is not None
                    ):
                        found.add(Fact("key", value.model, plain(tie.value)))
                    elif (
                        tie.kind == "column"
                        and tie.end == value.model
                        and "__" not in tie.path
                        and isinstance(tie.value, (Input, Param, Attr))
                    ):
                        found.add(Fact("key", value.model, tie.value))
                return frozenset(found)
            case Key():
                return self.prove(value.row, value.row.model, depth + 1) | {Fact("key", model, plain(value))}
            case Input() | Param() | Attr() | Made() | Opaque():
                return frozenset({Fact("key", model, value), *self._holder(value, model)})
            case Many():
                return self.prove(value.element, model, depth + 1) | {Fact("key", model, value)}
            case Seq():
                return frozenset(f for v in value.items for f in self.prove(v, model, depth + 1))
            case OneOf():
                sure = [v for i, v in enumerate(value.parts) if i == 0 or not isinstance(v, (Input, Param, Attr))]
                return frozenset(f for v in sure for f in self.prove(v, model, depth + 1)) | {Fact("key", model, value)}
            case Rows():
                return frozenset({Fact("row", "", plain(Row(value)))})
        return NO_FACTS

    def _holder(self, value: Value, model: str) -> frozenset[Fact]:
        """`thing.practice` is the caller's practice: so is the thing, whatever it is."""
        if model != self.judge.practice:
            return NO_FACTS
        if isinstance(value, Attr) and value.name not in ("[]", "()"):
            return frozenset({Fact("key", ANY_MODEL, value.of)})
        if isinstance(value, Input) and "." in value.name:
            return frozenset({Fact("key", ANY_MODEL, Input(value.source, value.name.rpartition(".")[0]))})
        return NO_FACTS

    def scoping(self, rows: Rows, facts: frozenset[Fact]) -> bool:
        """Whether such a row is the caller's, so that its being there tells something of what else pins it."""
        known = self.judge.ties(rows.model, rows.ties, facts, 0)
        told = known.state is State.PROVED or known.cause == "secret"
        return told and known.cause not in ("outer", "empty", "prefetch")

    def exists(self, rows: Rows, facts: frozenset[Fact]) -> frozenset[Fact]:
        """What follows from there being such a row: if one tie is proved, the row is the caller's, and so is whatever
        else the query pinned it to. That one of several keys exists says nothing of the others.
        """
        found = self._exists.get((rows, facts))
        if found is None:
            found = self._exists[rows, facts] = (
                self._follows(rows) if self.scoping(rows, facts) else self.shown(rows, facts)
            )
        return found

    def _follows(self, rows: Rows) -> frozenset[Fact]:
        found: set[Fact] = {STAFF} if self.platform.pinned(rows) else set()
        for tie in rows.ties:
            if tie.value is None or tie.kind not in ("key", "column", "hop") or tie.several:
                continue
            if tie.end in self.judge.users or not self.judge.scoped(tie.end):
                if tie.end != rows.model:
                    continue
            own = self.judge.tie(rows.model, tie, NO_FACTS, 0)
            chosen = own.cause == "carrier" and self.judge.chooser(tie.value) is not None
            if (own.state is State.PROVED and not chosen) or own.cause == "secret":
                continue  # what proves is known without it
            if tie.kind == "column":
                found.add(Fact("key", tie.end, plain(tie.value)))
            else:
                found |= self.prove(tie.value, tie.end)
        return frozenset(found)

    def shown(self, rows: Rows, facts: frozenset[Fact]) -> frozenset[Fact]:
        """What follows from there being a row that everybody may see or that is the caller's, or one that a method left
        of which no more is known than that it was told who asks: what it hangs on may be read, for all that is known.
        """
        known = self.judge.ties(rows.model, rows.ties, facts, 0)
        told = known.state is State.UNKNOWN and any(t.kind == "unknown" and t.column == TOLD for t in rows.ties)
        if known.cause != "shared-rows" and not told:
            return NO_FACTS
        return frozenset(Fact("shown", "", row) for row in self._hung_on(rows))

    def _hung_on(self, rows: Rows, depth: int = 0) -> frozenset[Value]:
        """The rows that such a row hangs on, and itself; of a union, those that rows of all its arms hang on."""
        itself = [t for t in rows.ties if t.kind == "key" and t.end == rows.model and not t.several and not t.many]
        found = self.prove(Row(rows), rows.model).union(*(self.prove(t.value, t.end) for t in itself))
        hung = frozenset(f.value for f in found if f.kind == "row" and f.value is not None)
        for tie in rows.ties:
            if tie.kind == "either" and depth < MAX_DEPTH:
                arms = (Rows(rows.model, arm, rows.site) for arm in tie.arms)
                hung |= frozenset.intersection(*(self._hung_on(arm, depth + 1) for arm in arms))
        return hung

    def equal(self, a: Value, b: Value, facts: frozenset[Fact]) -> frozenset[Fact]:
        """What follows when the two are the same."""
        found: frozenset[Fact] = NO_FACTS
        for one, other in ((a, b), (b, a)):
            if not self.judge.may_be_none(other, facts):
                found |= self.present(one)
        for left, right in ((a, b), (b, a)):
            if isinstance(left, OneOf):
                left = next((p for p in left.parts if not isinstance(p, (Nothing, Const))), left)
            model = model_of(right) or model_of(left) or (self.judge.practice if self._carried(left) else None)
            if model is None or isinstance(right, (Const, Nothing)):
                continue
            if isinstance(right, Key) and not self.judge.names_row(right) and not self.judge.caller(left):
                continue  # `patient.name == practice.name`: anybody may be called so
            known = self.judge.provenance(left, model, facts, 0)
            if known.state is State.PROVED or known.cause in ("secret", SHARED_LINK) or self.judge.caller(left):
                found |= self.prove(right, model)
            elif known is ASKED:
                found |= doubts(self.prove(right, model))
            elif known.state <= State.PARENT:
                found |= self._given(left, right, model)
        return found

    def _carried(self, value: Value) -> bool:
        """`request.practice.pk`, `request.practice_id`: what the server put on the request, and what names it."""
        if not isinstance(value, Carrier) or not self.judge.active(value):
            return False
        last, words = value.name.rpartition(".")[2], self.judge.practice_words
        said, _, key = last.rpartition("_")
        return last in NAMING or last in words or (key in NAMING and said in words)

    def _given(self, left: Value, right: Value, model: str) -> frozenset[Fact]:
        """`row.practice.slug == slug`, and only later is the caller found to be a member of the practice `slug`."""
        if not isinstance(left, Input) or not _rows_only(right) or model not in (self.judge.practice, model_of(right)):
            return NO_FACTS
        return frozenset(Fact("given", model, left, fact) for fact in self.prove(right, model))

    def member(self, value: Value, container: Value, facts: frozenset[Fact]) -> frozenset[Fact]:
        """What follows from `value in container`."""
        parts = [
            p for p in (container.parts if isinstance(container, OneOf) else (container,)) if not isinstance(p, Nothing)
        ]
        found: list[frozenset[Fact]] = []
        for part in parts:
            if isinstance(part, Rows) and (above := _above(part)):
                found.append(above)
            elif isinstance(part, (Many, Rows, Seq, Table, Made, Attr, Carrier)):
                inner: Value = part.element if isinstance(part, Many) else part
                inner = part.keys if isinstance(part, Keyed) else inner
                model = self._named_by(part) if isinstance(part, Rows) else model_of(inner)
                model = model_of(value) or self.judge.practice or "" if model is None else model
                known = self.judge.provenance(inner, model, facts, 0)
                unsure = known.state is State.UNKNOWN and model_of(inner) is not None
                proved = self.prove(value, model) if known.state in (State.PROVED, State.UNKNOWN) else NO_FACTS
                told = proved if known.state is State.PROVED else doubts(proved) if unsure else NO_FACTS
                found.append(told or self._listed(value, part))
            else:
                found.append(self._listed(value, part))
        return common(found) or NO_FACTS

    def _listed(self, value: Value, container: Value) -> frozenset[Fact]:
        """`row.practice_id in allowed_ids(user)`, where the list was not followed: the practice was looked at."""
        if not isinstance(container, (Opaque, Made, Many)) or model_of(value) not in self.judge.tenancy.practices:
            return NO_FACTS
        if not _rows_only(value) or any(not isinstance(part, (Opaque, Made)) for part in atoms(container)):
            return NO_FACTS
        return doubts(self.prove(value, model_of(value) or ""))

    def _one_of_its_rows(self, tie: Tie) -> bool:
        """`visit` of `patient.visits`, or of `filter(patient=patient)`: one row has one parent, so both are of the same
        practice."""
        if not isinstance(tie.value, Row) or tie.end in self.judge.users or not self.judge.scoped(tie.end):
            return False
        if tie.kind == "key":
            return not tie.many and not tie.several and tie.value.model == tie.end
        relation = self.judge.models.accessor(tie.end, tie.path) if (tie.kind, tie.column) == BACKWARD else None
        return relation is not None and relation.field.relation in ("fk", "o2o")

    def _names_parent(self, tie: Tie) -> bool:
        """Whether the tie pins a row to what was sent as the key of something that it belongs to."""
        if tie.many or tie.end in self.judge.users or not self.judge.scoped(tie.end):
            return False
        named = tie.kind == "key" or (tie.kind == "column" and self.judge.key_like(tie.end, tie.column))
        return named and isinstance(tie.value, (Input, Param, Attr))

    def there(self, rows: Rows, facts: frozenset[Fact]) -> frozenset[Fact]:
        """What follows from a row having been fetched: what its being there proves, and what it will prove as soon as
        one of the parents that pin it is found to be the caller's."""
        found = self.exists(rows, facts)
        if self.scoping(rows, facts):
            return found
        row = Row(rows)
        keys = [f for f in self.prove(row, rows.model) if f.kind == "key"]
        parents = [f for f in keys if f.model != rows.model]
        return found | {Fact("given", p.model, p.value, f) for p in parents[:MAX_PARENTS] for f in keys if f != p}

    def _named_by(self, rows: Rows) -> str | None:
        """The model whose rows the elements name: `visits.values_list("patient_id")` lists patients, a column that is
        no key nobody."""
        if rows.field in (None, "*", "pk"):
            return rows.model
        found = self.judge.models.lookup(rows.model, rows.field)
        if found.target is not None:
            return found.target
        return found.owner if found.column and self.judge.names_row(Key(Row(rows), rows.field)) else ""

    def _flag(self, value: Key) -> Truth:
        """A column of a row as a condition: one that says whether the row is everybody's tells so."""
        row = value.row
        if SAYS_PUBLIC.search(value.field):
            return Truth(self.everybodys(row), NO_FACTS)
        if PRIVATE.search(value.field):
            return Truth(NO_FACTS, self.everybodys(row))
        return Truth(NO_FACTS, self._nobodys(row))

    def everybodys(self, row: Row) -> frozenset[Fact]:
        """What follows from a row saying that everybody may see it: what it hangs on may be read as well."""
        found = self.prove(row, row.model)
        return frozenset(
            {Fact("public", "", plain(row)), *(Fact("shown", "", f.value) for f in found if f.kind == "row")}
        )

    def _nobodys(self, row: Row) -> frozenset[Fact]:
        """`row.practice` (or `row.practice_id`) is not set: it is nobody's row, which all share."""
        if row.model != self.judge.practice:
            return NO_FACTS
        holders = [t.value for t in row.rows.ties if t.kind == "hop" and t.column == "forward"]
        return frozenset(Fact("public", "", plain(holder)) for holder in holders[:1] if isinstance(holder, Row))

    def present(self, value: Value) -> frozenset[Fact]:
        """What is remembered of a practice or membership, or of its key, that is known not to be None."""
        value = value.row if isinstance(value, Key) else value
        held = self.judge.membership(model_of(value) or "")
        return frozenset({Fact("present", "", plain(value))}) if held else NO_FACTS

    def truth(self, value: Value, facts: frozenset[Fact]) -> Truth:
        """What is known when the value is true and when it is false."""
        kind = type(value)
        if kind is Truth:
            return possible(value, facts)  # type: ignore[arg-type]
        if kind not in REMEMBERED:
            return self._truth(value, facts)
        found = self._truths.get((value, facts))
        if found is None:
            found = self._truths[value, facts] = self._truth(value, facts)
        return found

    def _truth(self, value: Value, facts: frozenset[Fact]) -> Truth:
        match value:
            case Const():
                return TRUE if value.value else FALSE
            case Nothing():
                return FALSE
            case External() if value.name == DEBUG:
                return FALSE  # in production, where the rows are
            case Rows():
                return Truth(self.exists(value, facts), UNLIMITED if self.judge.limits(value) else NO_FACTS)
            case Row():
                there = self.exists(value.rows, facts)
                if self.judge.may_be_none(value, facts):
                    there |= self.present(value) | {Fact("some", "", value)}
                    return Truth(there, self.absent(value) | self._nobodys(value))
                return Truth(there, None)
            case Instance() | FunctionRef() | ClassRef() | Request() | NewRow() | Partial():
                return TRUE
            case OneOf() if value.known is not None:
                known = value.known
                return Truth(known.true | self.present(value), known.false) if known.true is not None else known
            case OneOf():
                parts = [self.truth(p, facts) for p in value.parts]
                true = [t.true for t in parts if t.true is not None]
                false = [t.false for t in parts if t.false is not None]
                some = frozenset({Fact("some", "", value)}) | _answered(value)
                shared = common(true)
                return Truth(
                    shared | some | self.present(value) if shared is not None else None,
                    frozenset.intersection(*false) | self.absent(value) if false else None,
                )
            case Seq():
                return TRUE if value.items else FALSE
            case Left():
                return Truth(NO_FACTS, value.empty)
            case Asked():
                return Truth(self.asked(value), NO_FACTS)
            case Size():
                return self.truth(value.of, facts)
            case Key():
                known = self._flag(value)
                there = (known.true or NO_FACTS) | self.present(value) | self.constant(value, (), facts)
                there |= self.over_all(value, None, facts)
                return Truth(there, (known.false or NO_FACTS) | self.absent(value))
            case Carrier():
                return Truth(NO_FACTS, self.absent(value))
            case Input() | Param() | Attr():
                return Truth(NO_FACTS, frozenset({Fact("falsy", "", value)}))
            case Made() | Native():
                return Truth(replied(value), NO_FACTS)
            case _:
                return MAYBE

    def asked(self, value: Asked) -> frozenset[Fact]:
        """What is in doubt where a library was asked about the caller and these rows, and said yes."""
        parts = [part for each in value.parts for part in atoms(each)]
        if not any(isinstance(part, Request) or self.judge.caller(part) for part in parts):
            return NO_FACTS
        rows = [part for part in parts if isinstance(part, (Row, Key)) and not self.judge.caller(part)]
        proved = [fact for part in rows for fact in self.prove(part, model_of(part) or "")]
        keys = [Fact("asked", ANY_MODEL, part) for part in parts if isinstance(part, (Input, Param)) and part.name]
        return doubts(proved) | frozenset(keys)

    def constant(self, value: Value, among: Sequence[Const], facts: frozenset[Fact]) -> frozenset[Fact]:
        """What follows from the value being one of these constants: the row whose column it is was there
        (`role = roles.values_list("role", flat=True).first()` is None for who has no role)."""
        match value:
            case Key():
                told = doubts(self.prove(value.row, value.row.model)) if self._annotated(value) else NO_FACTS
                return self.exists(value.row.rows, facts) | told | self.over_all(value, among, facts)
            case OneOf():
                parts = [p for p in value.parts if not isinstance(p, (Nothing, Const)) or p in among]
                ways = [self.constant(p, among, facts) for p in parts]
                return frozenset.intersection(*ways) | doubted(ways) if ways else NO_FACTS
        return NO_FACTS

    def over_all(self, value: Key, among: Sequence[Const] | None, facts: frozenset[Fact]) -> frozenset[Fact]:
        """What follows from a column that says who is platform staff: at once of the caller's own, of a practice as
        soon as it is known to be the caller's."""
        if self.platform.of_all(value, among):
            return frozenset({STAFF})
        if self.platform.ranked(value, among):
            return frozenset({RANKED})
        if not self.platform.watching(value, among):
            some = any(self.platform.watching(value, [each]) for each in among or ())
            return frozenset({LET_IN}) if some else NO_FACTS
        known = self.judge.row(value.row, facts)
        if known.state is State.PROVED and (known.cause == "checked" or self.judge.chooser(value.row) is None):
            return frozenset({STAFF})
        then = (f for f in self.prove(value.row, value.row.model) if f.kind in ("row", "key"))
        return frozenset(Fact("given", f.model, f.value, STAFF) for f in then)

    def otherwise(self, value: Value, facts: frozenset[Fact]) -> frozenset[Fact]:
        """What follows from the practice not being of a certain kind, where platform staff were let in as well."""
        told_apart = LET_IN in facts and isinstance(value, Key) and self.platform.kind(value)
        return frozenset({OTHERWISE}) if told_apart else NO_FACTS

    def _annotated(self, value: Key) -> bool:
        """`row.user_role`, which no column is: a query wrote it there, for the caller perhaps."""
        return bool(SAYS_WHO.search(value.field)) and self.judge.models.field(value.row.model, value.field) is None

    def absent(self, value: Value) -> frozenset[Fact]:
        """What follows from there being no such value."""
        return frozenset({NOBODY}) if self.judge.active(value) else NO_FACTS


def _answered(value: OneOf) -> frozenset[Fact]:
    """What a third party's answer proves where it is there: the other ways gave nothing instead."""
    rest = [part for part in value.parts if not replied(part)]
    return NO_FACTS if any(part != NONE and part != Table((), None) for part in rest) else replied(value)


def _above(rows: Rows) -> frozenset[Fact]:
    """Who alone gets such rows."""
    if any(tie.kind == "staff" for tie in rows.ties):
        return frozenset({STAFF})
    return frozenset({RANKED}) if RANKED_TIE in rows.ties else NO_FACTS


def model_of(value: Value) -> str | None:
    match value:
        case Row():
            return value.model
        case Key():
            return value.row.model
        case Rows():
            return value.model
        case Many():
            return model_of(value.element)
        case Seq():
            return model_of(value.items[0]) if value.items else None
        case OneOf() | Made():
            return next((m for m in map(model_of, value.parts) if m), None)
    return None


def both(a: Truth, b: Truth) -> Truth:
    """`a and b`"""
    true = a.true | b.true if a.true is not None and b.true is not None else None
    second = (a.true | b.false) if a.true is not None and b.false is not None else None
    return Truth(true, common([w for w in (a.false, second) if w is not None]))


def common(ways: list[frozenset[Fact]]) -> frozenset[Fact] | None:
    """What holds whichever way was taken. `if not row.is_public and row.practice != mine: raise` leaves a row that is
    the caller's or that says of itself that everybody may see it; a way of platform staff, or of who holds a permission
    of Django's instead, agrees with every other."""
    if not ways:
        return None
    shared = frozenset.intersection(*ways)
    found = {f for way in ways for f in way if f.kind in ("row", "key", "given", "shown")}
    agreed = {
        f
        for f in found
        if all(
            f in way
            or not PRIVILEGED.isdisjoint(way)
            or (f.kind == "row" and Fact("public", "", f.value) in way)
            or (f.kind == "key" and nothing(f.value, way))
            or (f.kind == "shown" and Fact("row", "", f.value) in way)
            for way in ways
        )
    }
    return shared | agreed | doubted(ways) | outsiders(ways) | consulted(f for way in ways for f in way) | let_in(ways)


def doubts(facts: Iterable[Fact]) -> frozenset[Fact]:
    """What is in doubt instead of proved."""
    return frozenset(Fact("asked", fact.model, fact.value) for fact in facts if fact.kind in ("row", "key"))


def doubted(ways: Iterable[frozenset[Fact]]) -> frozenset[Fact]:
    """What a library was asked about, or what was proved, on every way."""
    ways = [way for way in ways if PRIVILEGED.isdisjoint(way)]
    found = {f for way in ways for f in way if f.kind == "asked"}
    sure = ("row", "key")
    return frozenset(f for f in found if all(f in w or any(Fact(k, f.model, f.value) in w for k in sure) for w in ways))


def followed(facts: frozenset[Fact]) -> frozenset[Fact]:
    """With what was to hold as soon as a key is known."""
    then = {
        f.then
        for f in facts
        if f.then is not None and Fact("key" if f.model else "row", f.model, f.value) in facts and f.kind == "given"
    }
    return facts | then if then else facts


def nothing(value: Value | None, facts: frozenset[Fact]) -> bool:
    """Whether the value is None or empty there: what is said of the key it holds is true of no key."""
    return holds(facts, "none", "", value) or holds(facts, "falsy", "", value)


def outsiders(ways: Iterable[frozenset[Fact]]) -> frozenset[Fact]:
    """On every way platform staff or another server came, or somebody whose level no practice gave him: who gets here
    by his practice alone came on none."""
    ways = tuple(ways)
    if all(STAFF in way or SIGNED in way for way in ways):
        return frozenset({SIGNED})
    ranked = any(RANKED in way for way in ways) and not any(PRIVILEGED.isdisjoint(way) for way in ways)
    return kept(ways) | {RANKED} if ranked else kept(ways)


def let_in(ways: Iterable[frozenset[Fact]]) -> frozenset[Fact]:
    """On some ways, not on all, platform staff came."""
    found = {STAFF in way for way in ways}
    return frozenset({LET_IN}) if len(found) > 1 else NO_FACTS


def possible(truth: Truth, facts: frozenset[Fact]) -> Truth:
    """Who is known to be signed in is not anonymous: the other way is not taken."""
    if MEMBER in facts or STAFF in facts:
        never = ANONYMOUS
    elif ANONYMOUS in facts:
        never = MEMBER
    else:
        return truth
    true = None if truth.true is not None and never in truth.true else truth.true
    false = None if truth.false is not None and never in truth.false else truth.false
    return truth if true is truth.true and false is truth.false else Truth(true, false)


def inverse(a: Truth) -> Truth:
    return Truth(a.false, a.true)


def either(a: Truth, b: Truth) -> Truth:
    """`a or b`"""
    return inverse(both(inverse(a), inverse(b)))


def _rows_only(value: Value) -> bool:
    return isinstance(value, (Row, Key)) or (isinstance(value, OneOf) and all(_rows_only(p) for p in value.parts))
