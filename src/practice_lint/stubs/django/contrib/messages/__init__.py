"""Sketch of django.contrib.messages, Django 4.2 to 5.2: the text reaches the client."""

from practice_lint_native import escape


def add_message(request, level, message, extra_tags="", fail_silently=False):
    escape(message)


def debug(request, message, extra_tags="", fail_silently=False):
    escape(message)


def info(request, message, extra_tags="", fail_silently=False):
    escape(message)


def success(request, message, extra_tags="", fail_silently=False):
    escape(message)


def warning(request, message, extra_tags="", fail_silently=False):
    escape(message)


def error(request, message, extra_tags="", fail_silently=False):
    escape(message)
