"""Sketch of django.contrib.admin.filters, Django 4.2 to 5.2: a filter narrows the list; its choices are shown."""

from practice_lint_native import unknown


class ListFilter:
    def __init__(self, request, params, model, model_admin):
        self.params = params

    def choices(self, changelist):
        return []

    def queryset(self, request, queryset):
        return queryset


class SimpleListFilter(ListFilter):
    parameter_name = None

    def lookups(self, request, model_admin):
        raise NotImplementedError

    def value(self):
        return unknown(self.params)

    def choices(self, changelist):
        return self.lookup_choices


class FieldListFilter(ListFilter):
    pass


class RelatedFieldListFilter(FieldListFilter):
    pass


class RelatedOnlyFieldListFilter(RelatedFieldListFilter):
    pass


class BooleanFieldListFilter(FieldListFilter):
    pass


class ChoicesFieldListFilter(FieldListFilter):
    pass


class DateFieldListFilter(FieldListFilter):
    pass


class AllValuesFieldListFilter(FieldListFilter):
    pass
