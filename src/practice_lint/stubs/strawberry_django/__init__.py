"""Sketch of strawberry-graphql-django 0.40 and later: declarations stay what they are.

A field of a type that has `get_queryset(cls, queryset, info)` reads `queryset` through it. The driver runs it over
every row of the model of `@strawberry_django.type(Model)`, and runs decorated resolvers with arguments as request
input; results escape.
"""

from strawberry_django.mutations.mutations import mutation
from strawberry_django.type import input, interface, partial, type
