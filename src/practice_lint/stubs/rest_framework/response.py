"""Sketch of rest_framework.response, DRF 3.14 and later: keeps its data; the dispatcher lets it escape."""

from django.template.response import SimpleTemplateResponse


class Response(SimpleTemplateResponse):
    def __init__(self, data=None, status=None, template_name=None, headers=None, exception=False, content_type=None):
        self.data = data
        self.headers = headers
