"""Sketch of django.contrib.sites.managers, Django 4.2 to 5.2: rows of the site in SITE_ID."""

from django.db import models
from practice_lint_native import unknown


class CurrentSiteManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().filter(site__id=unknown())
