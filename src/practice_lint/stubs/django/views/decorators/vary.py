"""Sketch of django.views.decorators.vary, Django 4.2 to 5.2: no effect on data."""


def vary_on_headers(*headers):
    def decorator(view_func):
        return view_func

    return decorator


def vary_on_cookie(func):
    return func
