"""Sketch of django.views.decorators.clickjacking, Django 4.2 to 5.2: no effect on data."""


def xframe_options_deny(view_func):
    return view_func


def xframe_options_sameorigin(view_func):
    return view_func


def xframe_options_exempt(view_func):
    return view_func
