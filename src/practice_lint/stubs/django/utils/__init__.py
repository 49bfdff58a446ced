"""Sketch of the package django.utils: no names of its own."""
