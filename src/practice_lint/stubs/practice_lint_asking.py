"""Sketch of what a decorator of a library that was not followed does by its name: it asks whether the caller may, with
what a function that it was given finds (`@check_permission("edit", fn=lambda request, pk: pk)`)."""

from django.core.exceptions import PermissionDenied


def of_view(hook):
    def decorator(view):
        def wrapper(request, *args, **kwargs):
            if not request.user.is_allowed(hook(request, *args, **kwargs)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return wrapper

    return decorator


def of_method(hook):
    def decorator(view):
        def wrapper(self, request, *args, **kwargs):
            if not request.user.is_allowed(hook(request, *args, **kwargs)):
                raise PermissionDenied
            return view(self, request, *args, **kwargs)

        return wrapper

    return decorator
