"""Sketch of django-autocomplete-light 3.9 and later."""
