"""A leaking query site -> a finding, with the words that all rules about queries share.

In: a site and what the rule says of it. Out: `Finding`.
"""

from __future__ import annotations

from practice_lint.findings.finding import Confidence, Finding, Level
from practice_lint.scope.program import QuerySite


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


def why(site: QuerySite) -> str:
    sink = f"; the rows are {site.sink}" if site.sink else ""
    return f"{site.reason}{sink}."


def lookup(site: QuerySite) -> str:
    """The keyword that scopes the query, as one writes it."""
    path = site.practice_path or "practice"
    return f"{path}=<the active practice>"
