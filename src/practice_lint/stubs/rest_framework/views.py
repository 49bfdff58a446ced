"""Sketch of rest_framework.views, DRF 3.14 and later.

Order of a request: authentication, permissions, throttles (`initial`), then the handler. The driver binds the handler
to `practice_lint_handler`. `drf_setting(name)` is the project's evaluated REST_FRAMEWORK[name], else DRF's default.
"""

from django.core.exceptions import PermissionDenied
from django.views.generic import View
from practice_lint_native import drf_setting, escape, identified


class APIView(View):
    authentication_classes = drf_setting("DEFAULT_AUTHENTICATION_CLASSES")
    throttle_classes = drf_setting("DEFAULT_THROTTLE_CLASSES")
    permission_classes = drf_setting("DEFAULT_PERMISSION_CLASSES")

    def get_authenticators(self):
        return [authenticator() for authenticator in self.authentication_classes]

    def get_permissions(self):
        return [permission() for permission in self.permission_classes]

    def get_throttles(self):
        return [throttle() for throttle in self.throttle_classes]

    def permission_denied(self, request, message=None, code=None):
        raise PermissionDenied

    def perform_authentication(self, request):  # `user` stays the caller, whoever looked the row up
        for authenticator in self.get_authenticators():
            pair = authenticator.authenticate(request)
            if pair is not None:
                request.auth = pair[1]
                break

    def check_permissions(self, request):
        for permission in self.get_permissions():
            if not permission.has_permission(request, self):
                raise PermissionDenied

    def check_object_permissions(self, request, obj):
        for permission in self.get_permissions():
            if not permission.has_object_permission(request, self, obj):
                raise PermissionDenied

    def check_throttles(self, request):
        for throttle in self.get_throttles():
            throttle.allow_request(request, self)

    def initialize_request(self, request, *args, **kwargs):
        return request

    def initial(self, request, *args, **kwargs):
        self.perform_authentication(request)
        identified()
        self.check_permissions(request)
        self.check_throttles(request)

    def finalize_response(self, request, response, *args, **kwargs):
        return response

    def dispatch(self, request, *args, **kwargs):
        self.args = args
        self.kwargs = kwargs
        request = self.initialize_request(request, *args, **kwargs)
        self.request = request
        self.initial(request, *args, **kwargs)
        handler = self.practice_lint_handler
        response = handler(request, *args, **kwargs)
        self.response = self.finalize_response(request, response, *args, **kwargs)
        return escape(self.response)
