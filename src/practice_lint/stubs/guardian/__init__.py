"""Sketch of django-guardian 2.4 to 3."""
