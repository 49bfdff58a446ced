"""Sketch of djangorestframework-rules 1: permissions of django-rules for views of DRF."""
