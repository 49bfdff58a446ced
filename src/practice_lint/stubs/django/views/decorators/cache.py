"""Sketch of django.views.decorators.cache, Django 4.2 to 5.2: no effect on data."""


def cache_page(timeout, *, cache=None, key_prefix=None):
    def decorator(view_func):
        return view_func

    return decorator


def cache_control(**kwargs):
    def decorator(view_func):
        return view_func

    return decorator


def never_cache(view_func):
    return view_func
