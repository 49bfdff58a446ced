"""Sketch of django.views, Django 4.2 to 5.2."""

from django.views.generic.base import View
