"""Sketch of svix 1."""
