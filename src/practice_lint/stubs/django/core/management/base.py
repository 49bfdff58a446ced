"""Sketch of django.core.management.base, Django 4.2 to 5.2: the driver runs `handle`, or `handle_label` per label."""


class CommandError(Exception):
    pass


class BaseCommand:
    def add_arguments(self, parser):
        pass

    def execute(self, *args, **options):
        return self.handle(*args, **options)

    def handle(self, *args, **options):
        raise NotImplementedError


class LabelCommand(BaseCommand):
    def handle(self, *labels, **options):
        for label in labels:
            self.handle_label(label, **options)

    def handle_label(self, label, **options):
        raise NotImplementedError
