"""Sketch of rules.contrib.views, django-rules 2 to 3.5: permissions are asked about the view's object."""

from django.contrib.auth import mixins
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.views.generic.edit import BaseCreateView


class PermissionRequiredMixin(mixins.PermissionRequiredMixin):
    def get_permission_object(self):
        if not isinstance(self, BaseCreateView):
            if hasattr(self, "get_object"):
                return self.get_object()
        return None

    def has_permission(self):
        obj = self.get_permission_object()
        return self.request.user.has_perms(self.get_permission_required(), obj)


class AutoPermissionRequiredMixin(PermissionRequiredMixin):
    def get_permission_required(self):
        return ()


def objectgetter(model, attr_name="pk", field_name="pk"):
    def _getter(request, *view_args, **view_kwargs):
        return get_object_or_404(model, **{field_name: view_kwargs[attr_name]})

    return _getter


def permission_required(perm, fn=None, login_url=None, raise_exception=False, redirect_field_name="next"):
    def decorator(view_func):
        def _wrapped_view(request, *args, **kwargs):
            obj = fn(request, *args, **kwargs) if fn is not None else None
            if not request.user.has_perms(perm, obj):
                raise PermissionDenied
            return view_func(request, *args, **kwargs)

        return _wrapped_view

    return decorator
