"""Sketch of ninja.pagination, django-ninja 1: a page of what the function gives."""


def paginate(func_or_pgn_class=None, **paginator_params):
    def decorator(func):
        return func

    return func_or_pgn_class if callable(func_or_pgn_class) and not paginator_params else decorator
