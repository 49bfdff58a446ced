"""Sketch of drf-nested-routers 0.93 and later."""
