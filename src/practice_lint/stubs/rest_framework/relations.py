"""Sketch of rest_framework.relations, DRF 3.14 and later: a writable relation takes any row of its `queryset`.

The real `many=True` builds a ManyRelatedField around the field in `__new__`; here the field remembers `many`.
"""

from django.db.models import Manager, QuerySet
from practice_lint_native import unknown
from rest_framework.fields import Field, empty


class RelatedField(Field):
    queryset = None

    def __init__(self, queryset=None, many=False, **kwargs):
        super().__init__(**kwargs)
        self.queryset = queryset if queryset is not None else self.queryset
        self.many = many

    def get_queryset(self):
        queryset = self.queryset
        if isinstance(queryset, (QuerySet, Manager)):
            queryset = queryset.all()
        return queryset

    def run_validation(self, data=empty):
        if self.many:
            value = [self.to_internal_value(item) for item in data]
        else:
            value = self.to_internal_value(data)
        self.run_validators(value)
        return value


class StringRelatedField(RelatedField):
    def to_representation(self, value):
        return unknown(value)


class PrimaryKeyRelatedField(RelatedField):
    def __init__(self, pk_field=None, **kwargs):
        super().__init__(**kwargs)
        self.pk_field = pk_field

    def to_internal_value(self, data):
        return self.get_queryset().get(pk=data)

    def to_representation(self, value):
        return value.pk


class SlugRelatedField(RelatedField):
    def __init__(self, slug_field=None, **kwargs):
        super().__init__(**kwargs)
        self.slug_field = slug_field

    def to_internal_value(self, data):
        return self.get_queryset().get(**{self.slug_field: data})

    def to_representation(self, obj):
        return getattr(obj, self.slug_field)


class HyperlinkedRelatedField(RelatedField):
    lookup_field = "pk"

    def __init__(self, view_name=None, lookup_field="pk", lookup_url_kwarg=None, **kwargs):
        super().__init__(**kwargs)
        self.lookup_field = lookup_field

    def get_object(self, view_name, view_args, view_kwargs):
        return self.get_queryset().get(**{self.lookup_field: view_kwargs})

    def to_internal_value(self, data):
        return self.get_object(None, (), unknown(data))

    def to_representation(self, value):
        return unknown(value)


class HyperlinkedIdentityField(HyperlinkedRelatedField):
    pass


class ManyRelatedField(Field):
    def __init__(self, child_relation=None, *args, **kwargs):
        super().__init__(**kwargs)
        self.child_relation = child_relation

    def to_internal_value(self, data):
        return [self.child_relation.to_internal_value(item) for item in data]
