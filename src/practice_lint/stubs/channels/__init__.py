"""Sketch of channels 3 to 4."""
