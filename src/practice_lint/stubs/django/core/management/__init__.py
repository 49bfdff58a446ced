"""Sketch of django.core.management, Django 4.2 to 5.2."""

from django.core.management.base import BaseCommand, CommandError
