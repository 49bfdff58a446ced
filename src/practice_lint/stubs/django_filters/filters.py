"""Sketch of django_filters.filters, django-filter 22 to 25: narrows by what the client asks for.

`parent` is set by the FilterSet, and `field_name` where it was left out.
"""

from practice_lint_native import unknown


class Filter:
    def __init__(
        self, field_name=None, lookup_expr="exact", *, label=None, method=None, exclude=False, required=False, **kwargs
    ):  # the real one keeps `required` in `extra`
        self.field_name = field_name
        self.lookup_expr = lookup_expr
        self.method = method
        self.exclude = exclude
        self.required = required
        self.extra = kwargs

    def filter(self, qs, value):
        if not self.required and not value:  # nothing was asked for
            return qs
        if self.method is not None:
            function = getattr(self.parent, self.method) if isinstance(self.method, str) else self.method
            return function(qs, self.field_name, value)
        lookup = {f"{self.field_name}__{self.lookup_expr}": value}
        return qs.exclude(**lookup) if self.exclude else qs.filter(**lookup)

    def get_method(self, qs):
        return qs.exclude if self.exclude else qs.filter


class CharFilter(Filter):
    pass


class BooleanFilter(Filter):
    pass


class UUIDFilter(Filter):
    pass


class NumberFilter(Filter):
    pass


class DateFilter(Filter):
    pass


class DateTimeFilter(Filter):
    pass


class RangeFilter(Filter):
    pass


class DateFromToRangeFilter(RangeFilter):
    pass


class DateTimeFromToRangeFilter(RangeFilter):
    pass


class ChoiceFilter(Filter):
    pass


class TypedChoiceFilter(Filter):
    pass


class AllValuesFilter(ChoiceFilter):
    pass


class MultipleChoiceFilter(Filter):
    pass


class AllValuesMultipleFilter(MultipleChoiceFilter):
    pass


class BaseInFilter(Filter):
    pass


class OrderingFilter(ChoiceFilter):
    def filter(self, qs, value):
        return qs.order_by(unknown(value))


class QuerySetRequestMixin:
    def get_request(self):
        return self.parent.request

    def get_queryset(self, request):
        queryset = self.extra["queryset"]
        if callable(queryset):
            return queryset(request)
        return queryset


class ModelChoiceFilter(QuerySetRequestMixin, ChoiceFilter):  # the form shows get_queryset(request) as choices
    pass


class ModelMultipleChoiceFilter(QuerySetRequestMixin, MultipleChoiceFilter):
    pass
