"""Sketch of nacl.exceptions, PyNaCl 1."""


class BadSignatureError(Exception):
    pass
