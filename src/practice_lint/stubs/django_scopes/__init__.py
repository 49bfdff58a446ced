"""Sketch of django-scopes 1.2 to 2.

`ambient(name)` and `set_ambient(name, value)` are native: what this thread or task holds under that name, whichever
code set it last on the way here (middleware, decorator, `with`). `scoped_manager(manager_class, lookups)` is native: a
manager of that class whose `get_queryset` is

    scope = ambient("django_scopes")
    rows = super().get_queryset()
    return rows if scope is None else rows.filter(**{path: scope[name] for name, path in lookups.items()})

where `scope` is None within `scopes_disabled()` and a missing name raises ScopeError: without a scope nothing is read.
"""

from django_scopes.manager import ScopedManager
from django_scopes.state import get_scope, scope, scopes_disabled
