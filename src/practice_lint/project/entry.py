"""The record of one way into the project.

In: nothing. Out: `Entry`, what `urls.py`, `routers.py`, `registrations.py` and `unrouted.py` find and `entries.py`
collects.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from practice_lint.facts import Expr, Keyword, Span

EntryKind = Literal[
    "view", "task", "command", "signal", "admin", "middleware", "graphql", "ninja", "consumer", "template-tag",
    "context-processor", "feed", "migration",
]  # fmt: skip


CALLED = "()"  # behind a wrapper that makes the decorator: `cache_page(60)(view)`


@dataclass(frozen=True, slots=True)
class Entry:
    """One way in. `target` is the canonical name of a function or a class.

    For "view": `route` is the URL pattern as far as known ("clinic/patients/<int:pk>/", regex kept as written) with
    its includes' prefixes, None when the view is not routed but looks like one, "…" in the place of what is not known;
    `params` the names captured in it; `actions` maps HTTP method to handler name where `.as_view({"get": "list"})` or
    a router says so (a router's viewset: one entry for its list route and one for its detail route with every standard
    action that the class has, and its @action methods with their url_path as separate entries); `initkwargs` what
    `as_view(queryset=…)` is given. `wrappers` are the decorators applied in the URLconf, outermost first (canonical or
    external names, CALLED behind one that is called to make the decorator). `site` is where it is registered.

    For the other kinds a class target's handlers stand in `actions` under their own names: (("run", "run"),) of a
    Celery task class, (("handle", "handle"),) of a command, connect, receive, … of a consumer; none where the
    framework has many (admin, middleware, feed).

    `view` is the routed expression of a wrapped function, to be evaluated in `module`; None where it cannot stand
    alone.
    `debug`: routed only while `settings.DEBUG` is on, as it is nowhere where the rows are.
    """

    kind: EntryKind
    target: str
    route: str | None
    params: tuple[str, ...]
    actions: tuple[tuple[str, str], ...]
    initkwargs: tuple[Keyword, ...]
    wrappers: tuple[str, ...]
    name: str | None
    module: str
    span: Span
    debug: bool = False
    view: Expr | None = None
