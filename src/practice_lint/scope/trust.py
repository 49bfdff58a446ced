"""What tells who sent a request, apart from queries: signatures, shared secrets, logins, stores of the server's own.

In: a call or a comparison. Out: what it proves, or a value that the sender did not choose. Knows the ways of Django and
the standard library; deliberately unknown: whether the secret itself is well kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from sys import stdlib_module_names as STANDARD_LIBRARY
from typing import TYPE_CHECKING

from practice_lint.scope.column_names import SECRET
from practice_lint.scope.origins import ANY_MODEL, plain
from practice_lint.scope.state import Env, Frame
from practice_lint.scope.values import (
    ANONYMOUS,
    CONSULTED,
    CREDENTIAL,
    FALSE,
    GRANTED,
    MAYBE,
    NO_FACTS,
    NONE,
    REQUEST,
    SETTINGS,
    SIGNED,
    Args,
    Carrier,
    Const,
    External,
    Fact,
    Input,
    Kept,
    Key,
    Keywords,
    Made,
    Many,
    OneOf,
    Opaque,
    Reply,
    Row,
    Seq,
    Table,
    Truth,
    Value,
    atoms,
    join,
    made,
    replied,
    secret_setting,
    unstarred,
)

if TYPE_CHECKING:
    from practice_lint.facts import Span
    from practice_lint.scope.evaluate import Machine


GRANTING = re.compile(r"request\.auth\b.*(scope|permission)")
# Calls into libraries that ask whether somebody may: their answer is not followed, nor do they show anybody anything.
ASKING = re.compile(
    r"(^|_)(check|has|can|is|may|enforce|authori[sz]ed?|allow(s|ed)?|permit(s|ted)?|require|rule)(_|$)|permission"
)
UNSIGNED = Carrier("the signed value")
# The methods in which frameworks ask who sends a request, or whether he may.
ASKING_WHO = frozenset({"authenticate", "authenticate_credentials", "has_permission"})
VERBS = ("get", "post", "put", "patch", "head", "options", "delete", "request")
REDIRECTED, FAILED = 300, 400  # statuses of HTTP from here on are no answer, and say no
STORED = Opaque("what a store of the server's keeps under the key")


def knows_secret(m: Machine, a: Value, b: Value) -> frozenset[Fact]:
    """What follows when the sender's `a` equals `b`, which is made with a row's secret or one of the settings: of the
    latter, that the server told him about the rows that it is made of."""
    for sent, kept in ((a, b), (b, a)):
        if not _sent(sent):
            continue
        rows = [part.row for part in atoms(kept) if isinstance(part, Key) and SECRET.search(part.field)]
        if rows:
            return frozenset(f for row in rows for f in m.prover.prove(row, row.model))
        if any(secret_setting(part) for part in (kept, *atoms(kept))):
            return _signed(m, kept)
    return NO_FACTS


def _signed(m: Machine, kept: Value) -> frozenset[Fact]:
    """A signature over the request says who sent it; one over values of the address or columns of a row alone, as in a
    link that was handed out, speaks for these."""
    sent = [part for part in atoms(kept) if isinstance(part, Input)]
    if not all(part.name and part.source in ("url", "query") for part in sent):
        return frozenset({SIGNED})
    named = frozenset(Fact("key", ANY_MODEL, part) for part in sent)
    known = frozenset(f for row in _holders(kept) for f in m.prover.prove(row, row.model))
    return named | known or frozenset({SIGNED})


def _sent(value: Value) -> bool:
    return any(isinstance(part, Input) or part == UNSIGNED for part in atoms(value))


def grants(value: Value) -> bool:
    """What a token may do, as its issuer wrote it there: `request.auth["scopes"]`."""
    return isinstance(value, Carrier) and bool(GRANTING.match(value.name))


def of_service(a: Value, b: Value, env: Env) -> frozenset[Fact]:
    """`"process" in request.auth["permissions"]`: a word by which an authenticator marks another server, which showed a
    secret of this one's."""
    shown = env.heap.get((REQUEST, CREDENTIAL))
    words = _words(shown) if shown is not None else frozenset()
    if words and any(isinstance(x, Const) and x in words and x in _words(y) for x, y in ((a, b), (b, a))):
        return frozenset({GRANTED, SIGNED})
    return NO_FACTS


