"""A leaking query site -> a finding, with the words that all rules about queries share.

In: a site and what the rule says of it. Out: `Finding`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from practice_lint.findings.finding import Confidence, Finding, Level
from practice_lint.scope.program import Program, QuerySite


def leak(
    code: str, level: Level, site: QuerySite, message: str, repair: str, confidence: Confidence | None = None
) -> Finding:
    """The finding at the query's own place, or where the site says that the leak is made; its trail is the site's."""
    at = site.elsewhere or site
    return Finding(
        code=code,
        level=level,
        confidence=confidence or site.confidence,
        path=at.path,
        span=at.span,
        module=at.module,
        symbol=at.symbol,
        model=site.model,
        practice_path=site.practice_path,
        query=at.query,
        message=message,
        repair=repair,
        why=why(site),
        trail=site.trail,
        entry=site.entry,
    )


def name(site: QuerySite) -> str:
    return site.model.rpartition(".")[2]


def practice_label(program: Program) -> str:
    model = program.project.models.by_name.get(program.project.tenancy.practice or "")
    return model.label if model is not None else ""


def why(site: QuerySite) -> str:
    sink = f"; the rows are {site.sink}" if site.sink and site.sink not in WRITES else ""
    beside = f" {site.siblings} other queries on `{name(site)}` in this file are scoped." if site.siblings else ""
    return f"{site.reason[:1].upper()}{site.reason[1:]}{sink}.{beside}"


def lookup(site: QuerySite) -> str:
    """The keyword that scopes the query, the practice itself left open."""
    return f"{site.practice_path or UNNAMED}=<the active practice>"


def keyword(program: Program, site: QuerySite) -> str:
    """The keyword that scopes the query, as one writes it there: `patient__practice=request.practice`."""
    at = site.elsewhere or site
    carrier = program.carriers.written(at.module, at.symbol)
    if carrier is None:
        return lookup(site)
    return f"pk={carrier}.pk" if site.practice_path == "pk" else f"{site.practice_path or UNNAMED}={carrier}"


def narrowed(program: Program, site: QuerySite) -> str | None:
    """The query with that keyword in it, where it is short and the place for the keyword is plain."""
    scope, query = keyword(program, site), site.query
    if "<" in scope or "…" in query or len(query) > SHORT or site.elsewhere is not None:
        return None
    if query.startswith(SHORTCUTS) and query.endswith(")"):
        return f"{query[:-1]}, {scope})"
    for before, after in INSERTIONS:
        if before.search(query):
            return before.sub(after.format(scope=scope), query, count=1)
    return None


def sunk(site: QuerySite) -> str:
    """How the rows leave, as the end of a clause: "is rendered in a template" without its verb."""
    return site.sink if site.sink and site.sink not in WRITES else "used"


UNNAMED = "<its way to the practice>"  # of rows that no path was found for
SHORT = 100  # characters of a query that a message can show
SHORTCUTS = ("get_object_or_404(", "get_list_or_404(", "aget_object_or_404(")
INSERTIONS = (  # what stands in a chain -> what scopes it; the first that is there
    (re.compile(r"\.objects\.all\(\)"), ".objects.filter({scope})"),
    (re.compile(r"\.objects\.get\((?=\w+=|\*\*)"), ".objects.get({scope}, "),
    (re.compile(r"\.objects\."), ".objects.filter({scope})."),
)
WRITES: Mapping[str, str] = {  # what the interpreter calls a write -> what happens to the rows
    "write": "changed",
    "saved": "changed and saved",
    "delete": "deleted",
    "deleted": "deleted",
    "bulk_update": "changed",
    "upsert": "created or changed",
    "link": "linked",
    "unlink": "unlinked",
    "stored in another row": "stored in another row",
    "create": "created",
}
