"""Sketch of django.views.decorators.csrf, Django 4.2 to 5.2: no effect on data."""


def csrf_protect(view_func):
    return view_func


def csrf_exempt(view_func):
    return view_func


def ensure_csrf_cookie(view_func):
    return view_func


def requires_csrf_token(view_func):
    return view_func
