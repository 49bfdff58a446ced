"""Sketch of django.utils.decorators, Django 4.2 to 5.2.

`subclass(base, **attributes)` is native: a nameless class derived from `base` with these attributes, as `type(…)` with
three arguments makes one. A decorated class is judged as this subclass of itself.
"""

from practice_lint_native import subclass


def method_decorator(decorator, name=""):
    decorators = reversed(decorator) if isinstance(decorator, (list, tuple)) else [decorator]

    def wrapped(method):
        def wrapper(self, *args, **kwargs):
            def bound(*bound_args, **bound_kwargs):
                return method(self, *bound_args, **bound_kwargs)

            for each in decorators:
                bound = each(bound)
            return bound(*args, **kwargs)

        return wrapper

    def decorate(target):
        if name:
            return subclass(target, **{name: wrapped(getattr(target, name))})
        return wrapped(target)

    return decorate
