"""Questions about classes that the interpreter asks by name: methods with a prefix, bound names, annotated fields.

In: `Names`. Out: names. Deliberately unknown: values.
"""

from __future__ import annotations

from functools import lru_cache

from practice_lint.facts import Bind, If, Local, Step, Try
from practice_lint.project.names import Names


class Reflection:
    def __init__(self, names: Names) -> None:
        self.names = names
        self.bound_names = lru_cache(maxsize=None)(self._bound_names)
        self.methods_named = lru_cache(maxsize=None)(self._methods_named)
        self.own_methods = lru_cache(maxsize=None)(self._own_methods)
        owners: dict[str, list[str]] = {}
        for name, record in names.functions.items():
            if record.owner:
                owners.setdefault(record.owner, []).append(name)
        self._methods_of = owners

    def _bound_names(self, cls: str) -> tuple[str, ...]:
        """Names that the class body itself binds, in order."""
        record = self.names.classes.get(cls)
        found: dict[str, None] = {}

        def walk(steps: tuple[Step, ...]) -> None:
            for step in steps:
                if isinstance(step, Bind) and isinstance(step.target, Local):
                    found[step.target.name] = None
                elif isinstance(step, If):
                    walk(step.then)
                    walk(step.other)
                elif isinstance(step, Try):
                    walk(step.body)

        if record is not None:
            walk(record.facts.body)
        return tuple(found)

    def bound_names_of_mro(self, cls: str) -> frozenset[str]:
        return frozenset(
            n for owner in self.names.mro(cls) if owner in self.names.classes for n in self.bound_names(owner)
        )

    def _methods_named(self, cls: str, prefix: str) -> tuple[str, ...]:
        """Methods of the project (not of the sketches) that the class has, by prefix, in MRO order."""
        found: dict[str, None] = {}
        for owner in self.names.mro(cls):
            record = self.names.classes.get(owner)
            if record is None or self.names.modules[record.module].stub:
                continue
            for name in self._methods_of.get(owner, ()):
                word = name[len(owner) + 1 :]
                if word.startswith(prefix) and word != prefix and "#" not in word and "." not in word:
                    found[word] = None
        return tuple(found)

    def _own_methods(self, cls: str) -> tuple[str, ...]:
        return tuple(n[len(cls) + 1 :] for n in self._methods_of.get(cls, ()) if "." not in n[len(cls) + 1 :])
