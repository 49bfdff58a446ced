"""Sketch of import_export.mixins, django-import-export 3 to 4."""


class BaseImportExportMixin:
    resource_classes = []

    def get_resource_classes(self, request):
        return self.resource_classes

    def get_resource_kwargs(self, request, *args, **kwargs):
        return {}


class BaseImportMixin(BaseImportExportMixin):
    def get_import_resource_classes(self, request):
        return self.get_resource_classes(request)

    def get_import_resource_kwargs(self, request, **kwargs):
        return self.get_resource_kwargs(request, **kwargs)


class BaseExportMixin(BaseImportExportMixin):
    def get_export_resource_classes(self, request):
        return self.get_resource_classes(request)

    def get_export_resource_kwargs(self, request, **kwargs):
        return self.get_resource_kwargs(request, **kwargs)

    def get_data_for_export(self, request, queryset, **kwargs):
        options = self.get_export_resource_kwargs(request, **kwargs)
        return [resource(**options).export(queryset) for resource in self.get_export_resource_classes(request)]
