"""Sketch of organizations.abstract, django-organizations 2.

The relations that the metaclass adds (see organizations.base) lead to the classes that the library calls so, of the app
that derives them.
"""

from django.conf import settings
from django.db import models
from organizations.base import (
    AbstractBaseInvitation,
    AbstractBaseOrganization,
    AbstractBaseOrganizationOwner,
    AbstractBaseOrganizationUser,
)
from organizations.managers import ActiveOrgManager, OrgManager


class SharedBaseModel(models.Model):
    created = models.DateTimeField()
    modified = models.DateTimeField()

    class Meta:
        abstract = True


class AbstractOrganization(SharedBaseModel, AbstractBaseOrganization):
    slug = models.SlugField(max_length=200, unique=True)
    users = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="OrganizationUser", related_name="%(app_label)s_%(class)s"
    )

    objects = OrgManager()
    active = ActiveOrgManager()

    class Meta(AbstractBaseOrganization.Meta):
        abstract = True

    def add_user(self, user, is_admin=False):
        return self.organization_users.create(user=user, is_admin=is_admin)

    def get_or_add_user(self, user, **kwargs):
        return self.organization_users.get_or_create(user=user)

    def remove_user(self, user):
        self.organization_users.get(user=user).delete()

    def change_owner(self, new_owner):
        self.owner.organization_user = new_owner
        self.owner.save()

    def is_admin(self, user):
        return self.organization_users.filter(user=user, is_admin=True).exists()

    def is_owner(self, user):
        return self.owner.organization_user.user == user


class AbstractOrganizationUser(SharedBaseModel, AbstractBaseOrganizationUser):
    is_admin = models.BooleanField(default=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, related_name="%(app_label)s_%(class)s", on_delete=models.CASCADE
    )
    organization = models.ForeignKey("Organization", related_name="organization_users", on_delete=models.CASCADE)

    class Meta(AbstractBaseOrganizationUser.Meta):
        abstract = True


class AbstractOrganizationOwner(SharedBaseModel, AbstractBaseOrganizationOwner):
    organization_user = models.OneToOneField("OrganizationUser", on_delete=models.CASCADE)
    organization = models.OneToOneField("Organization", related_name="owner", on_delete=models.CASCADE)

    class Meta(AbstractBaseOrganizationOwner.Meta):
        abstract = True


class AbstractOrganizationInvitation(SharedBaseModel, AbstractBaseInvitation):
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, related_name="%(app_label)s_%(class)s_sent_invitations", on_delete=models.CASCADE
    )
    invitee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        related_name="%(app_label)s_%(class)s_invitations",
        on_delete=models.CASCADE,
    )
    organization = models.ForeignKey("Organization", related_name="organization_invites", on_delete=models.CASCADE)

    class Meta(AbstractBaseInvitation.Meta):
        abstract = True
