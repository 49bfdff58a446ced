"""The abstract values of the interpreter.

In: nothing. Out: frozen values, equal when they are made alike: structure is identity, so a key read twice from the
same place is the same key. Deliberately unknown: what proves what (see `standing.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, ClassVar, Union

import msgspec

from practice_lint.facts import Function, Lambda, Span

MAX_PARTS = 6  # a value that may be more different things than this is only remembered as made of them
MAX_KEYS = 12  # the same of keys of rows, which say whose they are only while they are kept apart
MAX_INTERNED = 1_000_000
MAX_CARRIED = 12  # an opaque value remembers at most so many of the values that it is made of


class Interned(msgspec.StructMeta):
    """Equal values are one object: two that are put together of the same parts over and over, as rows that hang on rows
    are, would else be compared part by part as often as there are ways to each part."""

    known: ClassVar[dict[Any, Any]] = {}  # emptied by `forget`

    def __call__(cls, *args: Any, **keywords: Any) -> Any:
        value = _structure(cls, *args, **keywords)
        return _known(value, value)


_structure, _known = msgspec.StructMeta.__call__, Interned.known.setdefault  # at hand: millions of values are made


def forget(above: int = 0) -> None:
    """Let go of the values of runs that are over, where there are more than so many."""
    if len(Interned.known) > above:
        Interned.known.clear()
        join.cache_clear()


class Site(msgspec.Struct, frozen=True, cache_hash=True):
    """Where a query stands: the outermost call of its chain. `at` tells equal-looking spans apart (spans are equal)."""

    path: str
    at: tuple[int, int, int, int]
    module: str
    symbol: str
    span: Span


class Nothing(msgspec.Struct, frozen=True, cache_hash=True):
    """None."""


class Const(msgspec.Struct, frozen=True, cache_hash=True):
    """A known text, number or boolean."""

    value: Union[str, int, float, bool]


class Member(Const, frozen=True, cache_hash=True):
    """A constant with a name: a member of an enumeration. `value` is the name where it was not followed."""

    name: str


class Request(msgspec.Struct, frozen=True, cache_hash=True):
    """The request in hand; its attributes live on the heap under REQUEST."""


class Input(msgspec.Struct, frozen=True, cache_hash=True):
    """Chosen by whoever sent the request. `source`: url, query, body, header, cookie, form; `name` "" is all of it.

    "task": handed to a background job by whoever queued it.
    """

    source: str
    name: str


class Carrier(msgspec.Struct, frozen=True, cache_hash=True):
    """Set by the server for this request, not by its sender: middleware attribute, session, context variable."""

    name: str


class Param(msgspec.Struct, frozen=True, cache_hash=True):
    """A parameter of a function that was run on its own: its callers decide."""

    function: str
    name: str


class Attr(msgspec.Struct, frozen=True, cache_hash=True, metaclass=Interned):
    """An attribute (or item) of something opaque."""

    of: Value
    name: str


class Opaque(msgspec.Struct, frozen=True, cache_hash=True):
    """Not followed; `why` is told to the reader."""

    why: str


class Made(msgspec.Struct, frozen=True, cache_hash=True, metaclass=Interned):
    """Made of these in a way that was not followed (text, numbers, a library's object)."""

    parts: tuple[Value, ...]


class Text(Made, frozen=True, cache_hash=True):
    """Text of known and unknown pieces, in order: SQL is read from it. To everything else it is what it is made of."""

    pieces: tuple[Value, ...]


class Asked(Made, frozen=True, cache_hash=True):
    """What a library answered that was asked whether something is allowed: `check_perms(user, row, "read")`."""


class Many(msgspec.Struct, frozen=True, cache_hash=True, metaclass=Interned):
    """Some number of such elements."""

    element: Value


class Left(Many, frozen=True, cache_hash=True):
    """What a test left of a list, `[pk for pk in sent if pk not in mine]`; `empty`: known where it left nothing."""

    empty: frozenset[Fact]


class Answers(Many, frozen=True, cache_hash=True):
    """One condition asked of each element; known when `every` one answered yes, when `none` did, when `some` did."""

    every: frozenset[Fact]
    none: frozenset[Fact]
    some: frozenset[Fact]


class Size(Made, frozen=True, cache_hash=True):
    """The number of elements of `of`. To everything else it is what that is made of."""

    of: Value


class Seq(msgspec.Struct, frozen=True, cache_hash=True):
    """A list, tuple or set whose elements are known one by one."""

    items: tuple[Value, ...]


class Table(msgspec.Struct, frozen=True, cache_hash=True):
    """A dict with these constant keys; `rest` stands for what else it may hold."""

    items: tuple[tuple[str, Value], ...]
    rest: Union[Value, None]

    def get(self, key: str) -> Value | None:
        for name, value in self.items:
            if name == key:
                return value
        rest = self.rest
        if isinstance(rest, Input):  # each name of what was sent is a value of its own
            return Input(rest.source, f"{rest.name}.{key}" if rest.name else key)
        return rest


class Keyed(Table, frozen=True, cache_hash=True):
    """A dict that was built entry by entry: `{row.practice_id: row.role for row in rows}`. `keys` is one of its keys,
    `each` what it holds under one; `rest` is what either is made of."""

    keys: Value
    each: Value


def keyed(keys: Value, each: Value) -> Keyed:
    return Keyed((), made([keys, each]), keys, each)


class Module(msgspec.Struct, frozen=True, cache_hash=True):
    name: str


class ClassRef(msgspec.Struct, frozen=True, cache_hash=True):
    """A class of the project or of the stubs, by canonical name; `given`: what a nameless subclass of it says anew."""

    name: str
    given: tuple[tuple[str, Value], ...] = ()


class External(msgspec.Struct, frozen=True, cache_hash=True):
    """Something outside the project and the stubs, by the dotted path it is imported from; or a builtin."""

    name: str


class Native(msgspec.Struct, frozen=True, cache_hash=True):
    """A method of a built-in kind of value, waiting to be called: `queryset.filter`, `request.GET.get`."""

    of: Value
    name: str


class Scope(msgspec.Struct, frozen=True, eq=False):
    """The locals that a nested function closes over; identity is the binding moment."""

    names: dict[str, Any]
    outer: Union[Scope, None]


class FunctionRef(msgspec.Struct, frozen=True, eq=False):
    """A function, perhaps bound to `self` (a class for a class method) and closing over locals.

    `owner` is the class in whose body it stands, which is where `super()` goes on from.
    """

    name: str
    module: str
    code: Union[Function, Lambda]
    self_: Union[Value, None]
    owner: Union[str, None]
    closure: Union[Scope, None]

    def _identity(self) -> tuple[Any, ...]:
        return (self.name, id(self.code), self.self_, id(self.closure) if self.closure else 0)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FunctionRef) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash((self.name, id(self.code), self.self_))


