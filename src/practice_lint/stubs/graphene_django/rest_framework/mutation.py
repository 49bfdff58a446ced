"""Sketch of graphene_django.rest_framework.mutation, graphene-django 3."""

from django.shortcuts import get_object_or_404
from graphene import ClientIDMutation
from practice_lint_native import escape


class SerializerMutation(ClientIDMutation):
    @classmethod
    def get_serializer_kwargs(cls, root, info, **input):
        model = cls.Meta.serializer_class.Meta.model
        instance = None
        if "id" in input:
            instance = get_object_or_404(model, id=input["id"])
        return {"instance": instance, "data": input, "context": {"request": info.context}}

    @classmethod
    def mutate_and_get_payload(cls, root, info, **input):
        serializer = cls.Meta.serializer_class(**cls.get_serializer_kwargs(root, info, **input))
        if serializer.is_valid():
            return escape(cls.perform_mutate(serializer, info))
        return escape(serializer.errors)

    @classmethod
    def perform_mutate(cls, serializer, info):
        return serializer.save()
