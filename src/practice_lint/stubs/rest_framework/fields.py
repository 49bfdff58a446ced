"""Sketch of rest_framework.fields, DRF 3.14 and later: the names, and the flow through one field."""

from practice_lint_native import unknown


class empty:
    pass


class Field:
    def __init__(self, *, read_only=False, source=None, default=empty, validators=(), **kwargs):
        self.read_only = read_only
        self.source = source
        self.default = default
        self.validators = validators
        self.parent = None

    def bind(self, field_name, parent):
        self.field_name = field_name
        self.parent = parent

    @property
    def root(self):
        return self.parent.root if self.parent is not None else self

    @property
    def context(self):
        return self.root._context

    def run_validation(self, data=empty):
        value = self.to_internal_value(data)
        self.run_validators(value)
        return value

    def run_validators(self, value):
        for validator in self.validators:
            if hasattr(validator, "set_context"):  # until 3.12
                validator.set_context(self)
            if getattr(validator, "requires_context", False):
                validator(value, self)
            else:
                validator(value)

    def to_internal_value(self, data):
        return unknown(data)

    def get_attribute(self, instance):
        return getattr(instance, self.source)

    def to_representation(self, value):
        return unknown(value)


class BooleanField(Field):
    pass


class NullBooleanField(BooleanField):  # gone in 3.14
    pass


class CharField(Field):
    pass


class EmailField(CharField):
    pass


class RegexField(CharField):
    pass


class SlugField(CharField):
    pass


class URLField(CharField):
    pass


class UUIDField(Field):
    pass


class IPAddressField(CharField):
    pass


class IntegerField(Field):
    pass


class FloatField(Field):
    pass


class DecimalField(Field):
    pass


class DateTimeField(Field):
    pass


class DateField(Field):
    pass


class TimeField(Field):
    pass


class DurationField(Field):
    pass


class ChoiceField(Field):
    def __init__(self, choices=(), **kwargs):
        super().__init__(**kwargs)
        self.choices = choices


class MultipleChoiceField(ChoiceField):
    pass


class FilePathField(ChoiceField):
    pass


class FileField(Field):
    pass


class ImageField(FileField):
    pass


class ListField(Field):
    child = None

    def __init__(self, *, child=None, **kwargs):
        super().__init__(**kwargs)
        self.child = child or self.child

    def to_internal_value(self, data):
        return [self.child.run_validation(item) for item in data]

    def to_representation(self, data):
        return [self.child.to_representation(item) for item in data]


class DictField(Field):
    pass


class HStoreField(DictField):
    pass


class JSONField(Field):
    pass


class ReadOnlyField(Field):
    pass


class HiddenField(Field):
    pass


class SerializerMethodField(Field):
    def __init__(self, method_name=None, **kwargs):
        super().__init__(**kwargs)
        self.method_name = method_name

    def to_representation(self, value):
        method = getattr(self.parent, self.method_name or f"get_{self.field_name}")
        return method(value)


class ModelField(Field):
    pass


class CreateOnlyDefault:
    def __init__(self, default):
        self.default = default

    def __call__(self, serializer_field):
        return self.default


class CurrentUserDefault:
    requires_context = True

    def __call__(self, serializer_field):
        return serializer_field.context["request"].user
