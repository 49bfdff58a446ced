"""Sketch of graphene-django 3."""

from graphene_django.fields import DjangoConnectionField, DjangoListField
from graphene_django.types import DjangoObjectType
