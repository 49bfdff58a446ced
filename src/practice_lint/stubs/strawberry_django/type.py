"""Sketch of strawberry_django.type, strawberry-graphql-django 0.40 and later."""


def type(model, **options):
    def decorator(cls):
        return cls

    return decorator


def interface(model, **options):
    def decorator(cls):
        return cls

    return decorator


def input(model, **options):
    def decorator(cls):
        return cls

    return decorator


def partial(model, **options):
    def decorator(cls):
        return cls

    return decorator
