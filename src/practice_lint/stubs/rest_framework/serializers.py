"""Sketch of rest_framework.serializers, DRF 3.14 and later.

Natives used here, all over the fields of one serializer (declared in the MRO, or implied by Meta):
- `declared_fields(serializer)`: name -> field, a copy of each with `bind(name, serializer)` done; the same mapping
  every time it is asked of one instance, so that `self.fields["box"].queryset = …` in `__init__` lasts.
- `validated_data(serializer, data)`: name -> value for the writable fields: the field's `run_validation` on request input,
  then `serializer.validate_<name>(value)` where there is one.
- `represented(serializer, instance)`: made of the instance's fields, of `get_<name>(instance)` for each method field,
  and of `to_representation` of each nested serializer or overridden field on the row it reads.

The real `many=True` builds a ListSerializer in `__new__`; here the serializer remembers `many`.
"""

from django.utils.functional import cached_property
from practice_lint_native import declared_fields, represented, unknown, validated_data
from rest_framework.exceptions import ValidationError
from rest_framework.fields import (
    BooleanField,
    CharField,
    ChoiceField,
    CreateOnlyDefault,
    CurrentUserDefault,
    DateField,
    DateTimeField,
    DecimalField,
    DictField,
    DurationField,
    EmailField,
    Field,
    FileField,
    FilePathField,
    FloatField,
    HiddenField,
    HStoreField,
    ImageField,
    IntegerField,
    IPAddressField,
    JSONField,
    ListField,
    ModelField,
    MultipleChoiceField,
    ReadOnlyField,
    RegexField,
    SerializerMethodField,
    SlugField,
    TimeField,
    URLField,
    UUIDField,
    empty,
)
from rest_framework.relations import (
    HyperlinkedIdentityField,
    HyperlinkedRelatedField,
    ManyRelatedField,
    PrimaryKeyRelatedField,
    RelatedField,
    SlugRelatedField,
    StringRelatedField,
)
from rest_framework.validators import UniqueTogetherValidator, UniqueValidator

ALL_FIELDS = "__all__"


class BaseSerializer(Field):
    def __init__(self, instance=None, data=empty, many=False, **kwargs):
        self.instance = instance
        self.initial_data = data
        self.many = many
        self.partial = kwargs.pop("partial", False)
        self._context = kwargs.pop("context", {})
        super().__init__(**kwargs)

    def to_internal_value(self, data):
        raise NotImplementedError

    def to_representation(self, instance):
        raise NotImplementedError

    def create(self, validated_data):
        raise NotImplementedError

    def update(self, instance, validated_data):
        raise NotImplementedError

    def save(self, **kwargs):
        if self.many:
            self.instance = [self.create({**attrs, **kwargs}) for attrs in self._validated_data]
            return self.instance
        values = {**self._validated_data, **kwargs}
        if self.instance is not None:
            self.instance = self.update(self.instance, values)
        else:
            self.instance = self.create(values)
        return self.instance

    def is_valid(self, *, raise_exception=False):
        if self.many:
            self._validated_data = [self.run_validation(item) for item in self.initial_data]
        else:
            self._validated_data = self.run_validation(self.initial_data)
        valid = unknown(self.initial_data)
        if raise_exception and not valid:
            raise ValidationError
        return valid

    @property
    def data(self):
        if self.instance is None:
            return unknown(self.initial_data)
        if self.many:
            return list_class(self)(self.instance, child=self).to_representation(self.instance)
        return self.to_representation(self.instance)

    @property
    def errors(self):
        return unknown(self.initial_data)

    @property
    def validated_data(self):
        return self._validated_data


def list_class(serializer):
    return getattr(getattr(serializer, "Meta", None), "list_serializer_class", ListSerializer)


class Serializer(BaseSerializer):
    @cached_property
    def fields(self):
        return self.get_fields()

    def get_fields(self):
        return declared_fields(self)

    def get_validators(self):
        return getattr(getattr(self, "Meta", None), "validators", [])

    def run_validation(self, data=empty):
        value = self.to_internal_value(data)
        self.run_validators(value)
        return self.validate(value)

    def run_validators(self, value):
        for validator in self.get_validators():
            if hasattr(validator, "set_context"):  # until 3.12
                validator.set_context(self)
            if getattr(validator, "requires_context", False):
                validator(value, self)
            else:
                validator(value)

    def to_internal_value(self, data):
        return validated_data(self, data)

    def to_representation(self, instance):
        return represented(self, instance)

    def validate(self, attrs):
        return attrs


class ListSerializer(BaseSerializer):
    child = None

    def __init__(self, *args, child=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.child = child or self.child

    def to_internal_value(self, data):
        return [self.run_child_validation(item) for item in data]

    def run_child_validation(self, data):
        return self.child.run_validation(data)

    def to_representation(self, data):
        return [self.child.to_representation(row) for row in data]

    def validate(self, attrs):
        return attrs

    def create(self, validated_data):
        return [self.child.create(attrs) for attrs in validated_data]


class ModelSerializer(Serializer):
    def create(self, validated_data):
        return self.Meta.model._default_manager.create(**validated_data)

    def update(self, instance, validated_data):
        for name, value in validated_data.items():
            setattr(instance, name, value)
        instance.save()
        return instance

    def get_extra_kwargs(self):
        return getattr(self.Meta, "extra_kwargs", {})


class HyperlinkedModelSerializer(ModelSerializer):
    pass
