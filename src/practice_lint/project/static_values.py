"""What a static evaluation computes with: plain values, UNKNOWN where the text does not decide, and their joins.

In: nothing. Out: `UNKNOWN`, `Bound`, `Frame`, `join`. Deliberately unknown: syntax, beyond the two kinds of name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Final

from practice_lint.facts import Expr, Local, Span
from practice_lint.project.names import Symbol

MAX_ITEMS = 5_000  # of one container; ten times as many characters of one text: nothing a setting needs


class _Unknown:
    __slots__ = ("word",)

    def __init__(self, word: str) -> None:
        self.word = word

    def __repr__(self) -> str:
        return self.word

    def __copy__(self) -> _Unknown:
        return self

    def __deepcopy__(self, memo: object) -> _Unknown:
        return self


UNKNOWN: Final = _Unknown("UNKNOWN")
UNSET: Final = _Unknown("UNSET")  # read from the environment without a default: unknown, but `or` supplies the default


def is_unknown(value: object) -> bool:
    return isinstance(value, _Unknown)


def is_known(value: object) -> bool:
    """No UNKNOWN in it at any depth, and plain data."""
    match value:
        case _Unknown() | Symbol() | EnvironmentReader():
            return False
        case dict():
            return all(is_known(key) and is_known(item) for key, item in value.items())
        case list() | tuple() | set() | frozenset():
            return all(is_known(item) for item in value)
        case _:
            return True


@dataclass(frozen=True, slots=True)
class EnvironmentReader:
    """`environ.Env(DEBUG=(bool, False))`: what it gives for names that the environment lacks."""

    defaults: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bound:
    """What a name holds at the end, and the module and place that bound it last."""

    value: Any
    module: str
    span: Span


Environment = dict[str, Bound]


class Return(Exception):
    def __init__(self, value: Any) -> None:
        self.value = value


class Stop(Exception):
    """`raise`, `break`, `continue`, or the budget is spent: the rest of this block does not run."""


@dataclass
class Frame:
    """Where expressions are evaluated: the module, its globals, and the locals of a class body or function."""

    module: str
    globals: Environment
    locals: Environment
    depth: int = 0

    def scope(self, target: Expr) -> Environment:
        return self.locals if isinstance(target, Local) else self.globals


NOWHERE: Final = Span(1, 0, 1, 0)


def bounded(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= MAX_ITEMS * 10 else UNKNOWN
    if isinstance(value, (list, tuple, set, dict)):
        return value if len(value) <= MAX_ITEMS else UNKNOWN
    return value


def join_environments(left: Environment, right: Environment) -> Environment:
    joined: Environment = {}
    for name in [*left, *(name for name in right if name not in left)]:
        one, two = left.get(name), right.get(name)
        if one is None or two is None:
            only = one or two
            assert only is not None
            joined[name] = Bound(UNKNOWN, only.module, only.span)
        else:
            joined[name] = Bound(join(one.value, two.value), two.module, two.span)
    return joined


def join(left: Any, right: Any) -> Any:
    """What holds on both ways: equal values, the common items of two containers with UNKNOWN where they part."""
    if type(left) is type(right):
        if isinstance(left, dict):
            keys = [*left, *(key for key in right if key not in left)]
            return {key: join(left.get(key, UNKNOWN), right.get(key, UNKNOWN)) for key in keys}
        if isinstance(left, (list, tuple)):
            return type(left)(_join_items(left, right))
        if isinstance(left, set):
            return left if left == right else (left & right) | {UNKNOWN}
        if left == right:
            return left
    return UNKNOWN


def _join_items(left: Sequence[Any], right: Sequence[Any]) -> list[Any]:
    keys, other_keys = ([repr(item) for item in side] for side in (left, right))
    items: list[Any] = []
    for kind, start, end, other_start, other_end in SequenceMatcher(None, keys, other_keys, False).get_opcodes():
        if kind == "equal":
            items.extend(left[start:end])
        elif kind == "replace" and end - start == other_end - other_start:
            items.extend(join(one, two) for one, two in zip(left[start:end], right[other_start:other_end], strict=True))
        elif not items or not is_unknown(items[-1]):
            items.append(UNKNOWN)
    return items
