"""Sketch of rules.contrib, django-rules 2 to 3.5."""
