"""Sketch of rest_framework_simplejwt.authentication, djangorestframework-simplejwt 5."""

from practice_lint_native import unknown
from rest_framework import authentication


class JWTAuthentication(authentication.BaseAuthentication):
    def authenticate(self, request):
        return (request.user, unknown()) if unknown(request) else None


class JWTStatelessUserAuthentication(JWTAuthentication):
    pass
