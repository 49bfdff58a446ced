"""Sketch of dal_select2, django-autocomplete-light 3.9 and later."""
