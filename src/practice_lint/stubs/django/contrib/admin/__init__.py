"""Sketch of django.contrib.admin, Django 4.2 to 5.2."""

from django.contrib.admin.decorators import action, display, register
from django.contrib.admin.filters import (
    AllValuesFieldListFilter,
    BooleanFieldListFilter,
    ChoicesFieldListFilter,
    DateFieldListFilter,
    FieldListFilter,
    ListFilter,
    RelatedFieldListFilter,
    RelatedOnlyFieldListFilter,
    SimpleListFilter,
)
from django.contrib.admin.options import ModelAdmin, StackedInline, TabularInline
from django.contrib.admin.sites import AdminSite, site
