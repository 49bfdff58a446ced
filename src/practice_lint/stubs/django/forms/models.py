"""Sketch of django.forms.models, Django 4.2 to 5.2.

`children_of(instance, queryset, fk_name)` is native: the rows of `queryset` whose foreign key `fk_name` (None: the only
one to that model) is `instance`. `subclass` is native, see django.utils.decorators.
"""

from django.forms.fields import ChoiceField
from django.forms.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.utils.functional import cached_property
from practice_lint_native import children_of, rows_of, subclass, unknown


class BaseModelForm(BaseForm):
    def __init__(self, data=None, files=None, auto_id="", prefix=None, initial=None, instance=None, **kwargs):
        if instance is None:
            self.instance = self.Meta.model()
        else:
            self.instance = instance
        super().__init__(data, files, auto_id, prefix, initial, **kwargs)

    def _post_clean(self):
        for name, value in self.cleaned_data.items():
            setattr(self.instance, name, value)

    def _save_m2m(self):
        for name, value in self.cleaned_data.items():
            setattr(self.instance, name, value)

    def save_m2m(self):  # the real one exists only after save(commit=False)
        self._save_m2m()

    def save(self, commit=True):
        if commit:
            self.instance.save()
            self._save_m2m()
        return self.instance

    def validate_unique(self):
        pass


class ModelForm(BaseModelForm):
    class Meta:  # the real one has none: what the `Meta` of a form made by a factory derives from
        pass


def modelform_factory(model, form=ModelForm, fields=None, exclude=None, formfield_callback=None, **options):
    meta = subclass(form.Meta, model=model, fields=fields, exclude=exclude)
    return subclass(form, Meta=meta, formfield_callback=formfield_callback)


class BaseModelFormSet(BaseFormSet):
    model = None

    def __init__(self, data=None, files=None, auto_id="", prefix=None, queryset=None, *, initial=None, **kwargs):
        self.queryset = queryset
        self.queryset = self.get_queryset()  # the real one asks when it is rendered: what it holds is what it shows
        super().__init__(data, files, auto_id, prefix, initial, **kwargs)

    def get_queryset(self):
        if self.queryset is not None:
            return self.queryset
        return rows_of(self.model)

    @cached_property
    def forms(self):
        return [self._construct_form(0, instance=row) for row in self.get_queryset()]

    def save_new(self, form, commit=True):
        return form.save(commit=commit)

    def save_existing(self, form, obj, commit=True):
        return form.save(commit=commit)

    def delete_existing(self, obj, commit=True):
        if commit:
            obj.delete()

    def save(self, commit=True):
        return self.save_existing_objects(commit) + self.save_new_objects(commit)

    def save_existing_objects(self, commit=True):
        return [self.save_existing(form, form.instance, commit=commit) for form in self.forms]

    def save_new_objects(self, commit=True):
        return [self.save_new(self._construct_form(0), commit=commit)]


def modelformset_factory(model, form=ModelForm, formfield_callback=None, formset=BaseModelFormSet, **options):
    form = modelform_factory(model, form=form, fields=options.get("fields"), formfield_callback=formfield_callback)
    return subclass(formset, form=form, model=model)


class BaseInlineFormSet(BaseModelFormSet):
    fk_name = None  # the real one keeps the field itself, as `fk`

    def __init__(self, data=None, files=None, instance=None, save_as_new=False, prefix=None, queryset=None, **kwargs):
        self.instance = instance
        if queryset is None:
            queryset = rows_of(self.model)
        if instance is None:
            rows = queryset.none()
        else:
            rows = children_of(instance, queryset, self.fk_name)
        super().__init__(data, files, prefix=prefix, queryset=rows, **kwargs)


def inlineformset_factory(
    parent_model, model, form=ModelForm, formset=BaseInlineFormSet, fk_name=None, fields=None, **options
):
    form = modelform_factory(model, form=form, fields=fields, formfield_callback=options.get("formfield_callback"))
    return subclass(formset, form=form, model=model, fk_name=fk_name)


class ModelChoiceField(ChoiceField):
    def __init__(self, queryset, *, to_field_name=None, limit_choices_to=None, **kwargs):
        super().__init__(**kwargs)
        self.queryset = queryset
        self.to_field_name = to_field_name

    def label_from_instance(self, obj):
        return unknown(obj)

    def to_python(self, value):
        return self.queryset.get(**{self.to_field_name or "pk": value})


class ModelMultipleChoiceField(ModelChoiceField):
    def __init__(self, queryset, **kwargs):
        super().__init__(queryset, **kwargs)

    def clean(self, value):
        return self.queryset.filter(**{f"{self.to_field_name or 'pk'}__in": value})
