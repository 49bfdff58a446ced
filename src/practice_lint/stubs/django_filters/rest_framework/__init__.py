"""Sketch of django_filters.rest_framework, django-filter 22 to 25."""

from django_filters.filters import (
    AllValuesFilter,
    AllValuesMultipleFilter,
    BaseInFilter,
    CharFilter,
    ChoiceFilter,
    DateFilter,
    DateFromToRangeFilter,
    DateTimeFilter,
    DateTimeFromToRangeFilter,
    Filter,
    ModelChoiceFilter,
    ModelMultipleChoiceFilter,
    MultipleChoiceFilter,
    NumberFilter,
    OrderingFilter,
    RangeFilter,
    TypedChoiceFilter,
    UUIDFilter,
)
from django_filters.rest_framework.backends import DjangoFilterBackend
from django_filters.rest_framework.filters import BooleanFilter
from django_filters.rest_framework.filterset import FilterSet
