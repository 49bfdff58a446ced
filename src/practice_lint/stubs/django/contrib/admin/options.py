"""Sketch of django.contrib.admin.options, Django 4.2 to 5.2.

The driver makes `SomeAdmin(model, site)` and calls changelist_view, add_view, change_view, delete_view, history_view.
The site asks for staff before each of them, so each begins with `admit`. The columns, filters and actions that a class
names are run, for what they show and write. A foreign key of the implied form is asked for by
`formfield_for_dbfield(field, request)`, which the form carries as its `formfield_callback`.
"""

from django.contrib.admin.sites import site
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import ForeignKey, ManyToManyField
from django.forms import ModelChoiceField, ModelForm, ModelMultipleChoiceField
from django.forms.models import BaseInlineFormSet, inlineformset_factory, modelform_factory
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from practice_lint_native import escape, rows_of, unknown


def admit(admin, request):
    if not (admin.admin_site or site).has_permission(request):
        raise PermissionDenied


class BaseModelAdmin:
    fields = None
    exclude = None
    form = ModelForm
    ordering = None
    readonly_fields = ()

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, ForeignKey):
            return self.formfield_for_foreignkey(db_field, request, **kwargs)
        if isinstance(db_field, ManyToManyField):
            return self.formfield_for_manytomany(db_field, request, **kwargs)
        return db_field.formfield(**kwargs)

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        return db_field.formfield(**kwargs)

    def get_field_queryset(self, db, db_field, request):
        return rows_of(db_field.remote_field.model)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if "queryset" not in kwargs:
            kwargs["queryset"] = self.get_field_queryset(None, db_field, request)
        return ModelChoiceField(**kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if "queryset" not in kwargs:
            kwargs["queryset"] = self.get_field_queryset(None, db_field, request)
        return ModelMultipleChoiceField(**kwargs)

    def get_exclude(self, request, obj=None):
        return self.exclude

    def get_fields(self, request, obj=None):
        return self.fields

    def get_fieldsets(self, request, obj=None):
        return [(None, {"fields": self.get_fields(request, obj)})]

    def get_inlines(self, request, obj):
        return self.inlines

    def get_ordering(self, request):
        return self.ordering or ()

    def get_readonly_fields(self, request, obj=None):
        return self.readonly_fields

    def get_queryset(self, request):
        queryset = rows_of(self.model)
        ordering = self.get_ordering(request)
        if ordering:
            queryset = queryset.order_by(*ordering)
        return queryset

    def has_add_permission(self, request):
        return request.user.has_perm(unknown())

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm(unknown())

    def has_delete_permission(self, request, obj=None):
        return request.user.has_perm(unknown())

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm(unknown())

    def has_view_or_change_permission(self, request, obj=None):
        return self.has_view_permission(request, obj) or self.has_change_permission(request, obj)

    def has_module_permission(self, request):
        return request.user.has_module_perms(unknown())


class ModelAdmin(BaseModelAdmin):
    list_display = ("__str__",)
    list_filter = ()
    search_fields = ()
    paginator = Paginator
    inlines = ()
    actions = ()

    def __init__(self, model, admin_site):
        self.model = model
        self.admin_site = admin_site

    def get_list_display(self, request):
        return self.list_display

    def get_list_filter(self, request):
        return self.list_filter

    def get_search_fields(self, request):
        return self.search_fields

    def get_search_results(self, request, queryset, search_term):
        return queryset, False

    def get_object(self, request, object_id, from_field=None):
        return self.get_queryset(request).get(pk=object_id)

    def get_form(self, request, obj=None, change=False, **kwargs):
        return modelform_factory(
            self.model,
            form=kwargs.get("form", self.form),
            fields=self.get_fields(request, obj),
            exclude=self.get_exclude(request, obj),
            formfield_callback=lambda field, **options: self.formfield_for_dbfield(field, request, **options),
        )

    def get_changeform_initial_data(self, request):
        return request.GET

    def get_inline_instances(self, request, obj=None):
        return [inline(self.model, self.admin_site) for inline in self.get_inlines(request, obj)]

    def get_formset_kwargs(self, request, obj, inline, prefix):
        return {"instance": obj, "prefix": prefix, "queryset": inline.get_queryset(request), "data": request.POST}

    def get_formsets_with_inlines(self, request, obj=None):
        return [(inline.get_formset(request, obj), inline) for inline in self.get_inline_instances(request, obj)]

    def _create_formsets(self, request, obj, change):
        pairs = self.get_formsets_with_inlines(request, obj)
        return [formset(**self.get_formset_kwargs(request, obj, inline, "")) for formset, inline in pairs]

    def get_action(self, action):
        func = action if callable(action) else getattr(self.__class__, action)
        return (func, action, None)

    def get_actions(self, request):
        return {action: self.get_action(action) for action in self.actions}

    def response_action(self, request, queryset):
        chosen = queryset.filter(pk__in=request.POST.getlist("_selected_action"))
        for func, _name, _description in self.get_actions(request).values():
            response = func(self, request, chosen)
            if response is not None:
                return response
        return HttpResponseRedirect("")

    def save_form(self, request, form, change):
        return form.save(commit=False)

    def save_model(self, request, obj, form, change):
        obj.save()

    def save_formset(self, request, form, formset, change):
        formset.save()

    def save_related(self, request, form, formsets, change):
        form.save_m2m()
        for formset in formsets:
            self.save_formset(request, form, formset, change=change)

    def delete_model(self, request, obj):
        obj.delete()

    def delete_queryset(self, request, queryset):
        queryset.delete()

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        return TemplateResponse(request, None, context)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        admit(self, request)
        if object_id is None:
            obj = None
            if not self.has_add_permission(request):
                raise PermissionDenied
        else:
            obj = self.get_object(request, object_id)
            if not self.has_view_or_change_permission(request, obj):
                raise PermissionDenied
        form_class = self.get_form(request, obj, change=obj is not None)
        form = form_class(request.POST, request.FILES, instance=obj)
        formsets = self._create_formsets(request, obj, change=obj is not None)
        if request.method == "POST" and form.is_valid():
            new_object = self.save_form(request, form, change=obj is not None)
            self.save_model(request, new_object, form, obj is not None)
            self.save_related(request, form, formsets, obj is not None)
            return HttpResponseRedirect("")
        context = {"original": obj, "adminform": form, "inline_admin_formsets": formsets}
        for name in self.get_readonly_fields(request, obj):
            if hasattr(self, name):
                context[name] = getattr(self, name)(obj)
        return self.render_change_form(request, {**context, **(extra_context or {})}, obj=obj)

    def add_view(self, request, form_url="", extra_context=None):
        return self.changeform_view(request, None, form_url, extra_context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return self.changeform_view(request, object_id, form_url, extra_context)

    def changelist_view(self, request, extra_context=None):
        admit(self, request)
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        queryset, _distinct = self.get_search_results(request, self.get_queryset(request), request.GET.get("q"))
        for list_filter in self.get_list_filter(request):
            if callable(list_filter):
                narrowed = list_filter(request, request.GET, self.model, self).queryset(request, queryset)
                queryset = queryset if narrowed is None else narrowed
        if request.method == "POST":
            return self.response_action(request, queryset)
        names = [name for name in self.get_list_display(request) if name != "__str__" and hasattr(self, name)]
        columns = [getattr(self, name) for name in names]
        cells = [column(row) for row in queryset for column in columns]
        context = {"cl": queryset, "cells": cells, **(extra_context or {})}
        return TemplateResponse(request, None, context)

    def delete_view(self, request, object_id, extra_context=None):
        admit(self, request)
        obj = self.get_object(request, object_id)
        if not self.has_delete_permission(request, obj):
            raise PermissionDenied
        if request.POST:
            self.delete_model(request, obj)
            return HttpResponseRedirect("")
        return TemplateResponse(request, None, {"object": obj, **(extra_context or {})})

    def history_view(self, request, object_id, extra_context=None):
        admit(self, request)
        obj = self.get_object(request, object_id)
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        return TemplateResponse(request, None, {"object": obj, **(extra_context or {})})

    def get_urls(self):
        return []

    def message_user(self, request, message, level=20, extra_tags="", fail_silently=False):
        escape(message)


class InlineModelAdmin(BaseModelAdmin):
    model = None
    fk_name = None
    formset = BaseInlineFormSet

    def __init__(self, parent_model, admin_site):
        self.parent_model = parent_model
        self.admin_site = admin_site

    def get_formset(self, request, obj=None, **kwargs):
        return inlineformset_factory(
            self.parent_model,
            self.model,
            form=self.form,
            formset=self.formset,
            fk_name=self.fk_name,
            fields=self.get_fields(request, obj),
            formfield_callback=lambda field, **options: self.formfield_for_dbfield(field, request, **options),
        )

    def has_add_permission(self, request, obj):
        return request.user.has_perm(unknown())


class StackedInline(InlineModelAdmin):
    pass


class TabularInline(InlineModelAdmin):
    pass