class Partial(msgspec.Struct, frozen=True, cache_hash=True):
    """A callable with some arguments already given, or a decorator that waits for its function."""

    of: Value
    args: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]


class Instance(msgspec.Struct, frozen=True, cache_hash=True):
    """An object of a class of the project or of the stubs; its attributes live on the heap under `ident`."""

    cls: str
    ident: str


class Super(msgspec.Struct, frozen=True, cache_hash=True):
    """`super()` as seen from class `after`."""

    self_: Value
    after: str


class Truth(msgspec.Struct, frozen=True, cache_hash=True):
    """A condition: what is known when it holds and when it does not. None: it cannot be so."""

    true: Union[frozenset[Fact], None]
    false: Union[frozenset[Fact], None]


class OneOf(msgspec.Struct, frozen=True, cache_hash=True, metaclass=Interned):
    """Is one of these, depending on the path. `known`: what its being true or false tells of the path."""

    parts: tuple[Value, ...]
    known: Union[Truth, None] = None


class Answered(OneOf, frozen=True, cache_hash=True):
    """One of several constants that a function answers with; `cases`: each with what is known where it is that one."""

    cases: tuple[tuple[Const, frozenset[Fact]], ...] = ()


class Tie(msgspec.Struct, frozen=True, cache_hash=True, metaclass=Interned):
    """One condition on a queryset. `kind`:

    key      the lookup `path` ends at the key of model `end`, which is `value`
    column   … at a column of model `end`; `column` names it
    hop      the rows hang on row `value` of model `end` by relation `path` (a related manager, a forward hop)
    outer    correlated with the query around it · empty  no row at all · ambient  a manager's or context's own scope
    staff    read only where the caller is platform staff · given  handed in by a framework that scoped it, or proved on
             the way that the rows came; `column` is the cause then
    either   `arms` of a disjunction, each a set of ties
    unknown  something that was not followed; `path` says what
    nobody   read where no practice is active: it pins nothing
    bypass   read past a manager or context that scopes; `path` names the way round it: it pins nothing
    annotated the column `path` says whether `value`, a correlated query, has a row: it pins nothing until asked for
    past     rows past an age that the server sets: it pins nothing · outdated  where they are all that is written
    only-one a practice that is one of several, whichever (`Practice.objects.first()`): it pins nothing

    `many`: the path leads over a relation with several rows. `several`: the value is a list of keys (`__in`).
    """

    kind: str
    path: str
    end: str = ""
    column: str = ""
    value: Union[Value, None] = None
    many: bool = False
    several: bool = False
    arms: tuple[frozenset[Tie], ...] = ()


