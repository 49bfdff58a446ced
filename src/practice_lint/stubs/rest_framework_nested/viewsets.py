"""Sketch of rest_framework_nested.viewsets, drf-nested-routers 0.93 and later.

Pins the child to a parent id of the URL. Nobody has proved that parent: it narrows, and anchors nothing.
"""


class NestedViewSetMixin:
    def _get_parent_lookup_kwargs(self):
        own = getattr(self, "parent_lookup_kwargs", None)
        return own if own is not None else self.get_serializer_class().parent_lookup_kwargs

    def get_queryset(self):
        lookups = {}
        for url_kwarg, path in self._get_parent_lookup_kwargs().items():
            lookups[path] = self.kwargs[url_kwarg]
        return super().get_queryset().filter(**lookups)
