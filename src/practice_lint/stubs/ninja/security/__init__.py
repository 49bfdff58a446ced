"""Sketch of ninja.security, django-ninja 1: `authenticate` gives what becomes `request.auth`, or None to refuse."""

from practice_lint_native import unknown


class HttpBearer:
    def __call__(self, request):
        return self.authenticate(request, unknown(request.headers))

    def authenticate(self, request, token):
        raise NotImplementedError


class HttpBasicAuth:
    def __call__(self, request):
        return self.authenticate(request, unknown(request.headers), unknown(request.headers))

    def authenticate(self, request, username, password):
        raise NotImplementedError


class APIKeyBase:
    def __call__(self, request):
        return self.authenticate(request, self._get_key(request))

    def _get_key(self, request):
        return unknown(request.headers)

    def authenticate(self, request, key):
        raise NotImplementedError


class APIKeyQuery(APIKeyBase):
    pass


class APIKeyCookie(APIKeyBase):
    pass


class APIKeyHeader(APIKeyBase):
    pass


class SessionAuth(APIKeyCookie):
    def authenticate(self, request, key):
        return request.user


def django_auth(request):  # an instance of SessionAuth
    return request.user
