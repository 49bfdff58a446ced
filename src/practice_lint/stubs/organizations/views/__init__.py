"""Sketch of organizations.views, django-organizations 2."""
