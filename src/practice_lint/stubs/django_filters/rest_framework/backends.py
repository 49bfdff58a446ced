"""Sketch of django_filters.rest_framework.backends, django-filter 22 to 25: the view's FilterSet over its queryset."""

from rest_framework.exceptions import ValidationError


class DjangoFilterBackend:
    raise_exception = True

    def get_filterset(self, request, queryset, view):
        filterset_class = self.get_filterset_class(view, queryset)
        if filterset_class is None:
            return None
        return filterset_class(**self.get_filterset_kwargs(request, queryset, view))

    def get_filterset_class(self, view, queryset=None):  # `filterset_fields` are plain lookups, which prove nothing
        return getattr(view, "filterset_class", None)

    def get_filterset_kwargs(self, request, queryset, view):
        return {"data": request.query_params, "queryset": queryset, "request": request}

    def filter_queryset(self, request, queryset, view):
        filterset = self.get_filterset(request, queryset, view)
        if filterset is None:
            return queryset
        if not filterset.is_valid():
            raise ValidationError
        return filterset.qs
