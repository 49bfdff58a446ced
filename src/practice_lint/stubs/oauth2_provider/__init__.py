"""Sketch of django-oauth-toolkit, 2 and 3."""
