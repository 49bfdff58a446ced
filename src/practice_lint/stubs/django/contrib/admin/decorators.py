"""Sketch of django.contrib.admin.decorators, Django 4.2 to 5.2: the driver reads which model is registered."""


def action(function=None, *, permissions=None, description=None):
    def decorator(func):
        return func

    return decorator if function is None else function


def display(function=None, **options):
    def decorator(func):
        return func

    return decorator if function is None else function


def register(*models, site=None):
    def decorator(admin_class):
        return admin_class

    return decorator
