"""Sketch of tutelary.mixins, django-tutelary 0.1: the permission is asked of `get_perms_objects()`, else of
`get_object()`, else of each row; with `permission_filter_queryset` a GET is shown the rows that it is given for."""

from django.core.exceptions import PermissionDenied
from practice_lint_native import permitted_rows
from tutelary.models import check_perms


class BasePermissionRequiredMixin:
    permission_required = None

    def get_permission_required(self):
        return self.permission_required

    def get_permission_denied_message(self, default=None):
        return (default,)

    def get_queryset(self):
        if hasattr(self, "filtered_queryset"):
            return self.filtered_queryset
        return super().get_queryset()

    def perms_filter_queryset(self, objs):
        self.filtered_queryset = permitted_rows(
            self.request.user, self.get_permission_required(), self.get_queryset()
        )

    def _asked_about(self):
        if hasattr(self, "get_perms_objects"):
            return self.get_perms_objects()
        if hasattr(self, "get_object"):
            return [self.get_object()]
        return self.get_queryset()

    def _may(self):
        filtered = hasattr(self, "permission_filter_queryset") and self.permission_filter_queryset is not False
        if filtered and self.request.method == "GET":
            self.perms_filter_queryset(None)
            return True
        return check_perms(
            self.request.user, self.get_permission_required(), self._asked_about(), self.request.method
        )


class PermissionRequiredMixin(BasePermissionRequiredMixin):
    def has_permission(self):
        return self._may()

    def handle_no_permission(self):
        if getattr(self, "raise_exception", False):
            raise PermissionDenied
        return self.get_permission_denied_message()

    def dispatch(self, request, *args, **kwargs):
        if not self.has_permission():
            return self.handle_no_permission()
        return super().dispatch(request, *args, **kwargs)


class LoginPermissionRequiredMixin(PermissionRequiredMixin):
    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class PermissionsFilterMixin:
    def dispatch(self, request, *args, **kwargs):
        return super().dispatch(request, *args, **kwargs)


class APIPermissionRequiredMixin(BasePermissionRequiredMixin):
    def check_permissions(self, request):
        if not self._may():
            self.permission_denied(request)

    def initial(self, request, *args, **kwargs):
        self.check_permissions(request)
        return super().initial(request, *args, **kwargs)
