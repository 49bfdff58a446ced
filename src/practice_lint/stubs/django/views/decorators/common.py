"""Sketch of django.views.decorators.common, Django 4.2 to 5.2: no effect on data."""


def no_append_slash(view_func):
    return view_func
