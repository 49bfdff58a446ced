"""Sketch of graphene_django.filter.fields, graphene-django 3: the FilterSet gets the request."""

from graphene_django.fields import DjangoConnectionField


class DjangoFilterConnectionField(DjangoConnectionField):
    @classmethod
    def resolve_queryset(cls, connection, iterable, info, args, filtering_args, filterset_class):
        queryset = super().resolve_queryset(connection, iterable, info, args)
        return filterset_class(data=args, queryset=queryset, request=info.context).qs
