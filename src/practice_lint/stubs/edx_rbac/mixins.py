"""Sketch of edx_rbac.mixins, edx-rbac 1.3 to 2: asked is what `get_permission_object` of the view answers."""

from practice_lint_native import unknown


class PermissionRequiredMixin:
    permission_required = None

    def get_permission_required(self):
        return self.permission_required

    def check_permissions(self, request):
        obj = self.get_permission_object() if hasattr(self, "get_permission_object") else None
        if not request.user.has_perms(self.get_permission_required(), obj):
            self.permission_denied(request)


class PermissionRequiredForListingMixin(PermissionRequiredMixin):
    list_lookup_field = None
    allowed_roles = []
    role_assignment_class = None

    @property
    def base_queryset(self):
        raise NotImplementedError

    @property
    def accessible_contexts(self):
        return unknown(self.request.user)

    def check_permissions(self, request):
        if self.action != "list":
            super().check_permissions(request)

    def get_queryset(self):
        if self.action == "list":
            return self.base_queryset.filter(**{self.list_lookup_field + "__in": self.accessible_contexts})
        return self.base_queryset
