"""Sketch of celery.app.base, celery 5."""

from celery.app import shared_task


class Celery:
    def __init__(self, main=None, **kwargs):
        pass

    def task(self, *args, **opts):
        return shared_task(*args, **opts)
