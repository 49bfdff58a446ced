"""Sketch of extra_views.formsets, django-extra-views 0.14 to 0.16: a formset over rows, or over one row's children."""

from django.forms.formsets import formset_factory
from django.forms.models import inlineformset_factory, modelformset_factory
from django.http import HttpResponseRedirect
from django.views.generic.base import ContextMixin, TemplateResponseMixin, View
from django.views.generic.detail import SingleObjectMixin, SingleObjectTemplateResponseMixin
from django.views.generic.list import MultipleObjectMixin, MultipleObjectTemplateResponseMixin


class BaseFormSetFactory:
    initial = []
    form_class = None
    formset_class = None
    prefix = None
    formset_kwargs = {}
    factory_kwargs = {}

    def construct_formset(self):
        return self.get_formset()(**self.get_formset_kwargs())

    def get_initial(self):
        return self.initial

    def get_prefix(self):
        return self.prefix

    def get_formset_class(self):
        return self.formset_class

    def get_form_class(self):
        return self.form_class

    def get_form_kwargs(self):
        return {}

    def get_formset(self):
        return formset_factory(self.get_form_class(), **self.get_factory_kwargs())

    def get_formset_kwargs(self):
        return {
            **self.formset_kwargs,
            "form_kwargs": self.get_form_kwargs(),
            "initial": self.get_initial(),
            "prefix": self.get_prefix(),
            "data": self.request.POST,
            "files": self.request.FILES,
        }

    def get_factory_kwargs(self):
        kwargs = {**self.factory_kwargs}
        if self.get_formset_class():
            kwargs["formset"] = self.get_formset_class()
        return kwargs


class FormSetMixin(BaseFormSetFactory, ContextMixin):
    success_url = None

    def get_success_url(self):
        return self.success_url

    def formset_valid(self, formset):
        return HttpResponseRedirect(self.get_success_url())

    def formset_invalid(self, formset):
        return self.render_to_response(self.get_context_data(formset=formset))


class ModelFormSetMixin(FormSetMixin, MultipleObjectMixin):
    exclude = None
    fields = None

    def get_formset_kwargs(self):
        return {**super().get_formset_kwargs(), "queryset": self.get_queryset()}

    def get_factory_kwargs(self):
        kwargs = {**super().get_factory_kwargs(), "fields": self.fields}
        if self.get_form_class():
            kwargs["form"] = self.get_form_class()
        return kwargs

    def get_formset(self):
        return modelformset_factory(self.model, **self.get_factory_kwargs())

    def formset_valid(self, formset):
        self.object_list = formset.save()
        return super().formset_valid(formset)


class BaseInlineFormSetFactory(BaseFormSetFactory):
    model = None
    inline_model = None
    exclude = None
    fields = None

    def get_inline_model(self):
        return self.inline_model or self.model

    def get_formset_kwargs(self):
        return {**super().get_formset_kwargs(), "instance": self.object}

    def get_factory_kwargs(self):
        kwargs = {**super().get_factory_kwargs(), "fields": self.fields}
        if self.get_form_class():
            kwargs["form"] = self.get_form_class()
        return kwargs

    def get_formset(self):
        return inlineformset_factory(self.model, self.get_inline_model(), **self.get_factory_kwargs())


class InlineFormSetMixin(BaseInlineFormSetFactory, SingleObjectMixin, FormSetMixin):
    def formset_valid(self, formset):
        self.object_list = formset.save()
        return super().formset_valid(formset)


class ProcessFormSetView(View):
    def get(self, request, *args, **kwargs):
        return self.render_to_response(self.get_context_data(formset=self.construct_formset()))

    def post(self, request, *args, **kwargs):
        formset = self.construct_formset()
        if formset.is_valid():
            return self.formset_valid(formset)
        return self.formset_invalid(formset)

    def put(self, *args, **kwargs):
        return self.post(*args, **kwargs)


class BaseFormSetView(FormSetMixin, ProcessFormSetView):
    pass


class FormSetView(TemplateResponseMixin, BaseFormSetView):
    pass


class BaseModelFormSetView(ModelFormSetMixin, ProcessFormSetView):
    def get(self, request, *args, **kwargs):
        self.object_list = self.get_queryset()
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.object_list = self.get_queryset()
        return super().post(request, *args, **kwargs)


class ModelFormSetView(MultipleObjectTemplateResponseMixin, BaseModelFormSetView):
    pass


class BaseInlineFormSetView(InlineFormSetMixin, ProcessFormSetView):
    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        return super().post(request, *args, **kwargs)


class InlineFormSetView(SingleObjectTemplateResponseMixin, BaseInlineFormSetView):
    pass
