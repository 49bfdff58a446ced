"""Sketch of rest_framework.pagination, DRF 3.14 and later: a page is a slice of the rows, or None for no paging."""

from practice_lint_native import drf_setting
from rest_framework.response import Response


class BasePagination:
    def paginate_queryset(self, queryset, request, view=None):
        raise NotImplementedError

    def get_paginated_response(self, data):
        raise NotImplementedError


class PageNumberPagination(BasePagination):
    page_size = drf_setting("PAGE_SIZE")
    page_size_query_param = None
    page_query_param = "page"
    max_page_size = None

    def paginate_queryset(self, queryset, request, view=None):
        self.request = request
        page_size = self.get_page_size(request)
        if not page_size:
            return None
        return list(queryset[:page_size])

    def get_page_size(self, request):
        if self.page_size_query_param:
            return request.query_params[self.page_size_query_param]
        return self.page_size

    def get_paginated_response(self, data):
        return Response({"results": data})


class LimitOffsetPagination(BasePagination):
    default_limit = drf_setting("PAGE_SIZE")
    max_limit = None

    def paginate_queryset(self, queryset, request, view=None):
        self.request = request
        self.limit = self.get_limit(request)
        if self.limit is None:
            return None
        self.offset = self.get_offset(request)
        return list(queryset[self.offset : self.limit])

    def get_limit(self, request):
        return request.query_params.get("limit", self.default_limit)

    def get_offset(self, request):
        return request.query_params.get("offset")

    def get_paginated_response(self, data):
        return Response({"results": data})


class CursorPagination(BasePagination):
    page_size = drf_setting("PAGE_SIZE")
    ordering = "-created"

    def paginate_queryset(self, queryset, request, view=None):
        self.request = request
        self.page_size = self.get_page_size(request)
        if not self.page_size:
            return None
        self.ordering = self.get_ordering(request, queryset, view)
        return list(queryset.order_by(*self.ordering)[: self.page_size])

    def get_page_size(self, request):
        return self.page_size

    def get_ordering(self, request, queryset, view):
        return (self.ordering,)

    def get_paginated_response(self, data):
        return Response({"results": data})
