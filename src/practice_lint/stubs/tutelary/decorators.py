"""Sketch of tutelary.decorators, django-tutelary 0.1."""

from django.core.exceptions import PermissionDenied


def permission_required(*actions, obj=None, raise_exception=False):
    def decorator(view_func):
        def wrapper(request, *args, **kwargs):
            if not request.user.has_perm(actions, obj):
                if raise_exception:
                    raise PermissionDenied
                return None
            return view_func(request, *args, **kwargs)

        return wrapper

    return decorator


def permissioned_model(cls, perm_type=None, path_fields=None, actions=None):
    return cls
