"""Sketch of nacl.signing, PyNaCl 1: the message that the holder of the key's other half signed, or an error."""

from nacl.exceptions import BadSignatureError
from practice_lint_native import signed_with


class VerifyKey:
    def __init__(self, key, encoder=None):
        self.key = key

    def verify(self, smessage, signature=None, encoder=None):
        if not signed_with(self.key):
            raise BadSignatureError
        return smessage
