"""Sketch of django_scopes.manager, django-scopes 1.2 to 2: `objects = ScopedManager(practice="box__practice")`."""

from django.db.models import Manager
from practice_lint_native import scoped_manager


def ScopedManager(_manager_class=Manager, **scopes):
    return scoped_manager(_manager_class, scopes)
