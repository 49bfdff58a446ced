"""Sketch of organizations.base, django-organizations 2.

The metaclass adds the relations to the concrete classes of one module: `users` to the organization; `user`,
`organization` to its member; `organization`, `organization_user` to its owner. Only those of organizations.models are
written out here; a project's own classes need the model graph to add them.
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
