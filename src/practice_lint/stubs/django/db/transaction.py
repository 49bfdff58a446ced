"""Sketch of django.db.transaction, Django 4.2 to 5.2: `atomic` is a decorator, a decorator factory and a context."""


class Atomic:
    def __enter__(self):
        return None

    def __exit__(self, exc_type, exc_value, traceback):
        return None

    def __call__(self, func):
        return func


def atomic(using=None, savepoint=True, durable=False):
    if callable(using):
        return using
    return Atomic()


def non_atomic_requests(using=None):
    if callable(using):
        return using

    def decorator(function):
        return function

    return decorator


def on_commit(func, using=None, robust=False):
    func()
