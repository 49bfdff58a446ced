"""Sketch of django.contrib.contenttypes.fields, Django 4.2 to 5.2: names only."""

from django.db.models import Field, ForeignObject


class GenericForeignKey(Field):
    pass


class GenericRelation(ForeignObject):
    pass
