"""Sketch of django.db.utils, Django 4.2 to 5.2."""

from django.db.backends.base.base import BaseDatabaseWrapper


class ConnectionHandler:
    def __getitem__(self, alias):
        return BaseDatabaseWrapper()
