"""Sketch of the package django.contrib.contenttypes: no names of its own."""
