"""Sketch of django-import-export 3 to 4."""
