"""Parts of the site that middleware keeps for other servers: under their addresses nobody gets on without a secret.

In: what is known on each way on which middleware hands the request on. Out: the address prefixes so kept, and whether
a route lies under one. Deliberately unknown: who else may get there, for another gate of the same views says that.
"""

from __future__ import annotations

from collections.abc import Iterable

from practice_lint.scope.values import (
    MAYBE,
    NO_FACTS,
    SIGNED,
    Args,
    Const,
    Fact,
    Input,
    Seq,
    Truth,
    Value,
    kinds,
)

PATH = Input("url", "")  # `request.path`
ELSEWHERE = "elsewhere"  # a fact: the request's address does not begin with the text `value`
KEPT = "kept"  # a fact: where its address begins with the text `value`, its sender holds a secret of the server's
ADDRESSED = frozenset({ELSEWHERE, KEPT})
EVERYWHERE = "/"


def begins(value: Value, args: Args) -> Truth:
    """`request.path.startswith("/internal/")`, or with one of several."""
    given = args[0] if args else None
    texts = given.items if isinstance(given, Seq) else (given,)
    if value != PATH or not all(isinstance(text, Const) and isinstance(text.value, str) for text in texts):
        return MAYBE
    return Truth(NO_FACTS, frozenset(Fact(ELSEWHERE, "", text) for text in texts if text is not None))


def kept(ways: Iterable[frozenset[Fact]]) -> frozenset[Fact]:
    """The prefixes that every way keeps: the address is another one, or a secret was shown."""
    ways = tuple(ways)
    if all(kinds(way).isdisjoint(ADDRESSED) for way in ways):
        return NO_FACTS
    named = {fact.value for way in ways for fact in way if fact.kind in (ELSEWHERE, KEPT)}
    return frozenset(Fact(KEPT, "", text) for text in named if all(_keeps(text, way) for way in ways))


def _keeps(text: Value | None, way: frozenset[Fact]) -> bool:
    return SIGNED in way or Fact(KEPT, "", text) in way or Fact(ELSEWHERE, "", text) in way


def closed(ways: Iterable[frozenset[Fact]]) -> frozenset[str]:
    """The addresses that a middleware with these ways through it lets nobody on to without a secret."""
    ways = tuple(ways)
    if ways and all(SIGNED in way for way in ways):
        return frozenset({EVERYWHERE})
    found = {fact.value for fact in kept(ways) if any(SIGNED in w or fact in w for w in ways)}
    return frozenset(str(text.value) for text in found if isinstance(text, Const))


def under(route: str | None, prefixes: Iterable[str]) -> bool:
    """Whether all addresses of the route begin with one of the prefixes."""
    return route is not None and any(f"/{route.lstrip('^/')}".startswith(prefix) for prefix in prefixes)
