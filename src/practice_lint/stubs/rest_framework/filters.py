"""Sketch of rest_framework.filters, DRF 3.14 and later: searching and ordering prove nothing."""

from django_filters.rest_framework import DjangoFilterBackend  # here until 3.7


class BaseFilterBackend:
    def filter_queryset(self, request, queryset, view):
        raise NotImplementedError


class SearchFilter(BaseFilterBackend):
    def filter_queryset(self, request, queryset, view):
        return queryset


class OrderingFilter(BaseFilterBackend):
    ordering_fields = None

    def filter_queryset(self, request, queryset, view):
        ordering = self.get_ordering(request, queryset, view)
        if ordering:
            return queryset.order_by(*ordering)
        return queryset

    def get_ordering(self, request, queryset, view):
        return self.get_default_ordering(view)

    def get_default_ordering(self, view):
        return getattr(view, "ordering", None)
