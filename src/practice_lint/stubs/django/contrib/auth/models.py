"""Sketch of django.contrib.auth.models, Django 4.2 to 5.2: real fields and related names, unknown permissions."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.contenttypes.models import ContentType
from django.db import models
from practice_lint_native import unknown


class PermissionManager(models.Manager):
    def get_by_natural_key(self, codename, app_label, model):
        return self.get(codename=codename, content_type=ContentType.objects.get_by_natural_key(app_label, model))


class Permission(models.Model):
    name = models.CharField(max_length=255)
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    codename = models.CharField(max_length=100)

    objects = PermissionManager()


class GroupManager(models.Manager):
    def get_by_natural_key(self, name):
        return self.get(name=name)


class Group(models.Model):
    name = models.CharField(max_length=150, unique=True)
    permissions = models.ManyToManyField(Permission, blank=True)

    objects = GroupManager()


class UserManager(BaseUserManager):
    def create_user(self, username, email=None, password=None, **extra_fields):
        return self.create(username=username, email=email, **extra_fields)

    def create_superuser(self, username, email=None, password=None, **extra_fields):
        return self.create(username=username, email=email, **extra_fields)

    def with_perm(self, perm, is_active=True, include_superusers=True, backend=None, obj=None):
        return self.filter(is_active=is_active)


class PermissionsMixin(models.Model):
    is_superuser = models.BooleanField(default=False)
    groups = models.ManyToManyField(Group, blank=True, related_name="user_set", related_query_name="user")
    user_permissions = models.ManyToManyField(
        Permission, blank=True, related_name="user_set", related_query_name="user"
    )

    class Meta:
        abstract = True

    def get_user_permissions(self, obj=None):
        return unknown()

    def get_group_permissions(self, obj=None):
        return unknown()

    def get_all_permissions(self, obj=None):
        return unknown()

    def has_perm(self, perm, obj=None):
        return unknown()

    def has_perms(self, perm_list, obj=None):
        return unknown()

    def has_module_perms(self, app_label):
        return unknown()


class AbstractUser(AbstractBaseUser, PermissionsMixin):
    username = models.CharField(max_length=150, unique=True)
    first_name = models.CharField(max_length=150, blank=True)
    last_name = models.CharField(max_length=150, blank=True)
    email = models.EmailField(blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField()

    objects = UserManager()

    class Meta:
        abstract = True

    def get_full_name(self):
        return unknown(self)

    def get_short_name(self):
        return unknown(self)

    def email_user(self, subject, message, from_email=None, **kwargs):
        pass


class User(AbstractUser):
    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"


class AnonymousUser:
    id = None
    pk = None
    username = ""
    is_staff = False
    is_active = False
    is_superuser = False
    is_anonymous = True
    is_authenticated = False

    def has_perm(self, perm, obj=None):
        return unknown()

    def has_perms(self, perm_list, obj=None):
        return unknown()

    def has_module_perms(self, module):
        return unknown()
