"""Sketch of django.views.decorators.vary, Django 4.2 to 5.2: the answer varies once the view has made it."""

from practice_lint_native import page_varied


def vary_on_headers(*headers):
    def decorator(func):
        def wrapper(request, *args, **kwargs):
            response = func(request, *args, **kwargs)
            page_varied(*headers)
            return response

        return wrapper

    return decorator


def vary_on_cookie(func):
    def wrapper(request, *args, **kwargs):
        response = func(request, *args, **kwargs)
        page_varied("Cookie")
        return response

    return wrapper
