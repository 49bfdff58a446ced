"""Sketch of the package django.contrib: no names of its own."""
