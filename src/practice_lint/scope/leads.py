"""What leads to a function that no run reached: perhaps a request, jobs and commands alone, or nothing.

In: `Project`, the functions that requests ran. Out: `Leads`. Callees are told by their bare names, in code, in text
(`getattr`, dotted paths, fields of serializers) and in templates, so the answer errs towards requests. Deliberately
unknown: values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Literal

from practice_lint.facts import Bind, Defined, Global, Import, Step
from practice_lint.project.link import Project
from practice_lint.project.names import FunctionRecord
from practice_lint.project.visit import every_step, own_expressions, tail, words_said
from practice_lint.project.vocabulary import vocabulary
from practice_lint.scope.program import QuerySite
from practice_lint.scope.runs import JOBS
from practice_lint.source.templates import Output, every_node

Lead = Literal["requests", "jobs", "nothing"]

# Decorators that hand the function to nobody.
PLAIN = vocabulary(
    "property cached_property staticmethod classmethod abstractmethod override overload wraps contextmanager "
    "asynccontextmanager lru_cache cache atomic deprecated setter"
)
# Bases outside the project that call none of a class's methods.
INERT = vocabulary(
    "object ABC Protocol Generic TypedDict NamedTuple Enum StrEnum IntEnum str int dict list Exception TestCase "
    "SimpleTestCase TransactionTestCase APITestCase"
)
REASONS: dict[Lead, tuple[str, str]] = {
    "jobs": ("job", "only background jobs and commands lead to it"),
    "nothing": ("unused", "nothing in the project calls it"),
}
EXPORTS = Global("__all__")
_WORD = re.compile(r"[A-Za-z_]\w*")


class Leads:
    """`requested`: canonical names of the functions that ran for requests, or for the hooks of frameworks."""

    def __init__(self, project: Project, requested: frozenset[str]) -> None:
        self.names, self.project, self.requested = project.names, project, requested

    def to(self, function: str) -> Lead:
        """`function`: canonical name, nested ones included."""
        while function not in self.names.functions and "." in function:
            function = function.rpartition(".")[0]
        if function not in self.names.functions or function in self._by_requests:
            return "requests"
        return "jobs" if function in self._by_jobs else "nothing"

    @cached_property
    def _functions(self) -> dict[str, FunctionRecord]:
        return {
            name: record for name, record in self.names.functions.items() if not self.names.modules[record.module].stub
        }

    @cached_property
    def _by_word(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, record in self._functions.items():
            found.setdefault(bare(record), []).append(name)
        return found

    @cached_property
    def _job_owners(self) -> frozenset[str]:
        return frozenset(entry.target for entry in self.project.entries if entry.kind in JOBS)

    @cached_property
    def _commands(self) -> frozenset[str]:
        """Classes whose methods nobody calls by name: `handle` is said everywhere."""
        return frozenset(entry.target for entry in self.project.entries if entry.kind == "command")

    @cached_property
    def _by_requests(self) -> frozenset[str]:
        roots = {
            name for name, record in self._functions.items() if name in self.requested or self._called_outside(record)
        }
        roots.update(e.target for e in self.project.entries if e.kind not in JOBS and e.target in self._functions)
        return self._closure(roots, self._outside_words())

    @cached_property
    def _by_jobs(self) -> frozenset[str]:
        roots = {name for name, record in self._functions.items() if self._job(record)}
        return self._closure(roots, ())

    def _job(self, record: FunctionRecord) -> bool:
        return record.name in self._job_owners or record.owner in self._job_owners

    def _called_outside(self, record: FunctionRecord) -> bool:
        """Whether a framework may call it, or whatever decorates it."""
        word = bare(record)
        if self._job(record):
            return False
        if word.startswith("__") or any(tail(each) not in PLAIN for each in record.facts.decorators):
            return True
        for base in self.names.mro(record.owner)[1:] if record.owner is not None else ():
            known = self.names.classes.get(base)
            if known is None and base.rpartition(".")[2] not in INERT:
                return True
            if known is not None and self.names.modules[known.module].stub and f"{base}.{word}" in self.names.functions:
                return True
        return False

    def _outside_words(self) -> Iterator[str]:
        """What modules and class bodies say when they are imported, what decorators and templates say."""
        for module in self.names.modules.values():
            if not module.stub:
                yield from spoken(module.facts.body)
        for owner in self.names.classes.values():
            if not self.names.modules[owner.module].stub:
                yield from spoken(owner.facts.body)
        for record in self._functions.values():
            for decorator in record.facts.decorators:
                yield from words_said(decorator, _WORD.findall)
        for facts in self.project.templates.files.values():
            for node in every_node(facts.nodes):
                yield from _WORD.findall(node.text if isinstance(node, Output) else " ".join(node.parts))

    def _closure(self, roots: set[str], words: Iterable[str]) -> frozenset[str]:
        reached, pending = set(roots), list(roots)
        said: set[str] = set()
        todo = set(words)
        while todo or pending:
            for word in todo - said:
                for name in self._named(word):
                    if name not in reached and self._functions[name].owner not in self._commands:
                        reached.add(name)
                        pending.append(name)
            said |= todo
            todo = set()
            if pending:
                todo = set(spoken(self._functions[pending.pop()].facts.body)) - said
        return frozenset(reached)

    def _named(self, word: str) -> Iterator[str]:
        yield from self._by_word.get(word, ())
        if word.endswith("_") and len(word) > 1:  # getattr(self, f"handle_{kind}")
            for other, names in self._by_word.items():
                if other.startswith(word):
                    yield from names


def bare(record: FunctionRecord) -> str:
    """ "Clinic.close#2" -> "close": the name by which it is called."""
    return record.facts.name.rpartition(".")[2].partition("#")[0]


def spoken(steps: tuple[Step, ...]) -> Iterator[str]:
    """Names of what the steps read, and the words of their texts; what they define, import or export is not said by
    that."""
    for step in every_step(steps):
        if not isinstance(step, Bind):
            for expr in own_expressions(step):
                yield from words_said(expr, _WORD.findall)
        elif not isinstance(step.value, (Defined, Import)) and step.target != EXPORTS:
            yield from words_said(step.value, _WORD.findall)


def led(leads: Leads, sites: Iterable[QuerySite]) -> Iterator[QuerySite]:
    """The sites; one that was not decided because no caller was found is exempt where no request leads to it."""
    for site in sites:
        lead = (
            leads.to(f"{site.module}.{site.symbol}") if site.kind == "undecided" and site.entry is None else "requests"
        )
        if lead == "requests":
            yield site
        else:
            cause, reason = REASONS[lead]
            yield replace(site, kind="exempt", cause=cause, reason=reason)
