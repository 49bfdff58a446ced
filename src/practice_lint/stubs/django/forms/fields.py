"""Sketch of django.forms.fields, Django 4.2 to 5.2: the names; a plain field gives what the client sent."""

from practice_lint_native import unknown


class Field:
    def __init__(self, *, required=True, initial=None, label=None, widget=None, **kwargs):
        self.required = required
        self.initial = initial
        self.widget = widget

    def to_python(self, value):
        return unknown(value)

    def validate(self, value):
        pass

    def clean(self, value):
        value = self.to_python(value)
        self.validate(value)
        return value


class CharField(Field):
    pass


class IntegerField(Field):
    pass


class FloatField(IntegerField):
    pass


class DecimalField(IntegerField):
    pass


class DateField(Field):
    pass


class TimeField(Field):
    pass


class DateTimeField(Field):
    pass


class DurationField(Field):
    pass


class RegexField(CharField):
    pass


class EmailField(CharField):
    pass


class FileField(Field):
    pass


class ImageField(FileField):
    pass


class URLField(CharField):
    pass


class BooleanField(Field):
    pass


class NullBooleanField(BooleanField):
    pass


class ChoiceField(Field):
    def __init__(self, *, choices=(), **kwargs):
        super().__init__(**kwargs)
        self.choices = choices


class TypedChoiceField(ChoiceField):
    pass


class MultipleChoiceField(ChoiceField):
    pass


class TypedMultipleChoiceField(MultipleChoiceField):
    pass


class FilePathField(ChoiceField):
    pass


class GenericIPAddressField(CharField):
    pass


class SlugField(CharField):
    pass


class UUIDField(CharField):
    pass


class JSONField(CharField):
    pass
