"""Sketch of extra_views.advanced, django-extra-views 0.14 to 0.16: a form with formsets of its row's children."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.views.generic.base import ContextMixin
from django.views.generic.detail import SingleObjectTemplateResponseMixin
from django.views.generic.edit import FormView, ModelFormMixin
from extra_views.formsets import BaseInlineFormSetFactory
from practice_lint_native import unknown


class InlineFormSetFactory(BaseInlineFormSetFactory):
    def __init__(self, parent_model, request, instance, view_kwargs=None, view=None):
        self.inline_model = self.model
        self.model = parent_model
        self.request = request
        self.object = instance
        self.kwargs = view_kwargs
        self.view = view


class ModelFormWithInlinesMixin(ModelFormMixin):
    inlines = []

    def get_inlines(self):
        return self.inlines

    def construct_inlines(self):
        return [
            inline(self.model, self.request, self.object, self.kwargs, self).construct_formset()
            for inline in self.get_inlines()
        ]

    def forms_valid(self, form, inlines):
        self.object = form.save()
        for formset in inlines:
            formset.save()
        return HttpResponseRedirect(self.get_success_url())

    def forms_invalid(self, form, inlines):
        return self.render_to_response(self.get_context_data(form=form, inlines=inlines))


class ProcessFormWithInlinesView(FormView):
    def get(self, request, *args, **kwargs):
        form = self.get_form(self.get_form_class())
        return self.render_to_response(self.get_context_data(form=form, inlines=self.construct_inlines()))

    def post(self, request, *args, **kwargs):
        form = self.get_form(self.get_form_class())
        inlines = self.construct_inlines()
        if form.is_valid() and all(formset.is_valid() for formset in inlines):
            return self.forms_valid(form, inlines)
        return self.forms_invalid(form, inlines)

    def put(self, *args, **kwargs):
        return self.post(*args, **kwargs)


class BaseCreateWithInlinesView(ModelFormWithInlinesMixin, ProcessFormWithInlinesView):
    def get(self, request, *args, **kwargs):
        self.object = None
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.object = None
        return super().post(request, *args, **kwargs)


class CreateWithInlinesView(SingleObjectTemplateResponseMixin, BaseCreateWithInlinesView):
    pass


class BaseUpdateWithInlinesView(ModelFormWithInlinesMixin, ProcessFormWithInlinesView):
    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        self.object = self.get_object()
        return super().post(request, *args, **kwargs)


class UpdateWithInlinesView(SingleObjectTemplateResponseMixin, BaseUpdateWithInlinesView):
    pass


class NamedFormsetsMixin(ContextMixin):
    inlines_names = []

    def get_inlines_names(self):
        return self.inlines_names


class SuccessMessageMixin:
    success_message = ""

    def forms_valid(self, form, inlines):
        response = super().forms_valid(form, inlines)
        messages.success(self.request, self.get_success_message(form.cleaned_data, inlines))
        return response

    def get_success_message(self, cleaned_data, inlines):
        return unknown(self.success_message, cleaned_data)


class FormSetSuccessMessageMixin:
    success_message = ""

    def formset_valid(self, formset):
        response = super().formset_valid(formset)
        messages.success(self.request, self.get_success_message(formset))
        return response

    def get_success_message(self, formset):
        return unknown(self.success_message, formset.cleaned_data)
