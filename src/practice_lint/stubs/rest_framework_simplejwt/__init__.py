"""Sketch of djangorestframework-simplejwt 5: the token names the caller."""
