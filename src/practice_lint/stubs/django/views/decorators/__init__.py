"""Sketch of the package django.views.decorators: no names of its own."""
