"""Steps of a module, class or function body -> what each name is bound to when they have run.

In: steps. Out: `Bindings`: by name the expressions it may hold, best first (both arms of an if or a try), the star
imports, and what a definition's name meant before it. Deliberately unknown: what the expressions mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from practice_lint.facts import Attribute as Dot
from practice_lint.facts import (
    Bind,
    Combine,
    Constant,
    Defined,
    Expr,
    FileFacts,
    For,
    Function,
    Global,
    If,
    Import,
    Leave,
    Local,
    Step,
    Try,
    Unknown,
    While,
    With,
)

ACCESSORS = frozenset({"setter", "deleter"})  # `@x.setter def x` adds to the property x, it does not replace its getter


@dataclass(slots=True)
class Bindings:
    """`names`: the alternatives, best first. `stars`: import paths ("shop.models.*"), last first. `earlier`: by
    qualified name of a definition, what its name held before (`class Order(Order)`). `exported`: a plain `__all__`,
    else None."""

    names: dict[str, tuple[Expr, ...]] = field(default_factory=dict)
    stars: tuple[str, ...] = ()
    earlier: dict[str, tuple[Expr, ...]] = field(default_factory=dict)

    @property
    def exported(self) -> frozenset[str] | None:
        listed = self.names.get("__all__")
        return _texts(listed[0]) if listed is not None and len(listed) == 1 else None


def bindings_of(steps: Sequence[Step], accessors: frozenset[str] = frozenset()) -> Bindings:
    """`accessors`: qualified names of the file's property setters and deleters (see `accessors_of`)."""
    result = Bindings()
    stars: list[str] = []
    result.names = _block(steps, {}, result.earlier, stars, accessors)
    result.stars = tuple(reversed(stars))
    return result


def accessors_of(facts: FileFacts) -> frozenset[str]:
    return frozenset(function.name for function in facts.functions if _is_accessor(function))


def _is_accessor(function: Function) -> bool:
    return any(isinstance(each, Dot) and each.name in ACCESSORS for each in function.decorators)


_Names = dict[str, tuple[Expr, ...]]


def _block(
    steps: Sequence[Step], before: _Names, earlier: _Names, stars: list[str], accessors: frozenset[str]
) -> _Names:
    """What the steps bind, over `before`; the result holds only names that these steps bind."""
    bound: _Names = {}
    for step in steps:
        match step:
            case Bind(target=target, value=value):
                if isinstance(value, Import) and value.path.endswith("*"):
                    stars.append(value.path)
                    continue
                for name, part in _pairs(target, value):
                    if isinstance(part, Defined):
                        held = bound.get(name) or before.get(name)
                        if held is not None:
                            if part.name in accessors:
                                continue
                            earlier[part.name] = held
                    bound[name] = (part,)
            case If() | Try() | For() | While():
                visible = {**before, **bound}
                ways = [_block(way, visible, earlier, stars, accessors) for way in _ways(step)]
                _join(bound, before, ways)
            case With(body=body):
                bound.update(_block(body, {**before, **bound}, earlier, stars, accessors))
            case _:
                pass
    return bound


def _ways(step: If | Try | For | While) -> Iterator[Sequence[Step]]:
    """The ways through a step that end normally; a way that raises or returns binds nothing that is seen later."""
    match step:
        case If(then=then, other=other):
            yield from (way for way in (then, other) if not _leaves(way))
        case For(body=body, other=other) | While(body=body, other=other):
            yield (*body, *other)
            yield ()
        case Try(body=body, handlers=handlers, other=other, final=final):
            yield (*body, *other, *final)
            yield from ((*handler.body, *final) for handler in handlers if not _leaves(handler.body))


def _leaves(steps: Sequence[Step]) -> bool:
    return bool(steps) and isinstance(steps[-1], Leave)


def _join(bound: _Names, before: _Names, ways: list[_Names]) -> None:
    for name in dict.fromkeys(name for way in ways for name in way):
        alternatives = [expr for way in ways for expr in way.get(name, ())]
        if not all(name in way for way in ways):
            alternatives += bound.get(name) or before.get(name, ())
        bound[name] = tuple(dict.fromkeys(alternatives))


def _pairs(target: Expr, value: Expr) -> Iterator[tuple[str, Expr]]:
    match target:
        case Local(name=name) | Global(name=name):
            yield name, value
        case Combine(how="()", parts=targets):
            parts = value.parts if isinstance(value, Combine) and value.how in ("()", "[]") else ()
            plain = not any(isinstance(each, Combine) and each.how == "*" for each in (*targets, *parts))
            if plain and len(parts) == len(targets):
                for each, part in zip(targets, parts, strict=True):
                    yield from _pairs(each, part)
            else:
                for each in targets:
                    yield from _pairs(each, Unknown((value,)))
        case Combine(how="*", parts=(inner,)):
            yield from _pairs(inner, value)
        case _:
            pass


def _texts(expr: Expr) -> frozenset[str] | None:
    """The members of a list of plain strings, `[…] + […]` and `+=` included; None for anything else."""
    match expr:
        case Combine(how="[]" | "()", parts=parts):
            texts = [part.value for part in parts if isinstance(part, Constant) and isinstance(part.value, str)]
            return frozenset(texts) if len(texts) == len(parts) else None
        case _:
            return None
