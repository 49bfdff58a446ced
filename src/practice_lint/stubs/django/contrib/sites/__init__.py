"""Sketch of the package django.contrib.sites: no names of its own."""
