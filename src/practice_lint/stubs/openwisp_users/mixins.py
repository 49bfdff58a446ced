"""Sketch of openwisp_users.mixins, openwisp-users 1.2."""

from django.db import models


class ValidateOrgMixin:
    pass


class OrgMixin(ValidateOrgMixin, models.Model):
    organization = models.ForeignKey("openwisp_users.Organization", on_delete=models.CASCADE)

    class Meta:
        abstract = True


class ShareableOrgMixin(OrgMixin):
    organization = models.ForeignKey("openwisp_users.Organization", on_delete=models.CASCADE, blank=True, null=True)

    class Meta:
        abstract = True
