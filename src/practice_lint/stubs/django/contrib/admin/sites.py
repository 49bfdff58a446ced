"""Sketch of django.contrib.admin.sites, Django 4.2 to 5.2: every page asks `has_permission` first."""

from django.core.exceptions import PermissionDenied


class AdminSite:
    def has_permission(self, request):
        return request.user.is_active and request.user.is_staff

    def admin_view(self, view, cacheable=False):
        def inner(request, *args, **kwargs):
            if not self.has_permission(request):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return inner

    def register(self, model_or_iterable, admin_class=None, **options):
        pass

    def unregister(self, model_or_iterable):
        pass

    def each_context(self, request):
        return {}


site = AdminSite()
