"""Sketch of ninja.orm, django-ninja 1."""

from ninja.schema import Schema


class ModelSchema(Schema):
    pass
