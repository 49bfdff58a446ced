"""Sketch of rest_framework_rules.mixins, djangorestframework-rules 1: permissions of the view, then of its object."""


class PermissionRequiredMixin:
    object_permission_required = None
    permission_required = None

    def get_permission_required(self):
        return self.permission_required

    def get_object_permission_required(self):
        return self.object_permission_required

    def check_permissions(self, request):
        super().check_permissions(request)
        if not request.user.has_perms(self.get_permission_required()):
            self.permission_denied(request)

    def check_object_permissions(self, request, obj):
        super().check_object_permissions(request, obj)
        if not request.user.has_perms(self.get_object_permission_required(), obj):
            self.permission_denied(request)
