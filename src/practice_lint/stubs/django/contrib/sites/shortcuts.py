"""Sketch of django.contrib.sites.shortcuts, Django 4.2 to 5.2."""

from django.contrib.sites.models import Site


def get_current_site(request):
    return Site.objects.get_current(request)
