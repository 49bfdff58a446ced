"""Sketch of organizations.abstract, django-organizations 2. The relations: see organizations.base."""

from django.db import models
from organizations.base import AbstractBaseOrganization, AbstractBaseOrganizationOwner, AbstractBaseOrganizationUser
from organizations.managers import ActiveOrgManager, OrgManager


class SharedBaseModel(models.Model):
    created = models.DateTimeField()
    modified = models.DateTimeField()

    class Meta:
        abstract = True


class AbstractOrganization(SharedBaseModel, AbstractBaseOrganization):
    slug = models.SlugField(max_length=200, unique=True)

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

    class Meta(AbstractBaseOrganizationUser.Meta):
        abstract = True


class AbstractOrganizationOwner(SharedBaseModel, AbstractBaseOrganizationOwner):
    class Meta(AbstractBaseOrganizationOwner.Meta):
        abstract = True
