"""Sketch of ninja.schema, django-ninja 1: a body parameter of this type is request input."""

from practice_lint_native import unknown


class Schema:
    @classmethod
    def from_orm(cls, obj, **kw):
        return unknown(obj)

    def dict(self, *args, **kwargs):
        return unknown(self)

    def model_dump(self, *args, **kwargs):
        return unknown(self)
