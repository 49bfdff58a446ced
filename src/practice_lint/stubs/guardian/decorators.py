"""Sketch of guardian.decorators, django-guardian 2.4 to 3: `(Model, "slug", "url_kwarg")` is the row tested."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404


def permission_required(perm, lookup_variables=None, **kwargs):
    def decorator(view_func):
        def wrapper(request, *view_args, **view_kwargs):
            obj = None
            if lookup_variables:
                lookup = {}
                for path, url_kwarg in zip(lookup_variables[1::2], lookup_variables[2::2]):
                    lookup[path] = view_kwargs[url_kwarg]
                obj = get_object_or_404(lookup_variables[0], **lookup)
            if not request.user.has_perm(perm, obj):
                raise PermissionDenied
            return view_func(request, *view_args, **view_kwargs)

        return wrapper

    return decorator


def permission_required_or_403(perm, *args, **kwargs):
    return permission_required(perm, *args, **kwargs)
