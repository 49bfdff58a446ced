"""Sketch of oauth2_provider.views, django-oauth-toolkit 2 and 3."""

from oauth2_provider.views.generic import ClientProtectedResourceView
