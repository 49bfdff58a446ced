"""Sketch of asgiref 3."""
