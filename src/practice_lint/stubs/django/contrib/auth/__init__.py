"""Sketch of the package django.contrib.auth: no names of its own."""
