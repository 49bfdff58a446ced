"""Sketch of django.views.decorators.gzip, Django 4.2 to 5.2: no effect on data."""


def gzip_page(view_func):
    return view_func
