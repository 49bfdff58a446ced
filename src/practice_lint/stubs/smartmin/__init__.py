"""Sketch of smartmin 3 to 5."""
