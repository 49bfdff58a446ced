"""Sketch of django.shortcuts, Django 4.2 to 5.2. get_object_or_404 and get_list_or_404 are native, so not here."""

from django.http import HttpResponse, HttpResponseRedirect
from practice_lint_native import escape, rendered, unknown


def render(request, template_name, context=None, content_type=None, status=None, using=None):
    return HttpResponse(rendered(template_name, context))


def redirect(to, *args, permanent=False, preserve_request=False, **kwargs):
    return HttpResponseRedirect(escape(resolve_url(to, *args, **kwargs)))


def resolve_url(to, *args, **kwargs):
    if hasattr(to, "get_absolute_url"):
        return to.get_absolute_url()
    return unknown(to, *args, *kwargs.values())
