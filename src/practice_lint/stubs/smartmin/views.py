"""Sketch of smartmin.views, smartmin 3 to 5: `has_permission`, `pre_process`, then the generic view.

A SmartCRUDL's actions are nested classes ("csv_import" is CsvImport) or the plain Smart…View of that name; the driver
gives each the `model` of the CRUDL and a `permission` name where it has none. A refusal ends the path.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms.models import modelform_factory
from django.http import HttpResponseRedirect
from django.views.generic import CreateView, DetailView, FormView, ListView, TemplateView, UpdateView
from django.views.generic.edit import ModelFormMixin, ProcessFormView
from practice_lint_native import escape, unknown


class SmartView:
    fields = None
    exclude = None

    def has_permission(self, request, *args, **kwargs):
        self.kwargs = kwargs
        self.args = args
        self.request = request
        if not getattr(self, "permission", None):
            return True
        return request.user.has_perm(self.permission)

    def dispatch(self, request, *args, **kwargs):
        if not self.has_permission(request, *args, **kwargs):
            raise PermissionDenied
        response = self.pre_process(request, *args, **kwargs)
        if response:
            return response
        return super().dispatch(request, *args, **kwargs)

    def pre_process(self, request, *args, **kwargs):
        return None

    def derive_title(self):
        return None

    def derive_fields(self):
        return self.fields or []

    def derive_exclude(self):
        return self.exclude or []

    def derive_refresh(self):
        return None

    def lookup_obj_attribute(self, obj, field):
        return unknown(obj)

    def lookup_field_value(self, context, obj, field):
        if hasattr(self, f"get_{field}"):
            return getattr(self, f"get_{field}")(obj)
        return self.lookup_obj_attribute(obj, field)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        self.fields = self.derive_fields()
        context["title"] = self.derive_title()
        context["refresh"] = self.derive_refresh()
        return context

    def as_json(self, context):
        return {}

    def render_to_response(self, context, **response_kwargs):
        escape(self.as_json(context))
        return super().render_to_response(context)


class SmartTemplateView(SmartView, TemplateView):
    pass


class SmartSingleObjectView(SmartView):
    slug_url_kwarg = None

    def get_slug_field(self):
        return self.slug_url_kwarg


class SmartReadView(SmartSingleObjectView, DetailView):
    def derive_queryset(self):
        return super().get_queryset()

    def get_queryset(self):
        self.queryset = self.derive_queryset()
        return self.queryset


class SmartDeleteView(SmartSingleObjectView, DetailView, ProcessFormView):
    def pre_delete(self, obj):
        pass

    def get_redirect_url(self, **kwargs):
        return None

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        self.pre_delete(self.object)
        self.object.delete()
        return HttpResponseRedirect(self.get_redirect_url())


class SmartListView(SmartView, ListView):
    search_fields = None
    select_related = None

    def derive_search_fields(self):
        return self.search_fields

    def derive_select_related(self):
        return self.select_related

    def derive_ordering(self):
        return "-id"

    def derive_queryset(self, **kwargs):
        queryset = super().get_queryset(**kwargs)
        related = self.derive_select_related()
        if related:
            queryset = queryset.select_related(*related)
        return queryset

    def order_queryset(self, queryset):
        return queryset.order_by(self.derive_ordering())

    def get_queryset(self, **kwargs):
        return self.order_queryset(self.derive_queryset(**kwargs))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        rows = context["object_list"]
        context["values"] = [self.lookup_field_value(context, row, name) for row in rows for name in self.fields]
        return context


class SmartCsvView(SmartListView):
    pass


class SmartXlsView(SmartListView):
    pass


class SmartFormMixin:
    readonly = ()
    field_config = {}
    submit_button_name = None

    def derive_success_message(self):
        return None

    def derive_readonly(self):
        return list(self.readonly)

    def derive_initial(self):
        return {}

    def customize_form_field(self, name, field):
        return field

    def get_form(self):
        self.form = super().get_form()
        for name, field in self.form.fields.items():
            self.form.fields[name] = self.customize_form_field(name, field)
        return self.form

    def get_factory_kwargs(self):
        return {"fields": self.derive_fields(), "exclude": self.derive_exclude()}

    def get_form_class(self):
        if getattr(self, "form_class", None):
            return self.form_class
        return modelform_factory(self.model, **self.get_factory_kwargs())

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        kwargs["initial"] = self.derive_initial()
        return kwargs


class SmartFormView(SmartFormMixin, SmartView, FormView):
    def form_valid(self, form):
        messages.success(self.request, self.derive_success_message())
        return super().form_valid(form)


class SmartModelFormView(SmartFormMixin, SmartSingleObjectView, ModelFormMixin):
    def pre_save(self, obj):
        return obj

    def save(self, obj):
        obj.save()
        self.save_m2m()

    def save_m2m(self):
        self.form.save_m2m()

    def post_save(self, obj):
        return obj

    def form_valid(self, form):
        self.object = form.save(commit=False)
        self.object = self.pre_save(self.object)
        self.save(self.object)
        self.object = self.post_save(self.object)
        messages.success(self.request, self.derive_success_message())
        return HttpResponseRedirect(self.get_success_url())


class SmartUpdateView(SmartModelFormView, UpdateView):
    def derive_queryset(self):
        return super().get_queryset()

    def get_queryset(self):
        self.queryset = self.derive_queryset()
        return self.queryset


class SmartModelActionView(SmartFormMixin, SmartSingleObjectView, DetailView, ProcessFormView):
    def execute_action(self):
        pass

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        self.execute_action()
        messages.success(self.request, self.derive_success_message())
        return super().form_valid(form)


class SmartCreateView(SmartModelFormView, CreateView):
    pass


class SmartCRUDL:
    actions = ("create", "read", "update", "delete", "list")
    permissions = True

    def as_urlpatterns(self):
        return []
