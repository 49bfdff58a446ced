"""Sketch of pylti 0.7."""
