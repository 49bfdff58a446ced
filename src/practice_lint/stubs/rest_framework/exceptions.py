"""Sketch of rest_framework.exceptions, DRF 3.14 and later: raising any of them ends the path."""


class APIException(Exception):
    pass


class ValidationError(APIException):
    pass


class ParseError(APIException):
    pass


class AuthenticationFailed(APIException):
    pass


class NotAuthenticated(APIException):
    pass


class PermissionDenied(APIException):
    pass


class NotFound(APIException):
    pass


class MethodNotAllowed(APIException):
    pass


class NotAcceptable(APIException):
    pass


class UnsupportedMediaType(APIException):
    pass


class Throttled(APIException):
    pass
