"""Sketch of channels.generic, channels 3 to 4."""
