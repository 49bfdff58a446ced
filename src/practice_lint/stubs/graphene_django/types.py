"""Sketch of graphene_django.types, graphene-django 3.

`get_queryset` of a type runs for lists, connections, nodes and for the foreign keys of other types that lead to it.
"""

from graphene import ObjectType
from practice_lint_native import rows_of


class DjangoObjectType(ObjectType):
    @classmethod
    def get_queryset(cls, queryset, info):
        return queryset

    @classmethod
    def get_node(cls, info, id):
        return cls.get_queryset(rows_of(cls.Meta.model), info).get(pk=id)
