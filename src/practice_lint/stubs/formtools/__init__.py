"""Sketch of django-formtools 2.3 to 2.5."""
