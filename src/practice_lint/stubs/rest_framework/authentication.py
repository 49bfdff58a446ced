"""Sketch of rest_framework.authentication, DRF 3.14 and later.

`authenticate` gives (user, auth) or None. What the library's own classes look up is the caller by definition.
"""

from practice_lint_native import unknown
from rest_framework.authtoken.models import Token


def get_authorization_header(request):
    return request.META.get("HTTP_AUTHORIZATION", b"")


class BaseAuthentication:
    def authenticate(self, request):
        raise NotImplementedError

    def authenticate_header(self, request):
        return None


class BasicAuthentication(BaseAuthentication):
    def authenticate(self, request):
        return self.authenticate_credentials(unknown(), unknown(), request) if unknown(request) else None

    def authenticate_credentials(self, userid, password, request=None):
        return (request.user, None)


class SessionAuthentication(BaseAuthentication):
    def authenticate(self, request):
        return (request.user, None) if unknown(request) else None

    def enforce_csrf(self, request):
        pass


class TokenAuthentication(BaseAuthentication):
    keyword = "Token"
    model = None

    def get_model(self):
        return self.model if self.model is not None else Token

    def authenticate(self, request):
        return self.authenticate_credentials(request.headers["Authorization"])

    def authenticate_credentials(self, key):
        token = self.get_model().objects.select_related("user").get(key=key)
        return (token.user, token)


class RemoteUserAuthentication(BaseAuthentication):
    def authenticate(self, request):
        return (request.user, None) if unknown(request) else None
