"""Sketch of dal.views, django-autocomplete-light 3.9 and later: with no override, every row of the model."""

from django.views.generic.list import BaseListView
from practice_lint_native import unknown


class ViewMixin:
    forwarded = {}
    q = ""

    def dispatch(self, request, *args, **kwargs):
        self.forwarded = unknown(request.GET)
        self.q = request.GET.get("q")
        return super().dispatch(request, *args, **kwargs)


class BaseQuerySetView(ViewMixin, BaseListView):
    create_field = None
    model_field_name = "name"

    def get_result_value(self, result):
        return result.pk

    def get_result_label(self, result):
        return unknown(result)

    def get_selected_result_label(self, result):
        return self.get_result_label(result)

    def get_queryset(self):
        return self.get_search_results(super().get_queryset(), self.q)

    def get_search_results(self, queryset, search_term):
        return queryset

    def create_object(self, text):
        return self.get_queryset().get_or_create(**{self.create_field: text})[0]

    def has_add_permission(self, request):
        return request.user.has_perm(unknown())
