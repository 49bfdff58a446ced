"""Sketch of django_tenants, django-tenants 3 to 4."""
