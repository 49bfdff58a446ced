"""Sketch of asgiref.sync, asgiref 3: who awaits does not change what flows."""


def sync_to_async(func=None, *, thread_sensitive=True, executor=None):
    def decorator(function):
        return function

    return decorator if func is None else func


def async_to_sync(awaitable=None, *, force_new_loop=False):
    def decorator(function):
        return function

    return decorator if awaitable is None else awaitable
