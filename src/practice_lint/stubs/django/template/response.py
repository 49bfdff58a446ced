"""Sketch of django.template.response, Django 4.2 to 5.2: whatever is in the context may be rendered."""

from django.http import HttpResponse
from practice_lint_native import rendered


class SimpleTemplateResponse(HttpResponse):
    def __init__(self, template, context=None, *args, **kwargs):
        super().__init__(b"", *args, **kwargs)
        self.template_name = template
        self.context_data = rendered(template, context)


class TemplateResponse(SimpleTemplateResponse):
    def __init__(self, request, template, context=None, *args, **kwargs):
        super().__init__(template, context, *args, **kwargs)
