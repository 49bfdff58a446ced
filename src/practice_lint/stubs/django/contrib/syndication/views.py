"""Sketch of django.contrib.syndication.views, Django 4.2 to 5.2: a feed of `items(get_object(request, …))`."""

from django.http import HttpResponse
from practice_lint_native import escape, unknown


class Feed:
    def __call__(self, request, *args, **kwargs):
        obj = self.get_object(request, *args, **kwargs)
        return escape(HttpResponse(self.get_feed(obj, request)))

    def get_object(self, request, *args, **kwargs):
        return None

    def get_feed(self, obj, request):
        context = self.get_context_data(obj=obj)
        return [(self.item_title(item), self.item_description(item), context) for item in self.items(obj)]

    def get_context_data(self, **kwargs):
        return {**kwargs}

    def items(self, obj):  # the projects'; some take no argument
        return unknown()

    def item_title(self, item):
        return unknown(item)

    def item_description(self, item):
        return unknown(item)
