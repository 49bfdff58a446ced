"""Sketch of django.contrib.sites.models, Django 4.2 to 5.2: the site of SITE_ID or of the host of the request."""

from django.db import models
from practice_lint_native import unknown


class SiteManager(models.Manager):
    def get_current(self, request=None):
        return self.get(pk=unknown())

    def get_by_natural_key(self, domain):
        return self.get(domain=domain)


class Site(models.Model):
    domain = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=50)

    objects = SiteManager()
