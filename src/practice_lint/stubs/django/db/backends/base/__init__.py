"""Sketch of django.db.backends.base, Django 4.2 to 5.2."""
