"""Sketch of django.db.models.manager, Django 4.2 to 5.2: here defined in django.db.models."""

from django.db.models import BaseManager, Manager
