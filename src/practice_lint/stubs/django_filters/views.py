"""Sketch of django_filters.views, django-filter 22 to 25."""

from django.views.generic import View
from django.views.generic.list import MultipleObjectMixin, MultipleObjectTemplateResponseMixin


class FilterMixin:
    filterset_class = None
    filterset_fields = None
    strict = True

    def get_filterset_class(self):
        return self.filterset_class

    def get_filterset(self, filterset_class):
        return filterset_class(**self.get_filterset_kwargs(filterset_class))

    def get_filterset_kwargs(self, filterset_class):
        return {"data": self.request.GET, "request": self.request, "queryset": self.get_queryset()}


class BaseFilterView(FilterMixin, MultipleObjectMixin, View):
    def get(self, request, *args, **kwargs):
        filterset_class = self.get_filterset_class()
        if filterset_class is None:  # a FilterSet made from `filterset_fields`
            self.object_list = self.get_queryset()
            return self.render_to_response(self.get_context_data(object_list=self.object_list))
        self.filterset = self.get_filterset(filterset_class)
        self.object_list = self.filterset.qs
        context = self.get_context_data(filter=self.filterset, object_list=self.object_list)
        return self.render_to_response(context)


class FilterView(MultipleObjectTemplateResponseMixin, BaseFilterView):
    template_name_suffix = "_filter"
