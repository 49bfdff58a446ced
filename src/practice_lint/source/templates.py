"""One Django template -> its tags and outputs, nested as they are closed.

In: the template's text. Out: `TemplateFacts`. Read as Django's lexer reads it: a token does not span lines, what stands
in `{% comment %}` and `{% verbatim %}` is text, a tag has a body where its `end…` follows. Deliberately unknown here:
what a tag does, and where the file lies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from practice_lint.facts import Span

_TOKEN = re.compile(r"{%(?P<tag>.*?)%}|{{(?P<output>.*?)}}|{#.*?#}")
# A word of a tag: quoted text keeps its blanks, `name="two words"` and `x|default:"two words"` too.
_WORD = re.compile(r"""(?:[^\s'"]*(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')[^\s'"]*)+|\S+""")
TEXT_BLOCKS = ("comment", "verbatim")


@dataclass(frozen=True, slots=True)
class Output:
    """`{{ text }}`, filters included."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Tag:
    """`{% word parts… %}`; `body` is what stands between it and its `{% endword %}`, None where it has no end. Branches
    (`{% else %}`, `{% elif %}`, `{% empty %}`) are tags in the body."""

    word: str
    parts: tuple[str, ...]
    span: Span
    body: tuple[Node, ...] | None = None


Node = Output | Tag


@dataclass(frozen=True, slots=True)
class TemplateFacts:
    nodes: tuple[Node, ...]


def read_template(data: bytes) -> TemplateFacts:
    """The facts of a template; bytes that are no UTF-8 are replaced, which Django refuses to do."""
    nodes: list[Node] = []
    if b"{%" not in data and b"{{" not in data:
        return TemplateFacts(())
    silent: str | None = None  # the block of text that is being passed over
    for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), 1):
        for token in _TOKEN.finditer(line):
            span = Span(number, token.start(), number, token.end())
            if token["tag"] is not None:
                words = _WORD.findall(token["tag"])
                if not words or (silent is not None and words[0] != f"end{silent}"):
                    continue
                silent = words[0] if words[0] in TEXT_BLOCKS else None
                _tag(nodes, words, span)
            elif token["output"] is not None and silent is None:
                nodes.append(Output(token["output"].strip(), span))
    return TemplateFacts(tuple(nodes))


def _tag(nodes: list[Node], words: list[str], span: Span) -> None:
    opened = words[0].removeprefix("end") if words[0].startswith("end") else None
    for index in reversed(range(len(nodes))) if opened else ():
        node = nodes[index]
        if isinstance(node, Tag) and node.word == opened and node.body is None:
            nodes[index:] = [Tag(node.word, node.parts, node.span, tuple(nodes[index + 1 :]))]
            return
    nodes.append(Tag(words[0], tuple(words[1:]), span))


def every_node(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """The nodes and all those inside them, in source order."""
    for node in nodes:
        yield node
        if isinstance(node, Tag) and node.body:
            yield from every_node(node.body)