def _words(value: Value) -> frozenset[Const]:
    """The constants that a value may hold."""
    match value:
        case Const():
            return frozenset({value})
        case OneOf(parts=parts):
            inner = list(parts)
        case Seq(items=parts):
            inner = list(parts)
        case Many(element=element):
            inner = [element]
        case Table(items=items):
            inner = [item for _, item in items]
        case _:
            inner = []
    return frozenset(word for part in inner for word in _words(part))


def _compared(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """`hmac.compare_digest(sent, expected)`: whoever passes holds the secret that `expected` is made with."""
    values = [*args, *(v for _, v in keywords)]
    if len(values) < 2:
        return MAYBE
    found = knows_secret(m, values[0], values[1])
    known = frozenset(f for value in values[:2] for row in _holders(value) for f in m.prover.prove(row, row.model))
    return Truth(found or known or frozenset({SIGNED}), NO_FACTS)


def _holders(value: Value) -> Iterator[Row]:
    """The rows whose columns the value is made of, be it by way of a store that was asked under such a name."""
    for part in atoms(value):
        if isinstance(part, Key):
            yield part.row
        elif isinstance(part, Kept):
            yield from _holders(part.name)


def _verified(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """`signed_with(secret)` of a library's sketch: the sender holds the row's secret, or one of the server's."""
    rows = [row for row in _holders(unstarred(args[0])) if m.judge.scoped(row.model)] if args else []
    known = frozenset(f for row in rows for f in m.prover.prove(row, row.model))
    doubts = frozenset(Fact("consulted", then=fact) for fact in known) or frozenset({CONSULTED})
    return Truth((known or frozenset({SIGNED})) | doubts, doubts)


def asked_outside(m: Machine, name: str, values: list[Value], env: Env) -> list[Value]:
    """A client of HTTP is called. In an authenticator, what was sent may be shown to the service at the address of the
    row that the request names, or beside such a name: a yes proves the row or the name, and until then it is in doubt.
    """
    if name not in CLIENTS or not m.inside(ASKING_WHO):
        return []
    sent = [part for value in values for part in m.carried(value, env) if isinstance(part, Input)]
    if all(part.source == "url" for part in sent):
        return []
    rows = {row for value in values for row in _holders(value) if m.judge.chooser(row) is not None}
    proved = frozenset(fact for row in rows for fact in m.prover.prove(row, row.model))
    env.assume(frozenset(Fact("consulted", then=fact) for fact in proved))
    if any(part.source in ("header", "cookie") for part in sent):
        proved |= frozenset(Fact("key", ANY_MODEL, part) for part in sent if part.name)
    return [Reply(proved)] if proved else []


def answers(a: Value, b: Value, how: str) -> Truth:
    """What it tells how a part of a third party's answer compares with something: that it is no status of failure."""
    known = replied(a) | replied(b)
    numbers = [x.value for x in (a, b) if isinstance(x, Const) and isinstance(x.value, int)]
    yes = how in (">", ">=") if how != "==" else True
    if numbers and numbers[0] >= (FAILED if how == "==" else REDIRECTED):
        yes = how in ("<", "<=")
    return Truth(known, NO_FACTS) if yes else Truth(NO_FACTS, known)


def _unsigned(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """`signing.loads(text)`: what the server itself signed before."""
    return UNSIGNED


def _decoded(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """`jwt.decode(text, key)`: what the server signed. With a key of a row's that the request names, the row's holder
    did: from here on the row is the sender's, and the content no more than its word."""
    values = [unstarred(a) for a in args]
    given = dict(keywords)
    if _unchecked(given):
        return made([*values, *given.values()])
    key = values[1] if len(values) > 1 else given.get("key")
    rows = [row for row in _holders(key) if m.judge.chooser(row) is not None] if key is not None else []
    if not rows:
        return UNSIGNED
    env.assume(frozenset(f for row in rows for f in m.prover.prove(row, row.model)))
    return made(values[:1] or list(given.values()))


def _unchecked(given: dict[str, Value]) -> bool:
    """`options={"verify_signature": False}`, or PyJWT 1's `verify=False`: anybody may have written it."""
    options = given.get("options")
    said = dict(options.items).get("verify_signature") if isinstance(options, Table) else given.get("verify")
    return said in (Const(False), FALSE)


def _authenticated(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """`authenticate(request, …)`: the user whose password or token was sent, or None."""
    return join(m.caller, NONE) if isinstance(m.caller, Row) else Opaque("the user who was authenticated")


def _signed_in(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """`login(request, user)`, `RefreshToken.for_user(user)`: from here on the user is the caller."""
    user = unstarred(args[0]) if args else dict(keywords).get("user")
    for part in atoms(user) if user is not None else ():
        if isinstance(part, Row) and part.model == m.models.user:
            env.assume(frozenset({*m.prover.prove(part, part.model), Fact("caller", "", plain(part))}))
    return Opaque("a session or a token of the user's")


def knows_password(m: Machine, row: Row) -> Truth:
    """`user.check_password(sent)` of a user whom the request names: who knows the password is that user. Of the user
    who asks it tells nothing new."""
    if m.judge.caller(row):
        return MAYBE
    known = m.prover.prove(row, row.model)
    return Truth(known | {Fact("caller", "", plain(row))} if row.model == m.models.user else known, NO_FACTS)


def _password_checked(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """`check_password(sent, row.password)` of Django's hashers: the row's secret was sent."""
    rows = list(_holders(unstarred(args[1]))) if len(args) > 1 else []
    return knows_password(m, rows[0]) if len(rows) == 1 else MAYBE


def _environment(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """`os.getenv("HOOK_KEY")`: as good as a setting of that name."""
    name = args[0] if args else None
    return External(f"{SETTINGS}{name.value}") if isinstance(name, Const) else Opaque("the environment")


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "*.compare_digest": _compared,
    "*.constant_time_compare": _compared,
    "django.core.signing.loads": _unsigned,
    "itsdangerous.loads": _unsigned,
    "os.getenv": _environment,
    "os.environ.get": _environment,
    "decouple.config": _environment,
    "jwt.decode": _decoded,
    "jose.jwt.decode": _decoded,
    "jose.jws.verify": _decoded,
    "authlib.jose.jwt.decode": _decoded,
    "django.contrib.auth.hashers.check_password": _password_checked,
    "*.for_user": _signed_in,
    "django.contrib.auth.authenticate": _authenticated,
    "django.contrib.auth.aauthenticate": _authenticated,
}


def _identified(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """Only now it is known who asks: whoever seemed to be nobody before may be somebody."""
    env.facts -= {ANONYMOUS}
    return NONE


def _sent_as(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """`sent("oauth_consumer_key")`: the parameter that a library reads out of the form that was sent."""
    name = args[0] if args else None
    return Input("body", str(name.value)) if isinstance(name, Const) else UNSIGNED


NATIVES: dict[str, Callable[..., Value]] = {
    "identified": _identified,
    "sent": _sent_as,
    "signed_with": _verified,
    "signed_in": _signed_in,
}

CLIENTS = frozenset(
    {
        *(f"{library}.{verb}" for library in ("requests", "httpx") for verb in VERBS),
        "urllib.request.urlopen",
        "urllib3.request",
    }
)

# Methods of objects of libraries: what they give was signed, or kept, by the server.
UNSIGNING = frozenset({"unsign", "unsign_object"})
STORES = frozenset({"get", "hget", "hgetall", "getdel", "lpop", "rpop", "get_info", "get_state", "get_result"})


def of_library(name: str) -> Value | None:
    """What a method of an object that was not followed gives, where its name tells."""
    if name in UNSIGNING:
        return UNSIGNED
    return STORED if name in STORES else None


def library_object(name: str, result: Value) -> bool:
    """`AsyncResult(task_id)`, `Redis(url)`: an object of a third party's is not the key that it was made with. The
    standard library's and Django's are values (`UUID(text)`)."""
    root, last = name.partition(".")[0], name.rpartition(".")[2]
    return (
        last[:1].isupper()
        and not last.isupper()
        and root not in ("django", "builtins")
        and root not in STANDARD_LIBRARY
        and isinstance(result, Made)
        and all(isinstance(part, (Input, Carrier)) for part in result.parts)
    )
