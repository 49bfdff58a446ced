"""Sketch of django.db, Django 4.2 to 5.2: the errors; connections stay externals."""


class DatabaseError(Exception):
    pass


class IntegrityError(DatabaseError):
    pass


class OperationalError(DatabaseError):
    pass
