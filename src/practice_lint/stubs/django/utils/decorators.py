"""Sketch of django.utils.decorators, Django 4.2 to 5.2.

`replaced_method(cls, name, function)` is native: the class `cls` whose method `name` is `function`. On a class the
decorators wrap the method that the MRO of the class finds, on a method the method itself.
"""

from practice_lint_native import replaced_method


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
            return replaced_method(target, name, wrapped(getattr(target, name)))
        return wrapped(target)

    return decorate
