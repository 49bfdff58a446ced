"""Sketch of import_export.resources, django-import-export 3 to 4: exports rows, imports by a column."""

from practice_lint_native import escape, rows_of, unknown


class Resource:
    def __init__(self, **kwargs):
        pass

    def before_export(self, queryset, **kwargs):
        pass

    def after_export(self, queryset, dataset, **kwargs):
        pass

    def filter_export(self, queryset, **kwargs):
        return queryset

    def export(self, queryset=None, **kwargs):
        if queryset is None:
            queryset = self.get_queryset()
        queryset = self.filter_export(queryset, **kwargs)
        self.before_export(queryset, **kwargs)
        dataset = escape(unknown(queryset))
        self.after_export(queryset, dataset, **kwargs)
        return dataset

    def before_import(self, dataset, **kwargs):
        pass

    def before_import_row(self, row, **kwargs):
        pass

    def get_instance(self, instance_loader, row):
        return None

    def init_instance(self, row=None):
        raise NotImplementedError

    def get_or_init_instance(self, instance_loader, row):
        instance = self.get_instance(instance_loader, row)
        if instance:
            return (instance, False)
        return (self.init_instance(row), True)

    def before_save_instance(self, instance, row, **kwargs):
        pass

    def save_instance(self, instance, is_create, row, **kwargs):
        self.before_save_instance(instance, row, **kwargs)
        instance.save()

    def import_row(self, row, instance_loader, **kwargs):
        self.before_import_row(row, **kwargs)
        instance, is_new = self.get_or_init_instance(instance_loader, row)
        self.save_instance(instance, is_new, row, **kwargs)

    def import_data(self, dataset, dry_run=False, raise_errors=False, **kwargs):
        self.before_import(dataset, **kwargs)
        return self.import_row(unknown(dataset), None, **kwargs)


class ModelResource(Resource):
    def get_queryset(self):
        return rows_of(self.Meta.model)

    def get_instance(self, instance_loader, row):
        return self.get_queryset().filter(**unknown(row)).first()

    def init_instance(self, row=None):
        return self.Meta.model()
