"""Sketch of django.forms.formsets, Django 4.2 to 5.2. `subclass` is native, see django.utils.decorators."""

from django.forms.forms import Form
from django.utils.functional import cached_property
from practice_lint_native import subclass, unknown


class BaseFormSet:
    form = Form

    def __init__(self, data=None, files=None, auto_id="", prefix=None, initial=None, form_kwargs=None, **kwargs):
        self.data = data
        self.files = files
        self.prefix = prefix
        self.initial = initial
        self.form_kwargs = form_kwargs or {}

    def __iter__(self):
        return iter(self.forms)

    @cached_property
    def forms(self):
        return [self._construct_form(0)]

    def get_form_kwargs(self, index):
        return {**self.form_kwargs}

    def _construct_form(self, i, **kwargs):
        form = self.form(data=self.data, files=self.files, **{**kwargs, **self.get_form_kwargs(i)})
        self.add_fields(form, i)
        return form

    def add_fields(self, form, index):
        pass

    @property
    def cleaned_data(self):
        return [form.cleaned_data for form in self.forms]

    def is_valid(self):
        self.full_clean()
        return unknown(self.data)

    def full_clean(self):
        for form in self.forms:
            form.full_clean()
        self.clean()

    def clean(self):
        pass


def formset_factory(form, formset=BaseFormSet, **options):
    return subclass(formset, form=form)
