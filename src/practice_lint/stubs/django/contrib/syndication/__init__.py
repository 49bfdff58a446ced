"""Sketch of the package django.contrib.syndication: no names of its own."""
