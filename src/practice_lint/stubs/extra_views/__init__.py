"""Sketch of django-extra-views 0.14 to 0.16."""

from extra_views.advanced import (
    CreateWithInlinesView,
    FormSetSuccessMessageMixin,
    InlineFormSetFactory,
    NamedFormsetsMixin,
    SuccessMessageMixin,
    UpdateWithInlinesView,
)
from extra_views.formsets import FormSetView, InlineFormSetView, ModelFormSetView
