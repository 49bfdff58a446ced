"""Sketch of django.core.exceptions, Django 4.2 to 5.2: raising any of them ends the path."""


class ObjectDoesNotExist(Exception):
    pass


class MultipleObjectsReturned(Exception):
    pass


class PermissionDenied(Exception):
    pass


class SuspiciousOperation(Exception):
    pass


class DisallowedHost(SuspiciousOperation):
    pass


class BadRequest(Exception):
    pass


class ImproperlyConfigured(Exception):
    pass


class FieldDoesNotExist(Exception):
    pass


class FieldError(Exception):
    pass


class ValidationError(Exception):
    pass
