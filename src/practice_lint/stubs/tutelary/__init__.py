"""Sketch of django-tutelary 0.1."""
