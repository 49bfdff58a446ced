"""Sketch of the package django.template: no names of its own."""
