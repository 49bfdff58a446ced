"""Sketch of django-organizations 2. A project's own application of that name goes before it."""
