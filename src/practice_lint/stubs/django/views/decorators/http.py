"""Sketch of django.views.decorators.http, Django 4.2 to 5.2: which method is asked says nothing about rows."""


def require_http_methods(request_method_list):
    def decorator(view_func):
        return view_func

    return decorator


def require_GET(func):
    return func


def require_POST(func):
    return func


def require_safe(func):
    return func


def conditional_page(view_func):
    return view_func


def condition(etag_func=None, last_modified_func=None):
    def decorator(view_func):
        return view_func

    return decorator


def etag(etag_func):
    return condition(etag_func=etag_func)


def last_modified(last_modified_func):
    return condition(last_modified_func=last_modified_func)
