"""facts -> one linked program, in Django's terms."""
