"""Where the project keeps the active practice of a request: `request.practice`, `request.user.practice`, …

In: `Project`. Out: `Carriers`: the words that code writes for it, most used first, and who sets it. Deliberately
unknown: whether what is set was checked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from practice_lint.facts import Attribute, Bind, Span, Step
from practice_lint.project.link import Project
from practice_lint.project.visit import every_expression, every_step, own_expressions, words
from practice_lint.project.vocabulary import column_word
from practice_lint.scope.views import FRAMEWORKS

HOLDERS = ("request", "self.request", "info.context.request", "info.context", "self.context.request")
# Packages whose middleware sets no practice.
HARMLESS = (
    "django.", "corsheaders.", "whitenoise.", "debug_toolbar.", "allauth.", "simple_history.", "django_prometheus.",
    "csp.", "django_structlog.", "waffle.", "django_htmx.", "request_logging.", "silk.", "axes.", "hijack.",
)  # fmt: skip
ENOUGH_USES = 2  # an attribute read once is nobody's convention


@dataclass(frozen=True, slots=True)
class Reading:
    """One place where code asks for the active practice. `words` as from a function view: `request.user.practice`."""

    words: str
    function: str  # canonical name
    module: str
    span: Span


@dataclass(frozen=True, slots=True)
class Setting:
    """One statement `request.practice = …`. `function`: the canonical name of the function that it stands in."""

    words: str
    function: str
    module: str
    span: Span


class Carriers:
    def __init__(self, project: Project) -> None:
        self.project, self.names = project, project.names
        self._word = practice_word(project)

    # ── what is the carrier ─────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def active(self) -> str | None:
        """The words for the active practice: as configured, else what the server sets, else what is read most."""
        given = self.project.config.active_practice
        if given:
            return given[0]
        reads = Counter(reading.words for reading in self.readings)
        sets = {setting.words for setting in self.settings}
        ranked = sorted({*reads, *sets}, key=lambda text: (text not in sets, -reads[text], text))
        return next((text for text in ranked if text in sets or reads[text] >= ENOUGH_USES), None)

    @cached_property
    def given(self) -> bool:
        """Whether the server sets the carrier, or the configuration names it."""
        return bool(self.project.config.active_practice) or any(each.words == self.active for each in self.settings)

    @cached_property
    def companions(self) -> frozenset[str]:
        """What the code that sets the carrier sets beside it: of `request.profile`, `request.profile.practice` is no
        decision of its own."""
        owners = {each.function.rpartition(".")[0] for each in self.settings} & set(self.names.classes)
        setters = {each.function for each in self.settings}
        found = set()
        for name, _, steps in self._bodies():
            if name in setters or name.rpartition(".")[0] in owners:
                for step in every_step(steps):
                    if isinstance(step, Bind) and isinstance(step.target, Attribute):
                        holder, _, attribute = words(step.target).rpartition(".")
                        if holder in HOLDERS:
                            found.add(f"request.{attribute}")
        return frozenset(found)

    @cached_property
    def strays(self) -> tuple[tuple[Reading, int], ...]:
        """Readings of another chain than the carrier, outside what sets it: one per chain, and how many functions read
        it so."""
        owners = {each.function.rpartition(".")[0] for each in self.settings}
        setters = {each.function for each in self.settings}
        named = {self.active, *(each.words for each in self.settings), *self.project.config.active_practice}
        found: dict[str, dict[str, Reading]] = {}
        for reading in self.readings:
            if reading.words not in named and reading.function not in setters:
                if reading.words.rpartition(".")[0] in self.companions:
                    continue
                if reading.function.rpartition(".")[0] not in owners - set(self.names.modules):
                    found.setdefault(reading.words, {}).setdefault(reading.function, reading)
        return tuple((next(iter(readers.values())), len(readers)) for readers in found.values())

    @cached_property
    def rivals(self) -> tuple[Reading, ...]:
        """The first reading of each chain that several functions read, most used first."""
        users: dict[str, dict[str, Reading]] = {}
        for reading in self.readings:
            users.setdefault(reading.words, {}).setdefault(reading.function, reading)
        many = [found for found in users.values() if len(found) >= ENOUGH_USES]
        return tuple(next(iter(found.values())) for found in sorted(many, key=len, reverse=True))

    @cached_property
    def unset(self) -> tuple[tuple[Reading, str | None], ...]:
        """The first reading of each request attribute that nothing installed sets, and the middleware that would."""
        if self.project.config.active_practice or not self._middleware_known():
            return ()
        installed = {entry.target for entry in self.project.entries if entry.kind == "middleware"}
        setters: dict[str, list[str]] = {}
        for each in self.settings:
            setters.setdefault(each.words, []).append(each.function)
        found: dict[str, tuple[Reading, str | None]] = {}
        for reading in self.readings:
            if (
                reading.words.count(".") > 1
                or reading.words in found
                or reading.function in setters.get(reading.words, ())
            ):
                continue
            idle = [self._idle_middleware(function, installed) for function in setters.get(reading.words, ())]
            if all(idle):
                found[reading.words] = (reading, idle[0] if idle else None)
        return tuple(found.values())

    def _idle_middleware(self, function: str, installed: set[str]) -> str | None:
        """The middleware class around the function, where it is one that the settings do not name."""
        owner = function.rpartition(".")[0]
        calls = any(
            f"{owner}.{name}" in self.names.functions for name in ("__call__", "process_request", "process_view")
        )
        below = {owner, *self.names.descendants(owner)} if owner in self.names.classes else set()
        return owner if below and calls and not below & installed else None

    def _middleware_known(self) -> bool:
        """Whether every installed middleware is the project's or one that is known to set no practice."""
        setting = self.project.settings.get("MIDDLEWARE")
        value = setting.value if setting is not None else None
        return isinstance(value, tuple) and all(isinstance(name, str) and self._known(name) for name in value)

    def _known(self, path: str) -> bool:
        """A class of the project may inherit a package's middleware, which may set it."""
        return all(
            base.startswith(HARMLESS) or base.split(".")[0] in self._own_packages
            for base in (path, *self.names.mro(path))
        )

    @cached_property
    def _own_packages(self) -> frozenset[str]:
        return frozenset(
            part for name, module in self.names.modules.items() if not module.stub for part in name.split(".")
        )

    def written(self, module: str, symbol: str) -> str | None:
        """The carrier as one writes it in that function or class; None where no request is at hand."""
        if self.active is None or not self.active.startswith("request."):
            return self.active
        record = self.names.functions.get(f"{module}.{symbol}")
        if record is not None and any(param.name == "request" for param in record.facts.params):
            return self.active
        owner = f"{module}.{symbol}" if record is None else record.owner or ""
        if owner in self.names.classes and any(base in self.names.mro(owner) for base in FRAMEWORKS):
            return f"self.{self.active}"
        return None

    # ── who reads and sets it ───────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """In order of module and place."""
        return tuple(
            Reading(text, name, module, span)
            for name, module, steps in self._bodies()
            for span, text in self._read(steps)
        )

    @cached_property
    def settings(self) -> tuple[Setting, ...]:
        found = []
        for name, module, steps in self._bodies():
            for step in every_step(steps):
                if isinstance(step, Bind) and isinstance(step.target, Attribute):
                    text = self._request_words(step.target)
                    if text is not None:
                        found.append(Setting(text, name, module, step.span))
        return tuple(found)

    def _bodies(self) -> Iterator[tuple[str, str, tuple[Step, ...]]]:
        records = [each for each in self.names.functions.values() if not self.names.modules[each.module].stub]
        for record in sorted(records, key=lambda each: (each.module, each.facts.head.line, each.name)):
            yield record.name, record.module, record.facts.body

    def _read(self, steps: Iterable[Step]) -> Iterator[tuple[Span, str]]:
        for step in every_step(tuple(steps)):
            target = step.target if isinstance(step, Bind) else None
            for expr in own_expressions(step):
                if expr is target:
                    continue
                for each in every_expression(expr):
                    if isinstance(each, Attribute):
                        text = self._request_words(each)
                        if text is not None:
                            yield step.span, text

    def _request_words(self, expr: Attribute) -> str | None:
        """`request.user.practice` of `self.request.user.practice_id`; None of what leads elsewhere."""
        if self._word is None or not self._word.fullmatch(expr.name.removesuffix("_id")):
            return None
        text = words(expr).removesuffix("_id")
        holder = next((h for h in HOLDERS if text.startswith(h + ".")), None)
        if holder is None or "(" in text:
            return None
        return "request" + text.removeprefix(holder)


def practice_word(project: Project) -> re.Pattern[str] | None:
    """How an attribute that holds the practice is called: the names of the columns that point to it, and its own."""
    found: dict[str, None] = {}
    for scope in project.tenancy.scopes.values():
        if scope.kind == "direct":
            found[scope.paths[0]] = None
    for practice in project.tenancy.practices:
        found[column_word(practice)] = None
    if not found:
        return None
    return re.compile(rf"((active|current|selected)_)?({'|'.join(map(re.escape, found))})")
