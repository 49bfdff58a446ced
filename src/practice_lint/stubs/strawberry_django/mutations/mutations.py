"""Sketch of strawberry_django.mutations.mutations, strawberry-graphql-django 0.40 and later."""


def mutation(resolver=None, **options):
    def decorator(function):
        return function

    return decorator if resolver is None else resolver
