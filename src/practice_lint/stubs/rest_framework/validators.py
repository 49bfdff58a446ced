"""Sketch of rest_framework.validators, DRF 3.14 and later: existence tests over `queryset`."""

from rest_framework.exceptions import ValidationError


class UniqueValidator:
    requires_context = True

    def __init__(self, queryset, message=None, lookup="exact"):
        self.queryset = queryset
        self.lookup = lookup

    def filter_queryset(self, value, queryset, field_name):
        return queryset.filter(**{field_name: value})

    def __call__(self, value, serializer_field):
        if self.filter_queryset(value, self.queryset, serializer_field.field_name).exists():
            raise ValidationError


class UniqueTogetherValidator:
    requires_context = True

    def __init__(self, queryset, fields, message=None, **kwargs):
        self.queryset = queryset
        self.fields = fields

    def filter_queryset(self, attrs, queryset, serializer):
        return queryset.filter(**attrs)

    def __call__(self, attrs, serializer):
        if self.filter_queryset(attrs, self.queryset, serializer).exists():
            raise ValidationError
