"""Sketch of rest_framework_extensions.mixins, drf-extensions 0.7: the parents that a nested route names.

Deliberately unknown: which lookups the routes name, so that the rows are not narrowed by them.
"""


class _ParentLookups:
    def __init__(self, kwargs):
        self.kwargs = kwargs

    def get(self, lookup, default=None):
        return self.kwargs.get("parent_lookup_" + lookup, default)

    def __getitem__(self, lookup):
        return self.kwargs["parent_lookup_" + lookup]


class NestedViewSetMixin:
    def get_parents_query_dict(self):
        return _ParentLookups(self.kwargs)
