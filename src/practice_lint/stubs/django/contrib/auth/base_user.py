"""Sketch of django.contrib.auth.base_user, Django 4.2 to 5.2."""

from django.db import models
from practice_lint_native import unknown


class BaseUserManager(models.Manager):
    def get_by_natural_key(self, username):
        return self.get(username=username)


class AbstractBaseUser(models.Model):
    password = models.CharField(max_length=128)
    last_login = models.DateTimeField(blank=True, null=True)

    class Meta:
        abstract = True

    @property
    def is_anonymous(self):  # the real ones are constants; the caller may be an AnonymousUser just as well
        return unknown()

    @property
    def is_authenticated(self):
        return unknown()

    def get_username(self):
        return unknown(self)

    def set_password(self, raw_password):
        self.password = raw_password

    def check_password(self, raw_password):
        return unknown()
