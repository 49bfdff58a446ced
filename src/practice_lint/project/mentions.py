"""Classes and functions to which nothing refers: no code outside their own body says their name.

In: `Names`, the entries that were found. Out: `Mentions`, asked by canonical name. Words are compared, not what they
resolve to: a name that is said anywhere for anything counts as referred to. Deliberately unknown: what a class is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import chain

from practice_lint.facts import (
    Attribute,
    Bind,
    Call,
    Defined,
    Expr,
    Function,
    Global,
    Import,
    Local,
    Step,
)
from practice_lint.project.entry import Entry
from practice_lint.project.names import FunctionRecord, Names
from practice_lint.project.symbols import ClassRecord
from practice_lint.project.visit import every_step, own_expressions, words_said


class Mentions:
    def __init__(self, names: Names, entries: tuple[Entry, ...]) -> None:
        self._names = names
        self._routed = any(entry.kind == "view" and entry.route is not None for entry in entries)

    def dead(self, name: str) -> bool:
        """Whether nothing can reach the class or function, as far as names tell: never in a project whose routes were
        not found, never of what stands inside another class or function, or is handed to a decorator's object
        (`@register.filter`)."""
        record: ClassRecord | FunctionRecord | None = self._names.classes.get(name) or self._names.functions.get(name)
        if record is None or not self._routed or "." in record.facts.name:
            return False
        if any(_registers(decorator) for decorator in record.facts.decorators):
            return False
        return not self._said[record.facts.name] - {name}

    @cached_property
    def _said(self) -> defaultdict[str, set[str]]:
        """By word, the top-level classes, functions and modules in whose bodies it stands."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for module in self._names.modules.values():
            if module.stub:
                continue
            for word in _words_of(module.facts.body):
                found[word].add(module.name)
            for cls in module.facts.classes:
                heads = (*cls.decorators, *cls.bases, *(keyword.value for keyword in cls.keywords))
                for word in (*_words_of(cls.body), *_words(*heads)):
                    found[word].add(_around(module.name, cls.name))
            for function in module.facts.functions:
                heads = (*function.decorators, *_declared(function))
                for word in (*_words_of(function.body), *_words(*heads)):
                    found[word].add(_around(module.name, function.name))
        return found


def _around(module: str, name: str) -> str:
    return f"{module}.{name.partition('.')[0]}"


def _declared(function: Function) -> Iterator[Expr]:
    for param in function.params:
        yield from (expr for expr in (param.default, param.annotation) if expr is not None)


def _words_of(body: tuple[Step, ...]) -> Iterator[str]:
    for step in every_step(body):
        if isinstance(step, Bind) and isinstance(step.target, (Local, Global)):
            if not isinstance(step.value, (Import, Defined)) and step.target.name != "__all__":
                yield from _words(step.value)  # that a name is bound or brought in says nothing of its use
        else:
            yield from _words(*own_expressions(step))


def _words(*roots: Expr) -> Iterator[str]:
    return chain.from_iterable(words_said(root, _last_word) for root in roots)


def _last_word(text: str) -> Iterator[str]:
    """Of a dotted path, the name it ends with."""
    last = text.rpartition(".")[2].strip()
    if last.isidentifier():
        yield last


def _registers(decorator: Expr) -> bool:
    """`@router.get("/")`, `@register.filter`: an object takes the function; `@login_required` only wraps it."""
    function = decorator.function if isinstance(decorator, Call) else decorator
    return isinstance(function, Attribute) and not isinstance(function.of, Import)
