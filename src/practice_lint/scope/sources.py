"""What templates and crawlers are fed by: tags, context processors, feeds, sitemaps.

In: the sites, the entry points of these kinds. Out: the sites, their leaks with a shape of their own. Deliberately
unknown: what the templates do with the rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from practice_lint.scope.program import QuerySite

SOURCES = frozenset({"template-tag", "context-processor", "feed"})
SHAPES = frozenset({"rows", "row", "parent", "existence"})
# Keywords by which a feed says that it shows what is published to everybody anyway.
PUBLISHED = re.compile(r"\b\w*(publish|public|listed|visib|online|released|live)\w*\s*(=|\(\))", re.I)


def sourced(kinds: Mapping[str, str], sites: Iterable[QuerySite]) -> Iterator[QuerySite]:
    """`kinds`: the label of each entry point -> its kind."""
    for site in sites:
        kind = kinds.get(site.entry or "") if site.kind == "leak" and site.shape in SHAPES else None
        if kind is None:
            yield site
        elif kind == "feed" and PUBLISHED.search(site.query):
            yield replace(site, kind="exempt", cause="public", reason="it feeds what is published", shape="none")
        else:
            yield replace(site, shape="template-source")


def source_of(site: QuerySite) -> str:
    """The tag, processor or class in whose run the rows were read, as code names it."""
    return (site.entry or site.symbol).removesuffix(" (no route found)").rpartition(".")[2]