class Rows(msgspec.Struct, frozen=True, cache_hash=True, metaclass=Interned):
    """A queryset or manager. `methods` are the manager and queryset classes whose own methods it has. `field` is the
    column or relation path when it was reduced to values. `how` is count or exists when it was reduced to that."""

    model: str
    ties: frozenset[Tie]
    site: Union[Site, None]
    methods: tuple[str, ...] = ()
    field: Union[str, None] = None


class Row(msgspec.Struct, frozen=True, cache_hash=True, metaclass=Interned):
    """One row of these rows. `optional`: it may be None (`first()`)."""

    rows: Rows
    optional: bool = False

    @property
    def model(self) -> str:
        return self.rows.model


class Key(msgspec.Struct, frozen=True, cache_hash=True, metaclass=Interned):
    """The key (or another column, `field`) of a row."""

    row: Row
    field: str = "pk"


class NewRow(msgspec.Struct, frozen=True, cache_hash=True):
    """An instance of a model that was built here and is not fetched; `ident` finds its attributes on the heap."""

    model: str
    ident: str
    site: Site


class Rest(msgspec.Struct, frozen=True, cache_hash=True):
    """`*rest` among positional arguments; never anything else's value."""

    value: Value


class Condition(msgspec.Struct, frozen=True, cache_hash=True):
    """A Q object: any of `arms`, each a set of (lookup, value); `negated` ones say nothing."""

    arms: tuple[frozenset[tuple[str, Value]], ...]


class Unsure(msgspec.Struct, frozen=True, cache_hash=True):
    """A part of a text that was not followed: what the text names is in doubt."""


class Reply(msgspec.Struct, frozen=True, cache_hash=True):
    """What a third party answered who was shown what was sent. `proves`: what holds where it said yes."""

    proves: frozenset[Fact]


class Kept(msgspec.Struct, frozen=True, cache_hash=True):
    """What a store outside the database answered to a name. `store`: cache, file."""

    store: str
    name: Value
    site: Site


class Fact(msgspec.Struct, frozen=True, cache_hash=True, metaclass=Interned):
    """Known on this path. `kind`: row (Row `value` is the caller's), key (`value` is the key of a `model` row that is),
    staff (the caller is platform staff), ranked (the caller has a level that no practice gave him; whether it is above
    all practices is not said), granted (the caller holds a permission of Django's, which knows no practice), signed
    (the sender holds a secret of the server's), writing (what is judged is a write), beside (it is one
    arm of an OR), ambient (a scope is active),
    bypassed (scopes are switched off), nobody (no practice is active), none / some (`value` is / is not None), present
    (the practice `value` is not None, to be remembered), falsy (it is None or empty), given (as soon as `value` is
    known to be the key of a `model` row of the caller's, or a row of his where no model is named, `then` holds),
    anonymous (the caller is not signed in; that he is, is a key of nobody's, which others may wait for), elsewhere /
    kept (the address does not begin with the text `value` / where it does, the sender is signed), asked (a library was
    asked about the caller and the row, or key of a `model` row, `value`: doubt), consulted (on one of the ways here, a
    third party was asked whether `then` holds; without it, who sent the request), caller (row `value` is the user who
    asks), otherwise (the caller's practice is of none of the kinds told apart: what is left is the platform's own
    perhaps)."""

    kind: str
    model: str = ""
    value: Union[Value, None] = None
    then: Union[Fact, None] = None


Value = Union[
    Nothing, Const, Member, Request, Input, Carrier, Param, Attr, Opaque, Made, Many, Seq, Table, Module, ClassRef,
    External, Native, FunctionRef, Partial, Instance, Super, Truth, OneOf, Rows, Row, Key, NewRow, Condition, Rest,
    Text, Unsure, Reply, Kept, Left, Answers, Size, Asked, Keyed,
]  # fmt: skip

