"""Sketch of guardian.mixins, django-guardian 2.4 to 3."""

from django.core.exceptions import PermissionDenied
from guardian.shortcuts import get_objects_for_user


class LoginRequiredMixin:
    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class PermissionRequiredMixin:
    permission_required = None
    accept_global_perms = False

    def get_required_permissions(self, request=None):
        return self.permission_required

    def get_permission_object(self):
        if getattr(self, "permission_object", None):
            return self.permission_object
        return (hasattr(self, "get_object") and self.get_object()) or getattr(self, "object", None)

    def check_permissions(self, request):
        obj = self.get_permission_object()
        if not request.user.has_perms(self.get_required_permissions(request), obj):
            self.on_permission_check_fail(request, None, obj=obj)
            raise PermissionDenied

    def on_permission_check_fail(self, request, response, obj=None):
        pass

    def dispatch(self, request, *args, **kwargs):
        self.request = request
        self.args = args
        self.kwargs = kwargs
        response = self.check_permissions(request)
        if response:
            return response
        return super().dispatch(request, *args, **kwargs)


class PermissionListMixin:
    permission_required = None
    get_objects_for_user_extra_kwargs = {}

    def get_required_permissions(self, request=None):
        return self.permission_required

    def get_get_objects_for_user_kwargs(self, queryset):
        return {
            "user": self.request.user,
            "perms": self.get_required_permissions(self.request),
            "klass": queryset,
            **self.get_objects_for_user_extra_kwargs,
        }

    def get_queryset(self, *args, **kwargs):
        queryset = super().get_queryset(*args, **kwargs)
        return get_objects_for_user(**self.get_get_objects_for_user_kwargs(queryset))
