"""Sketch of oauth2_provider.views.generic, django-oauth-toolkit 2 and 3."""

from django.views.generic import View
from oauth2_provider.views.mixins import ClientProtectedResourceMixin


class ClientProtectedResourceView(ClientProtectedResourceMixin, View):
    pass
