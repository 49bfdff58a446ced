"""Sketch of django.db.models.deletion, Django 4.2 to 5.2: here defined in django.db.models."""

from django.db.models import CASCADE, DO_NOTHING, PROTECT, RESTRICT, SET, SET_DEFAULT, SET_NULL
