"""Sketch of django_scopes.state, django-scopes 1.2 to 2: both are contexts and decorators, and nest."""

from practice_lint_native import ambient, set_ambient


class Scope:
    def __init__(self, values):
        self.values = values

    def __enter__(self):
        self.before = ambient("django_scopes")
        set_ambient("django_scopes", None if self.values is None else {**(self.before or {}), **self.values})

    def __exit__(self, exc_type, exc_value, traceback):
        set_ambient("django_scopes", self.before)

    def __call__(self, function):
        def wrapper(*args, **kwargs):
            with self:
                return function(*args, **kwargs)

        return wrapper


def scope(**scope_kwargs):
    return Scope(scope_kwargs)


def scopes_disabled():
    return Scope(None)


def get_scope():
    return ambient("django_scopes")
