"""Sketch of openwisp_users, openwisp-users 1.2."""
