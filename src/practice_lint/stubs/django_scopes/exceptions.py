"""Sketch of django_scopes.exceptions, django-scopes 1.2 to 2."""


class ScopeError(Exception):
    pass
