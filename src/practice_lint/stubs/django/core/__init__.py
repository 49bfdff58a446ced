"""Sketch of the package django.core: no names of its own."""
