"""Sketch of django.db.backends, Django 4.2 to 5.2."""
