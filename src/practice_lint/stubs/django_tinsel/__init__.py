"""Sketch of django-tinsel 1."""
