"""Sketch of django-multitenant 3 to 4."""
