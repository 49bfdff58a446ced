"""Sketch of django_filters.rest_framework.filters, django-filter 22 to 25."""

from django_filters import filters
from django_filters.filters import (
    AllValuesFilter,
    BaseInFilter,
    CharFilter,
    ChoiceFilter,
    DateFilter,
    DateTimeFilter,
    Filter,
    ModelChoiceFilter,
    ModelMultipleChoiceFilter,
    MultipleChoiceFilter,
    NumberFilter,
    OrderingFilter,
    UUIDFilter,
)


class BooleanFilter(filters.BooleanFilter):
    pass
