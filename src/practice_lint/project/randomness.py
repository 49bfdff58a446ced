"""A field's default -> whether nobody can guess the values it gives.

In: `Names` and the default as written. Out: a boolean. Deliberately unknown: whether the value is told to anybody.
"""

from __future__ import annotations

from practice_lint.facts import Call, Expr, Lambda
from practice_lint.project.names import Names
from practice_lint.project.visit import calls_in, every_expression

# The standard library's and Django's sources of randomness, as a default or called in the function that is one.
RANDOM = frozenset(
    {
        "uuid.uuid4",
        "os.urandom",
        "secrets.token_hex",
        "secrets.token_urlsafe",
        "secrets.token_bytes",
        "secrets.choice",
        "django.utils.crypto.get_random_string",
        "random.SystemRandom",
    }
)


def unguessable(names: Names, scope: str, default: Expr) -> bool:
    """`default=uuid.uuid4`, `default=new_token` where `new_token` calls one of `RANDOM`, `default=lambda: …`."""
    if isinstance(default, Lambda):
        calls = [each for each in every_expression(default.body) if isinstance(each, Call)]
        return any(_random(names, scope, call.function) for call in calls)
    if _random(names, scope, default):
        return True
    symbol = names.resolve_within(scope, default)
    if symbol is None or symbol.kind != "function":
        return False
    record = names.functions[symbol.name]
    return any(_random(names, record.name, call.function) for call in calls_in(record.facts.body))


def _random(names: Names, scope: str, expr: Expr) -> bool:
    symbol = names.resolve_within(scope, expr)
    return symbol is not None and symbol.name in RANDOM
