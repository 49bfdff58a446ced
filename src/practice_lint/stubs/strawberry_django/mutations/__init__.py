"""Sketch of strawberry_django.mutations, strawberry-graphql-django 0.40 and later.

`update(Input)` and `delete(Input)` take any row by the id that the client sends: the driver reads them as such.
"""

from strawberry_django.mutations.mutations import mutation
