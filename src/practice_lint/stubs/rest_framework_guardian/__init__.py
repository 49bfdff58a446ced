"""Sketch of djangorestframework-guardian 0.3."""