# What a call hands over: positional arguments (a starred one is Rest) and keywords by name, "**" for the rest of them.
Args = list[Any]
Keywords = list[tuple[str, Value]]

NONE = Nothing()
ONLY_ONE = Tie("only-one", "")
UNSURE = Unsure()
IMPERSONAL = Opaque("the same for every practice")  # the time, the language: a name made of it tells nobody apart
STAFF = Fact("staff")
GRANTED = Fact("granted")
SIGNED = Fact("signed")
CONSULTED = Fact("consulted")
LET_IN = Fact("consulted", then=STAFF)  # on one of the ways here the caller was found to be platform staff
OTHERWISE = Fact("otherwise")
RANKED = Fact("ranked")
WRITING = Fact("writing")
BESIDE = Fact("beside")
PRIVILEGED = frozenset({STAFF, GRANTED, SIGNED, RANKED})  # instead of belonging to the practice
MEMBER = Fact("key", "signed in")
ANONYMOUS = Fact("anonymous")
BYPASSED = Fact("bypassed")
NOBODY = Fact("nobody")
NO_FACTS: frozenset[Fact] = frozenset()
MAYBE = Truth(NO_FACTS, NO_FACTS)
SIGNED_IN = Truth(frozenset({MEMBER}), frozenset({ANONYMOUS}))
TRUE = Truth(NO_FACTS, None)
FALSE = Truth(None, NO_FACTS)
NEXT_LAYER = Opaque("the next layer")  # what middleware hands the request on to
CHOSEN_MODEL = "any model"  # stands for the class that the request chose
CREDENTIAL = "what was shown by who holds a secret of the server's"  # an attribute of the request's, beside the real
REQUEST = "request"  # the heap identity of the request in hand


@lru_cache(maxsize=10_000)
def kinds(facts: frozenset[Fact]) -> frozenset[str]:
    """The kinds of what is known there."""
    return frozenset(fact.kind for fact in facts)


def holds(facts: frozenset[Fact], kind: str, model: str, value: Value | None) -> bool:
    """Whether this is known there; no value is made where nothing of the kind is."""
    return kind in kinds(facts) and Fact(kind, model, value) in facts


def consulted(facts: Iterable[Fact]) -> frozenset[Fact]:
    """What holds after ways met if it held on one of them: it makes for doubt, and proves nothing."""
    return frozenset(f for f in facts if f.kind == "consulted")


def replied(value: Value) -> frozenset[Fact]:
    """What holds where the value, a part of what a third party answered, says yes."""
    asked = value.of if isinstance(value, Native) else value
    return frozenset(fact for part in atoms(asked) if isinstance(part, Reply) for fact in part.proves)


@lru_cache(maxsize=50_000)
def join(a: Value, b: Value) -> Value:
    """What holds of both: one of the two, or a value made of them when there are too many to keep apart."""
    if a == b:
        return a
    if isinstance(a, (Seq, Many)) and isinstance(b, (Seq, Many)) and not (_of_classes(a) or _of_classes(b)):
        return _joined_lists(a, b)
    if isinstance(a, Table) and isinstance(b, Table):
        return _joined_tables(a, b)
    parts: dict[Value, None] = {}
    for value in (a, b):
        for part in value.parts if isinstance(value, OneOf) else (value,):
            parts[part] = None
    if len(parts) > MAX_PARTS and not (len(parts) <= MAX_KEYS and all(isinstance(p, (Key, Nothing)) for p in parts)):
        rows = [p for p in parts if isinstance(p, (Rows, Row))]
        if rows:
            return OneOf(tuple(rows[:MAX_PARTS])) if len(rows) > 1 else rows[0]
        return made(parts)
    return OneOf(tuple(parts)) if len(parts) > 1 else next(iter(parts))


def _of_classes(value: Seq | Many) -> bool:
    """Lists of classes or of their instances (permissions, backends) are run one by one: which list it is matters."""
    items = value.items if isinstance(value, Seq) else (value.element,)
    return any(isinstance(item, (ClassRef, Instance, External)) for item in items)


def _joined_lists(a: Seq | Many, b: Seq | Many) -> Value:
    if isinstance(a, Seq) and isinstance(b, Seq) and len(a.items) == len(b.items):
        return Seq(tuple(join(x, y) for x, y in zip(a.items, b.items, strict=True)))  # `row, True` and `row, False`
    items = [i for v in (a, b) for i in (v.items if isinstance(v, Seq) else (v.element,))]
    return Many(join_all(items)) if items else a


