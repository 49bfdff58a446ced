"""Sketch of celery.app, celery 5."""

from practice_lint_native import sent_to_task


def as_task(function):
    def delay(*args, **kwargs):
        return sent_to_task(function, args, kwargs)

    def apply_async(args=(), kwargs=None, **options):
        return sent_to_task(function, args, kwargs or {})

    function.delay = delay
    function.apply_async = apply_async
    function.s = delay
    function.si = delay
    return function


def shared_task(*args, **kwargs):
    if len(args) == 1 and callable(args[0]):
        return as_task(args[0])
    return as_task
