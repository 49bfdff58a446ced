"""Sketch of edx-rbac 1.3 to 2: permissions of django-rules for views of DRF."""
