"""Sketch of formtools.wizard, django-formtools 2.3 to 2.5."""
