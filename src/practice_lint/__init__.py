"""practice-lint finds queries by which one practice can see another practice's rows in Django code."""

__version__ = "0.1.0"
