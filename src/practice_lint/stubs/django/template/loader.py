"""Sketch of django.template.loader, Django 4.2 to 5.2: the text is made of the context."""

from practice_lint_native import rendered_text


def render_to_string(template_name, context=None, request=None, using=None):
    return rendered_text(template_name, context)
