"""What a request, a task or a command can reach.

In: `Names`, `DjangoSettings`. Out: `Entry` records. URLs, routers, decorators and registrations are read from facts.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.project.closures import Closures
from practice_lint.project.entry import Entry, EntryKind
from practice_lint.project.models import Models
from practice_lint.project.named_jobs import named_jobs
from practice_lint.project.names import Names
from practice_lint.project.registrations import Registrations
from practice_lint.project.routers import Routers, entry
from practice_lint.project.settings import DjangoSettings
from practice_lint.project.unrouted import crudl, is_crudl, unrouted
from practice_lint.project.urls import UrlWalk

__all__ = ["Entry", "EntryKind", "find_entries"]


def find_entries(names: Names, settings: DjangoSettings, models: Models) -> tuple[Entry, ...]:
    """Every way in, by path, line, target; what routes reach comes with its route, look-alikes without one."""
    closures = Closures(names)
    routers = Routers(names, closures)
    walk = UrlWalk(names, closures, routers)
    walk.run(settings)
    found = [*walk.entries, *_cruds(names, walk)]
    found.extend(Registrations(names, closures, settings, walk.mounts).entries())
    targets = {each.target for each in found}
    found.extend(each for each in named_jobs(names) if each.target not in targets)
    found.extend(unrouted(names, routers, frozenset(each.target for each in found)))
    unique = {_identity(each): each for each in reversed(found)}
    paths = {name: module.path for name, module in names.modules.items()}
    return tuple(
        sorted(
            unique.values(),
            key=lambda each: (
                paths[each.module],
                each.span.line,
                each.span.column,
                each.target,
                each.route or "",
                each.actions,
            ),
        )
    )


def _cruds(names: Names, walk: UrlWalk) -> Iterator[Entry]:
    """Every nested view class of a smartmin CRUDL, under the routes that its `as_urlpatterns` stands at."""
    for name in names.classes:
        if not names.modules[names.classes[name].module].stub and is_crudl(names, name):
            record = names.classes[name]
            for prefix, module, span in walk.cruds.get(name, [(None, record.module, record.facts.head)]):
                for nested, route in crudl(names, name, prefix or "", module):
                    yield entry("view", nested, module, span, None if prefix is None else route)


def _identity(each: Entry) -> tuple[object, ...]:
    span = each.span
    return (each.kind, each.target, each.route, each.actions, each.module, span.line, span.column)
