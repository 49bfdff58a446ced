"""Sketch of organizations.models, django-organizations 2."""

from django.conf import settings
from django.db import models
from organizations.abstract import AbstractOrganization, AbstractOrganizationOwner, AbstractOrganizationUser


class Organization(AbstractOrganization):
    users = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="OrganizationUser", related_name="organizations_organization"
    )


class OrganizationUser(AbstractOrganizationUser):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, related_name="organizations_organizationuser", on_delete=models.CASCADE
    )
    organization = models.ForeignKey(Organization, related_name="organization_users", on_delete=models.CASCADE)


class OrganizationOwner(AbstractOrganizationOwner):
    organization_user = models.OneToOneField(OrganizationUser, on_delete=models.CASCADE)
    organization = models.OneToOneField(Organization, related_name="owner", on_delete=models.CASCADE)
