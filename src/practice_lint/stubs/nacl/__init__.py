"""Sketch of PyNaCl 1."""
