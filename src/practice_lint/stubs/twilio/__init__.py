"""Sketch of twilio, 7 to 9."""
