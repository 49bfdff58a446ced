"""Sketch of django.views.generic.detail, Django 4.2 to 5.2: one row, by `pk` or `slug` of the URL."""

from django.core.exceptions import ImproperlyConfigured
from django.views.generic.base import ContextMixin, TemplateResponseMixin, View
from practice_lint_native import rows_of


class SingleObjectMixin(ContextMixin):
    model = None
    queryset = None
    slug_field = "slug"
    context_object_name = None
    slug_url_kwarg = "slug"
    pk_url_kwarg = "pk"
    query_pk_and_slug = False

    def get_object(self, queryset=None):
        if queryset is None:
            queryset = self.get_queryset()
        pk = self.kwargs.get(self.pk_url_kwarg)
        slug = self.kwargs.get(self.slug_url_kwarg)
        if pk is None and slug is None:
            raise AttributeError
        if pk is not None:
            queryset = queryset.filter(pk=pk)
        if slug is not None and (pk is None or self.query_pk_and_slug):
            queryset = queryset.filter(**{self.get_slug_field(): slug})
        return queryset.get()

    def get_queryset(self):
        if self.queryset is not None:
            return self.queryset.all()
        if self.model is None:
            raise ImproperlyConfigured
        return rows_of(self.model)

    def get_slug_field(self):
        return self.slug_field

    def get_context_object_name(self, obj):
        return self.context_object_name

    def get_context_data(self, **kwargs):
        context = {"object": self.object, **kwargs}
        name = self.get_context_object_name(self.object)
        if name:
            context[name] = self.object
        return super().get_context_data(**context)


class BaseDetailView(SingleObjectMixin, View):
    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        context = self.get_context_data(object=self.object)
        return self.render_to_response(context)


class SingleObjectTemplateResponseMixin(TemplateResponseMixin):
    template_name_field = None
    template_name_suffix = "_detail"


class DetailView(SingleObjectTemplateResponseMixin, BaseDetailView):
    pass
