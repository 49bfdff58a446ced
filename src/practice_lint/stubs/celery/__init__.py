"""Sketch of celery 5.

A task stays the function it is. `sent_to_task(function, args, kwargs)` is native: the values leave for a job that runs
`function` without a request. Of `bind=True` the driver makes the first parameter a Task.
"""

from celery.app import shared_task
from celery.app.base import Celery
from celery.app.task import Task
