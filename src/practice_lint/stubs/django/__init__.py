"""Sketch of Django 4.2 to 5.2. A name that a sketch does not bind is not known here: it stays the external it was."""
