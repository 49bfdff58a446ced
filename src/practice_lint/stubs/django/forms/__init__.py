"""Sketch of django.forms, Django 4.2 to 5.2. Widgets stay externals."""

from django.core.exceptions import ValidationError
from django.forms.fields import (
    BooleanField,
    CharField,
    ChoiceField,
    DateField,
    DateTimeField,
    DecimalField,
    DurationField,
    EmailField,
    Field,
    FileField,
    FilePathField,
    FloatField,
    GenericIPAddressField,
    ImageField,
    IntegerField,
    JSONField,
    MultipleChoiceField,
    NullBooleanField,
    RegexField,
    SlugField,
    TimeField,
    TypedChoiceField,
    TypedMultipleChoiceField,
    URLField,
    UUIDField,
)
from django.forms.forms import BaseForm, Form
from django.forms.formsets import BaseFormSet, formset_factory
from django.forms.models import (
    BaseInlineFormSet,
    BaseModelForm,
    BaseModelFormSet,
    ModelChoiceField,
    ModelForm,
    ModelMultipleChoiceField,
    inlineformset_factory,
    modelform_factory,
    modelformset_factory,
)
