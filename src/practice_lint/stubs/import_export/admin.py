"""Sketch of import_export.admin, django-import-export 3 to 4. The driver runs import_action and export_action too."""

from django.contrib import admin
from django.contrib.admin.options import admit
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template.response import TemplateResponse
from import_export.mixins import BaseExportMixin, BaseImportMixin
from practice_lint_native import escape


class ImportExportMixinBase:
    pass


class ImportMixin(BaseImportMixin, ImportExportMixinBase):
    def has_import_permission(self, request):
        return True

    def get_import_data_kwargs(self, **kwargs):
        return kwargs

    def import_action(self, request, **kwargs):
        admit(self, request)
        if not self.has_import_permission(request):
            raise PermissionDenied
        options = self.get_import_resource_kwargs(request, **kwargs)
        for resource in self.get_import_resource_classes(request):
            resource(**options).import_data(request.FILES, **self.get_import_data_kwargs(request=request))
        return TemplateResponse(request, None, {})


class ExportMixin(BaseExportMixin, ImportExportMixinBase):
    def has_export_permission(self, request):
        return True

    def get_export_queryset(self, request):
        return self.get_search_results(request, self.get_queryset(request), request.GET.get("q"))[0]

    def get_export_data(self, file_format, request, queryset, **kwargs):
        if not self.has_export_permission(request):
            raise PermissionDenied
        return self.get_data_for_export(request, queryset, **kwargs)

    def export_action(self, request):
        admit(self, request)
        if not self.has_export_permission(request):
            raise PermissionDenied
        return escape(HttpResponse(self.get_export_data(None, request, self.get_export_queryset(request))))


class ImportExportMixin(ImportMixin, ExportMixin):
    pass


class ImportExportModelAdmin(ImportExportMixin, admin.ModelAdmin):
    pass


class ExportActionMixin(ExportMixin):
    def export_admin_action(self, request, queryset):
        return HttpResponse(self.get_export_data(None, request, queryset))

    def get_actions(self, request):
        return {**super().get_actions(request), "export": (type(self).export_admin_action, "export", None)}


class ExportActionModelAdmin(ExportActionMixin, admin.ModelAdmin):
    pass


class ImportExportActionModelAdmin(ImportMixin, ExportActionModelAdmin):
    pass
