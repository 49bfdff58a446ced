"""Sketch of graphene_django.forms, graphene-django 3."""
