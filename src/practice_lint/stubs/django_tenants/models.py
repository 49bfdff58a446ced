"""Sketch of django_tenants.models, django-tenants 3 to 4."""

from django.conf import settings
from django.db import models


class TenantMixin(models.Model):
    auto_drop_schema = False
    auto_create_schema = True
    schema_name = models.CharField(max_length=63, unique=True, db_index=True)
    domain_url = None

    class Meta:
        abstract = True


class DomainMixin(models.Model):
    domain = models.CharField(max_length=253, unique=True, db_index=True)
    tenant = models.ForeignKey(settings.TENANT_MODEL, on_delete=models.CASCADE, related_name="domains")
    is_primary = models.BooleanField(default=True)

    class Meta:
        abstract = True
