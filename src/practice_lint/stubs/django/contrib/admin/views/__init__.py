"""Sketch of the package django.contrib.admin.views: no names of its own."""
