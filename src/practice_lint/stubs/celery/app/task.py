"""Sketch of celery.app.task, celery 5: a task written as a class."""

from practice_lint_native import sent_to_task


class Task:
    name = None

    def __call__(self, *args, **kwargs):
        return self.run(*args, **kwargs)

    def run(self, *args, **kwargs):
        raise NotImplementedError

    def delay(self, *args, **kwargs):
        return self.apply_async(args, kwargs)

    def apply_async(self, args=None, kwargs=None, **options):
        return sent_to_task(self.run, args, kwargs)

    def retry(self, args=None, kwargs=None, exc=None, **options):
        raise exc
