"""Sketch of oauthlib, 2 and 3."""
