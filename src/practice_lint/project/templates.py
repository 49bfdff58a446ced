"""The project's templates by the name under which Django loads them, and what in them matters for queries.

In: the facts of template files by path, settings. Out: `Templates`: cached fragments, loops, what includes what.
Deliberately unknown: the values that a view hands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import Any

from practice_lint.facts import Span
from practice_lint.project.settings import DjangoSettings
from practice_lint.source.templates import Node, Output, Tag, TemplateFacts, every_node

FOLDER = "templates"  # of an application, as django.template.loaders.app_directories has it
MAX_DEPTH = 8  # templates that include or extend each other are followed so far
_NAME = re.compile(r"(?<![\w.|'\"])[A-Za-z_]\w*(?:\.\w+)*")
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
_FILTER = re.compile(r"\|\s*\w+(?::)?")
WORDS = frozenset({"and", "or", "not", "in", "is", "as", "by", "with", "only", "True", "False", "None", "forloop"})


@dataclass(frozen=True, slots=True)
class Template:
    path: str
    facts: TemplateFacts


@dataclass(frozen=True, slots=True)
class Loop:
    """`{% for targets in iterable %}`; `iterable` is the dotted expression without its filters."""

    path: str
    span: Span
    targets: tuple[str, ...]
    iterable: str


@dataclass(frozen=True, slots=True)
class Fragment:
    """`{% cache timeout name vary… %}`. `vary` are the expressions in the key, `reads` the dotted names read inside and
    in what it includes, the names of loops and `with` traced back to what they stand for."""

    path: str
    span: Span
    name: str
    vary: tuple[str, ...]
    reads: tuple[str, ...]


class Templates:
    def __init__(self, files: Mapping[str, TemplateFacts], settings: DjangoSettings | None = None) -> None:
        self.files, self.settings = files, settings
        self._fragments_by_name: dict[str, tuple[Fragment, ...]] = {}

    @cached_property
    def _by_name(self) -> dict[str, list[Template]]:
        found: dict[str, list[Template]] = {}
        for path, facts in sorted(self.files.items()):
            for name in self._names(path):
                found.setdefault(name, []).append(Template(path, facts))
        return found

    def _names(self, path: str) -> Iterator[str]:
        parts = path.split("/")
        if FOLDER in parts[:-1]:
            yield "/".join(parts[parts.index(FOLDER) + 1 :])
        for folder in self._folders:
            if f"/{path}".startswith(f"/{folder}/") or f"/{folder}/" in f"/{path}":
                yield path.rpartition(f"{folder}/")[2]

    @cached_property
    def _folders(self) -> tuple[str, ...]:
        """The last parts of `TEMPLATES[…]["DIRS"]` that are not called `templates` anyway."""
        found: dict[str, None] = {}
        for setting in self.settings.all("TEMPLATES") if self.settings is not None else ():
            for engine in setting.value if isinstance(setting.value, tuple) else ():
                for folder in _texts(engine.get("DIRS") if isinstance(engine, dict) else None):
                    name = PurePath(folder).name
                    if name and name != FOLDER:
                        found[name] = None
        return tuple(found)

    def named(self, name: str) -> tuple[Template, ...]:
        """The templates that `name` may load, those of other applications of the same name included, in path order."""
        return tuple(self._by_name.get(name, ()))

    def reached(self, name: str) -> tuple[Template, ...]:
        """The templates that rendering `name` renders: itself, what it extends and includes by a constant name."""
        found: dict[str, Template] = {}
        todo = [(name, 0)]
        while todo:
            current, depth = todo.pop()
            for template in self.named(current):
                if template.path in found:
                    continue
                found[template.path] = template
                if depth < MAX_DEPTH:
                    todo += [(other, depth + 1) for other in _loaded(template.facts.nodes)]
        return tuple(found[path] for path in sorted(found))

    @cached_property
    def caching(self) -> bool:
        """Whether any template caches a fragment."""
        return any(
            isinstance(node, Tag) and node.word == "cache"
            for facts in self.files.values()
            for node in every_node(facts.nodes)
        )

    def fragments_of(self, name: str) -> tuple[Fragment, ...]:
        """The cached fragments of whatever rendering `name` renders."""
        found = self._fragments_by_name.get(name)
        if found is None:
            found = tuple(f for template in self.reached(name) for f in self.fragments(template))
            self._fragments_by_name[name] = found
        return found

    def loops(self, template: Template) -> Iterator[Loop]:
        """Every loop of a template, in source order."""
        for node in every_node(template.facts.nodes):
            if isinstance(node, Tag) and node.word == "for" and "in" in node.parts:
                targets, iterable = _for(node)
                yield Loop(template.path, node.span, targets, iterable)

    def fragments(self, template: Template) -> Iterator[Fragment]:
        """Every cached fragment of a template, in source order."""
        yield from self._fragments(template.path, template.facts.nodes, {})

    def _fragments(self, path: str, nodes: tuple[Node, ...], names: Mapping[str, str]) -> Iterator[Fragment]:
        for node in nodes:
            if not isinstance(node, Tag) or not node.body:
                continue
            inner = {**names, **_bound(node, names)}
            if node.word == "cache" and len(node.parts) > 1:
                vary = tuple(_traced(part, names) for part in node.parts[2:] if not part.startswith("using="))
                reads = dict.fromkeys(self._reads(node.body, inner, 0))
                yield Fragment(path, node.span, node.parts[1], vary, tuple(reads))
            yield from self._fragments(path, node.body, inner)

    def _reads(self, nodes: tuple[Node, ...], names: Mapping[str, str], depth: int) -> Iterator[str]:
        for node in nodes:
            if isinstance(node, Output):
                yield from (_traced(name, names) for name in names_in(node.text))
                continue
            inner = {**names, **_bound(node, names)}
            if node.word == "for" and "in" in node.parts:
                yield _traced(_for(node)[1], names)
            elif node.word == "include" and node.parts and depth < MAX_DEPTH:
                given = {**names, **_given(node, names)}
                for template in self.named(node.parts[0].strip("\"'")):
                    yield from self._reads(template.facts.nodes, given, depth + 1)
            elif node.word not in ("cache", "load", "block", "extends"):
                yield from (_traced(name, names) for part in node.parts for name in names_in(part))
            if node.body:
                yield from self._reads(node.body, inner, depth)


def names_in(text: str) -> tuple[str, ...]:
    """The dotted names in an expression: no text, no filters, no keywords."""
    bare = _FILTER.sub(" ", _QUOTED.sub("''", text))
    bare = re.sub(r"\w+=", " ", bare)
    return tuple(name for name in _NAME.findall(bare) if name.partition(".")[0] not in WORDS)


def _for(node: Tag) -> tuple[tuple[str, ...], str]:
    at = node.parts.index("in")
    targets = tuple(name for part in node.parts[:at] for name in part.split(",") if name)
    return targets, next(iter(names_in(" ".join(node.parts[at + 1 :]))), "")


def _bound(node: Tag, names: Mapping[str, str]) -> dict[str, str]:
    """What the tag's body calls something else: loop targets, `with name=expression`, `with expression as name`."""
    if node.word == "for" and "in" in node.parts:
        targets, iterable = _for(node)
        return {target: f"{_traced(iterable, names)}.[]" for target in targets}
    return _given(node, names) if node.word == "with" else {}


def _given(node: Tag, names: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for part in node.parts:
        name, equals, value = part.partition("=")
        if equals and name.isidentifier():
            found[name] = _traced(next(iter(names_in(value)), ""), names)
    if "as" in node.parts[1:-1]:
        at = node.parts.index("as")
        found[node.parts[at + 1]] = _traced(next(iter(names_in(node.parts[at - 1])), ""), names)
    return found


def _traced(expression: str, names: Mapping[str, str]) -> str:
    """The expression with its first name replaced by what that stands for; text and numbers as they are."""
    found = next(iter(names_in(expression)), None)
    if found is None:
        return expression
    first, dot, rest = found.partition(".")
    return f"{names[first]}{dot}{rest}" if first in names else found


def _loaded(nodes: tuple[Node, ...]) -> Iterator[str]:
    for node in every_node(nodes):
        if isinstance(node, Tag) and node.word in ("include", "extends") and node.parts:
            word = node.parts[0]
            if word[:1] in "\"'":
                yield word.strip("\"'")


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, tuple) else ()
