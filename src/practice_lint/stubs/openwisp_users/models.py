"""Sketch of openwisp_users.models, openwisp-users 1.2. The relations are written out: see organizations.base."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from organizations.abstract import AbstractOrganization, AbstractOrganizationOwner, AbstractOrganizationUser


class User(AbstractUser):
    class Meta:
        swappable = "AUTH_USER_MODEL"


class Organization(AbstractOrganization):
    users = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="OrganizationUser", related_name="openwisp_users_organization"
    )


class OrganizationUser(AbstractOrganizationUser):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, related_name="openwisp_users_organizationuser", on_delete=models.CASCADE
    )
    organization = models.ForeignKey(Organization, related_name="organization_users", on_delete=models.CASCADE)


class OrganizationOwner(AbstractOrganizationOwner):
    organization_user = models.OneToOneField(OrganizationUser, on_delete=models.CASCADE)
    organization = models.OneToOneField(Organization, related_name="owner", on_delete=models.CASCADE)
