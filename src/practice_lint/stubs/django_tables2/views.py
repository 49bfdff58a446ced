"""Sketch of django_tables2.views, django-tables2 2.4 to 2.7: the context gets a table over the view's rows."""

from django.views.generic.list import ListView
from django_tables2.tables import Table


class TableMixinBase:
    context_table_name = "table"
    table_pagination = None

    def get_context_table_name(self, table):
        return self.context_table_name

    def get_table_pagination(self, table):
        return self.table_pagination


class SingleTableMixin(TableMixinBase):
    table_class = None
    table_data = None

    def get_table_class(self):
        return self.table_class or Table

    def get_table_kwargs(self):
        return {}

    def get_table_data(self):
        if self.table_data is not None:
            return self.table_data
        if hasattr(self, "object_list"):
            return self.object_list
        return self.get_queryset()

    def get_table(self, **kwargs):
        return self.get_table_class()(data=self.get_table_data(), **kwargs)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        table = self.get_table(**self.get_table_kwargs())
        context[self.get_context_table_name(table)] = table
        return context


class SingleTableView(SingleTableMixin, ListView):
    pass


class MultiTableMixin(TableMixinBase):
    tables = None
    tables_data = None

    def get_tables(self):
        if self.tables_data is None:
            return self.tables
        return [table(data) for table, data in zip(self.tables, self.get_tables_data())]

    def get_tables_data(self):
        return self.tables_data

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), "tables": self.get_tables()}
