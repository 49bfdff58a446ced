"""Sketch of django_filters.rest_framework.filterset, django-filter 22 to 25."""

from django_filters import filterset


class FilterSet(filterset.FilterSet):
    pass
