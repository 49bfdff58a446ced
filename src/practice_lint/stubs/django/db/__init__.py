"""Sketch of django.db, Django 4.2 to 5.2: the errors, and connections whose cursors run SQL."""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler


class DatabaseError(Exception):
    pass


class IntegrityError(DatabaseError):
    pass


class OperationalError(DatabaseError):
    pass


connection = BaseDatabaseWrapper()
connections = ConnectionHandler()
