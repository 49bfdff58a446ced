"""Sketch of graphene_django.rest_framework, graphene-django 3."""
