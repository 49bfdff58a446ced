"""Sketch of django_multitenant.models, django-multitenant 3 to 4."""

from django.db import models
from django_multitenant.mixins import TenantManagerMixin, TenantModelMixin


class TenantManager(TenantManagerMixin, models.Manager):
    pass


class TenantModel(TenantModelMixin, models.Model):
    objects = TenantManager()

    class Meta:
        abstract = True
