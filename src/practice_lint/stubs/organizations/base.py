"""Sketch of organizations.base, django-organizations 2.

The metaclass adds the relations to the concrete classes of one module: `users` to the organization; `user`,
`organization` to its member; `organization`, `organization_user` to its owner. Written out are those of
organizations.models and of the classes that derive organizations.abstract under the library's names.
"""

from django.db import models


class AbstractBaseOrganization(models.Model):
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)

    class Meta:
        abstract = True

    def is_member(self, user):
        return user in self.users.all()


class OrganizationBase(AbstractBaseOrganization):
    class Meta(AbstractBaseOrganization.Meta):
        abstract = True

    def add_user(self, user, **kwargs):
        return self.organization_users.create(user=user, **kwargs)


class AbstractBaseOrganizationUser(models.Model):
    class Meta:
        abstract = True


class OrganizationUserBase(AbstractBaseOrganizationUser):
    class Meta(AbstractBaseOrganizationUser.Meta):
        abstract = True


class AbstractBaseOrganizationOwner(models.Model):
    class Meta:
        abstract = True


class OrganizationOwnerBase(AbstractBaseOrganizationOwner):
    class Meta(AbstractBaseOrganizationOwner.Meta):
        abstract = True


class AbstractBaseInvitation(models.Model):
    guid = models.UUIDField(editable=False)
    invitee_identifier = models.CharField(max_length=1000)

    class Meta:
        abstract = True
