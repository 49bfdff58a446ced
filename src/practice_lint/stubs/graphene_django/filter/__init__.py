"""Sketch of graphene_django.filter, graphene-django 3."""

from graphene_django.filter.fields import DjangoFilterConnectionField
