"""Sketch of django.db.models, Django 4.2 to 5.2: names only, so that names resolve and MROs end here.

Models, managers, querysets and expressions are native to the interpreter. Of the many functions and aggregates only
those that carry rows are named; the others stay externals.
"""

from django.core.exceptions import ObjectDoesNotExist


class Model:
    pass


class BaseManager:
    pass


class Manager(BaseManager):
    pass


class QuerySet:
    pass


class Field:
    pass


class BinaryField(Field):
    pass


class BooleanField(Field):
    pass


class CharField(Field):
    pass


class DateField(Field):
    pass


class DecimalField(Field):
    pass


class DurationField(Field):
    pass


class FileField(Field):
    pass


class FilePathField(Field):
    pass


class FloatField(Field):
    pass


class GenericIPAddressField(Field):
    pass


class IntegerField(Field):
    pass


class JSONField(Field):
    pass


class TextField(Field):
    pass


class TimeField(Field):
    pass


class UUIDField(Field):
    pass


class AutoField(IntegerField):
    pass


class BigIntegerField(IntegerField):
    pass


class DateTimeField(DateField):
    pass


class EmailField(CharField):
    pass


class ImageField(FileField):
    pass


class PositiveBigIntegerField(IntegerField):
    pass


class PositiveIntegerField(IntegerField):
    pass


class PositiveSmallIntegerField(IntegerField):
    pass


class SlugField(CharField):
    pass


class SmallIntegerField(IntegerField):
    pass


class URLField(CharField):
    pass


class BigAutoField(BigIntegerField):
    pass


class SmallAutoField(SmallIntegerField):
    pass


class GeneratedField(Field):
    pass


class ForeignObject(Field):
    pass


class ForeignKey(ForeignObject):
    pass


class OneToOneField(ForeignKey):
    pass


class ManyToManyField(Field):
    pass


class OrderWrt(IntegerField):
    pass


class Q:
    pass


class Prefetch:
    pass


class Expression:
    pass


class F:
    pass


class OuterRef(F):
    pass


class Value(Expression):
    pass


class Func(Expression):
    pass


class Case(Expression):
    pass


class When(Expression):
    pass


class ExpressionWrapper(Expression):
    pass


class Window(Expression):
    pass


class Subquery:
    pass


class Exists(Subquery):
    pass


class FilteredRelation:
    pass


class Index:
    pass


class BaseConstraint:
    pass


class CheckConstraint(BaseConstraint):
    pass


class UniqueConstraint(BaseConstraint):
    pass


class Choices:
    pass


class TextChoices(Choices):
    pass


class IntegerChoices(Choices):
    pass


class Lookup(Expression):
    pass


class Transform(Func):
    pass


def CASCADE(*args):
    pass


def DO_NOTHING(*args):
    pass


def PROTECT(*args):
    pass


def RESTRICT(*args):
    pass


def SET(value):
    pass


def SET_DEFAULT(*args):
    pass


def SET_NULL(*args):
    pass


def prefetch_related_objects(model_instances, *related_lookups):
    pass
