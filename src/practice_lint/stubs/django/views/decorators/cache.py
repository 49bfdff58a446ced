"""Sketch of django.views.decorators.cache, Django 4.2 to 5.2.

`here()` is native: the line that calls. `page_cached(place, view, request, …)` is native: the view's answer, kept under
the request's URL and the headers that the answer varies by when the view returns.
"""

from practice_lint_native import here, page_cached


def cache_page(timeout, *, cache=None, key_prefix=None):
    place = here()

    def decorator(view_func):
        def wrapper(request, *args, **kwargs):
            return page_cached(place, view_func, request, *args, **kwargs)

        return wrapper

    return decorator


def cache_control(**kwargs):
    def decorator(view_func):
        return view_func

    return decorator


def never_cache(view_func):
    return view_func
