"""Sketch of oauth2_provider.views.mixins, django-oauth-toolkit 2 and 3: a client's own secret, or a token, is shown."""

from django.core.exceptions import PermissionDenied
from practice_lint_native import signed_with, unknown


class ClientProtectedResourceMixin:
    def dispatch(self, request, *args, **kwargs):
        if not signed_with("the client's secret") and not unknown(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
