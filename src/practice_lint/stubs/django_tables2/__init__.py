"""Sketch of django-tables2 2.4 to 2.7."""

from django_tables2.tables import Table
from django_tables2.views import MultiTableMixin, SingleTableMixin, SingleTableView
