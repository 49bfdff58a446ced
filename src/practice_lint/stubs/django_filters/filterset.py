"""Sketch of django_filters.filterset, django-filter 22 to 25: filters run over the queryset it is given.

`declared_filters(filterset)` is native: name -> filter, with `parent` and `field_name` set on each; filters made from
`Meta.fields` and of classes that are not sketched are left out, for they only narrow by what the client asks for.
"""

from django.utils.functional import cached_property
from practice_lint_native import declared_filters, rows_of, unknown


class BaseFilterSet:
    def __init__(self, data=None, queryset=None, *, request=None, prefix=None):
        if queryset is None:
            queryset = rows_of(self.Meta.model)
        self.data = data
        self.queryset = queryset
        self.request = request
        self.filters = declared_filters(self)

    def is_valid(self):
        return unknown(self.data)

    @property
    def errors(self):
        return unknown(self.data)

    def filter_queryset(self, queryset):
        for each in self.filters.values():
            queryset = each.filter(queryset, unknown(self.data))
        return queryset

    @cached_property
    def qs(self):
        return self.filter_queryset(self.queryset.all())

    @property
    def form(self):  # shows the choices of every ModelChoiceFilter
        return unknown(*[each.get_queryset(self.request) for each in self.filters.values() if "queryset" in each.extra])


class FilterSet(BaseFilterSet):
    pass
