"""Sketch of rules.contrib.rest_framework, django-rules 3: what is done to one row is asked about that row."""

from rest_framework.exceptions import PermissionDenied


class AutoPermissionViewSetMixin:
    def initial(self, *args, **kwargs):
        super().initial(*args, **kwargs)
        obj = None
        if self.action not in ("create", "list"):
            obj = self.get_object()
        if not self.request.user.has_perm(self.action, obj):
            raise PermissionDenied
