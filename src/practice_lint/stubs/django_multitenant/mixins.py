"""Sketch of django_multitenant.mixins, django-multitenant 3 to 4: with no tenant set, the manager gives every row."""

from django_multitenant.utils import get_current_tenant, get_current_tenant_value, get_tenant_field


class TenantManagerMixin:
    def get_queryset(self):
        queryset = super().get_queryset()
        if get_current_tenant():
            return queryset.filter(**{get_tenant_field(self.model): get_current_tenant_value()})
        return queryset


class TenantModelMixin:
    pass
