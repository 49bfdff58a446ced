"""Sketch of slack_sdk 3."""
