"""Sketch of django_multitenant.fields, django-multitenant 3 to 4: keys that join on the tenant too."""

from django.db import models


class TenantForeignKey(models.ForeignKey):
    pass


class TenantOneToOneField(models.OneToOneField, TenantForeignKey):
    pass