def _joined_tables(a: Table, b: Table) -> Value:
    nothing = Table((), None)
    if a == nothing or b == nothing:
        return b if a == nothing else a  # an empty dict has no key that the other has not
    if isinstance(a, Keyed) and isinstance(b, Keyed):
        return keyed(join(a.keys, b.keys), join(a.each, b.each))
    left, right = dict(a.items), dict(b.items)
    items = {
        name: join(left[name], right[name]) if name in left and name in right else left.get(name) or right[name]
        for name in left | right
    }
    rest = a.rest if b.rest is None else b.rest if a.rest is None else join(a.rest, b.rest)
    return Table(tuple((name, value) for name, value in items.items()), rest)


def join_all(values: list[Value]) -> Value:
    result = values[0]
    for value in values[1:]:
        result = join(result, value)
    return result


SETTINGS = "django.conf.settings."
KEPT_SECRET = re.compile(r"(KEY|TOKEN|SECRET|PASSWORD|SIGNATURE)S?$")


def secret_setting(value: Value) -> bool:
    """Whether the value is a setting that only the server knows: what is made with it nobody else can make."""
    return isinstance(value, External) and value.name.startswith(SETTINGS) and bool(KEPT_SECRET.search(value.name))


_SILENT = (Nothing, Const, Module, ClassRef, External, FunctionRef, Truth, Request, Opaque, Native, Super)


def unstarred(argument: Any) -> Value:
    """The argument itself; of `*rows`, what it holds."""
    found: Value = argument.value if isinstance(argument, Rest) else argument
    return found


def made(parts: Any) -> Value:
    """An opaque value that remembers what it is made of, flat and without what says nothing about rows."""
    kept: dict[Value, None] = {}
    for part in parts:
        for atom in _atoms(part, 0):
            if len(kept) >= MAX_CARRIED:
                break
            kept[atom] = None
    return Made(tuple(kept))


def _atoms(value: Value, depth: int) -> tuple[Value, ...]:
    if isinstance(value, _SILENT):
        return (value,) if secret_setting(value) else ()
    if depth > 4:
        return (value,)
    if isinstance(value, (Made, OneOf)):
        return tuple(a for p in value.parts for a in _atoms(p, depth + 1))
    if isinstance(value, Many):
        return _atoms(value.element, depth + 1)
    if isinstance(value, Seq):
        return tuple(a for p in value.items for a in _atoms(p, depth + 1))
    if isinstance(value, Table):
        inner = tuple(a for _, p in value.items for a in _atoms(p, depth + 1))
        return inner + (_atoms(value.rest, depth + 1) if value.rest is not None else ())
    return (value,)


MAX_PIECES = 60  # a text of more pieces is only remembered as made of them


def doubtful(piece: Value) -> bool:
    """Whether a piece of text was not followed; what is the same for everybody (a constant, the time) is no doubt."""
    if isinstance(piece, OneOf):
        return any(doubtful(each) for each in piece.parts)
    if isinstance(piece, Native):
        return not isinstance(piece.of, (Const, ClassRef, External, Module)) and not atoms(piece.of)
    return (isinstance(piece, Opaque) and piece != IMPERSONAL) or piece == Made(())


def text_of(pieces: list[Value]) -> Value:
    """The text that the pieces make, one behind the other."""
    flat: list[Value] = []
    for piece in pieces:
        for each in piece.pieces if isinstance(piece, Text) else (piece,):
            if isinstance(each, Const) and flat and isinstance(flat[-1], Const):
                flat[-1] = Const(f"{flat[-1].value}{each.value}")
            else:
                flat.append(each)
    if all(isinstance(each, Const) for each in flat):
        return flat[0] if flat else Const("")
    known = made([*flat, UNSURE] if any(doubtful(each) for each in flat) else flat)
    if len(flat) > MAX_PIECES or not isinstance(known, Made) or not any(isinstance(each, Const) for each in flat):
        return known
    return Text(known.parts, tuple(flat))


def atoms(value: Value) -> tuple[Value, ...]:
    """The values inside containers, alternatives and opaque compositions, those that say nothing left out."""
    return _atoms(value, 0)


def alternatives(value: Value) -> tuple[Value, ...]:
    return value.parts if isinstance(value, OneOf) else (value,)
