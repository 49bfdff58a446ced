"""Sketch of django-braces 1.14 to 1.17."""
