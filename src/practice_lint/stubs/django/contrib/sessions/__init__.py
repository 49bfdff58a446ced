"""Sketch of the package django.contrib.sessions: no names of its own."""
