"""Sketch of dal.autocomplete, django-autocomplete-light 3.9 and later."""

from dal_select2.views import Select2GroupQuerySetView, Select2ListView, Select2QuerySetView
