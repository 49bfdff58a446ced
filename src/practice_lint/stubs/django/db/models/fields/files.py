"""Sketch of django.db.models.fields.files, Django 4.2 to 5.2: here defined in django.db.models."""

from django.db.models import FileField, ImageField
