"""Sketch of django_scopes.forms, django-scopes 1.2 to 2."""

from django.forms import ModelChoiceField, ModelMultipleChoiceField


class SafeModelChoiceField(ModelChoiceField):
    pass


class SafeModelMultipleChoiceField(ModelMultipleChoiceField):
    pass
