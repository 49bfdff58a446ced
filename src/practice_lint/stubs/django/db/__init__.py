"""Sketch of the package django.db: no names of its own."""
