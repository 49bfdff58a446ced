"""Sketch of drf-extensions 0.7."""
