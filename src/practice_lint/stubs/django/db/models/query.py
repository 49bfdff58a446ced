"""Sketch of django.db.models.query, Django 4.2 to 5.2: here defined in django.db.models."""

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
