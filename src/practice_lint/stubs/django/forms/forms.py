"""Sketch of django.forms.forms, Django 4.2 to 5.2.

Natives: `declared_fields(form)` is name -> a copy of each field, declared in the MRO or implied by Meta (a
ModelChoiceField with every row of the related model for a foreign key), the same mapping every time for one instance;
`cleaned_data(form)` runs over `form.fields`: stores `field.clean(<client's input>)` under the name in
`form.cleaned_data`, replaces it by `form.clean_<name>()` where there is one, and gives the mapping.
"""

from practice_lint_native import cleaned_data, declared_fields, unknown


class BaseForm:
    def __init__(self, data=None, files=None, auto_id="", prefix=None, initial=None, **kwargs):
        self.data = data
        self.files = files
        self.prefix = prefix
        self.initial = initial or {}
        self.fields = declared_fields(self)
        self.cleaned_data = {}

    def __getitem__(self, name):  # a bound field: what it shows is made of the field and its initial value
        return unknown(self.fields[name], self.initial)

    def is_valid(self):
        self.full_clean()
        return unknown(self.data)

    @property
    def errors(self):
        self.full_clean()
        return unknown(self.data)

    def full_clean(self):
        self.cleaned_data = cleaned_data(self)
        self._clean_form()
        self._post_clean()

    def _clean_form(self):
        cleaned = self.clean()
        if cleaned is not None:
            self.cleaned_data = cleaned

    def _post_clean(self):
        pass

    def clean(self):
        return self.cleaned_data

    def add_error(self, field, error):
        pass


class Form(BaseForm):
    pass
