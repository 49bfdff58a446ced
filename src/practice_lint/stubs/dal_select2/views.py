"""Sketch of dal_select2.views, django-autocomplete-light 3.9 and later: rows leave as values and labels."""

from dal.views import BaseQuerySetView, ViewMixin
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.views.generic import View


class Select2ViewMixin:
    def get_results(self, context):
        return [
            (self.get_result_value(row), self.get_result_label(row), self.get_selected_result_label(row))
            for row in context["object_list"]
        ]

    def get_create_option(self, context, q):
        return []

    def render_to_response(self, context):
        return JsonResponse({"results": self.get_results(context) + self.get_create_option(context, self.q)})


class Select2QuerySetView(Select2ViewMixin, BaseQuerySetView):
    def post(self, request, *args, **kwargs):
        if not self.has_add_permission(request):
            raise PermissionDenied
        result = self.create_object(request.POST.get("text"))
        return JsonResponse({"id": self.get_result_value(result), "text": self.get_selected_result_label(result)})


class Select2GroupQuerySetView(Select2QuerySetView):
    group_by_related = None


class Select2ListView(ViewMixin, View):
    def get_list(self):
        return []

    def get(self, request, *args, **kwargs):
        return JsonResponse({"results": self.get_list()})
