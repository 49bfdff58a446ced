"""Sketch of graphene_django.fields, graphene-django 3.

The driver resolves `field = DjangoListField(Type)` with `list_resolver` and a connection with `connection_resolver`;
`resolver` is the project's `resolve_<field>`, or gives None where there is none.
"""

from practice_lint_native import escape


class DjangoListField:
    def __init__(self, _type, *args, **kwargs):
        self._type = _type

    @staticmethod
    def list_resolver(django_object_type, resolver, default_manager, root, info, **args):
        queryset = resolver(root, info, **args)
        if queryset is None:
            queryset = default_manager.get_queryset()
        return escape(django_object_type.get_queryset(queryset, info))


class DjangoConnectionField:
    def __init__(self, *args, **kwargs):
        self._type = args[0]

    @classmethod
    def resolve_queryset(cls, connection, queryset, info, args):
        return connection._meta.node.get_queryset(queryset, info)

    @classmethod
    def connection_resolver(
        cls,
        resolver,
        connection,
        default_manager,
        queryset_resolver,
        max_limit,
        enforce_first_or_last,
        root,
        info,
        **args,
    ):
        iterable = resolver(root, info, **args)
        if iterable is None:
            iterable = default_manager.get_queryset()
        return escape(queryset_resolver(connection, iterable, info, args))
