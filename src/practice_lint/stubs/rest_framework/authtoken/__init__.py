"""Sketch of rest_framework.authtoken, DRF 3.14 and later."""
