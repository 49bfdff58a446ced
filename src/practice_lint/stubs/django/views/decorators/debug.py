"""Sketch of django.views.decorators.debug, Django 4.2 to 5.2: no effect on data."""


def sensitive_variables(*variables):
    def decorator(function):
        return function

    return decorator


def sensitive_post_parameters(*parameters):
    def decorator(view_func):
        return view_func

    return decorator
