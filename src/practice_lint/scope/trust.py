"""What tells who sent a request, apart from queries: signatures, shared secrets, logins, stores of the server's own.

In: a call or a comparison. Out: what it proves, or a value that the sender did not choose. Knows the ways of Django and
the standard library; deliberately unknown: whether the secret itself is well kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from sys import stdlib_module_names as STANDARD_LIBRARY
from typing import TYPE_CHECKING

from practice_lint.scope.column_names import SECRET
from practice_lint.scope.state import Env, Frame
from practice_lint.scope.values import (
    MAYBE,
    NO_FACTS,
    NONE,
    SETTINGS,
    SIGNED,
    Args,
    Carrier,
    Const,
    External,
    Fact,
    Input,
    Key,
    Keywords,
    Made,
    Opaque,
    Row,
    Truth,
    Value,
    atoms,
    join,
    secret_setting,
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
        if any(map(secret_setting, atoms(kept))):
            told = [part.row for part in atoms(kept) if isinstance(part, Key)]
            return frozenset(f for row in told for f in m.prover.prove(row, row.model)) or frozenset({SIGNED})
    return NO_FACTS


def _sent(value: Value) -> bool:
    return any(isinstance(part, Input) or part == UNSIGNED for part in atoms(value))


def grants(value: Value) -> bool:
    """What a token may do, as its issuer wrote it there: `request.auth["scopes"]`."""
    return isinstance(value, Carrier) and bool(GRANTING.match(value.name))


def _compared(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """`hmac.compare_digest(sent, expected)`: whoever passes holds the secret that `expected` is made with."""
    values = [*args, *(v for _, v in keywords)]
    if len(values) < 2:
        return MAYBE
    found = knows_secret(m, values[0], values[1])
    known = frozenset(
        f
        for value in values[:2]
        for part in atoms(value)
        if isinstance(part, Key)
        for f in m.prover.prove(part.row, part.row.model)
    )
    return Truth(found or known or frozenset({SIGNED}), NO_FACTS)


def _unsigned(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """`signing.loads(text)`, `jwt.decode(text, key)`: what the server itself signed before."""
    return UNSIGNED


def _authenticated(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """`authenticate(request, …)`: the user whose password or token was sent, or None."""
    return join(m.caller, NONE) if isinstance(m.caller, Row) else Opaque("the user who was authenticated")


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
    "jwt.decode": _unsigned,
    "jose.jwt.decode": _unsigned,
    "django.contrib.auth.authenticate": _authenticated,
    "django.contrib.auth.aauthenticate": _authenticated,
}

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
