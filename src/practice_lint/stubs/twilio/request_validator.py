"""Sketch of twilio.request_validator, twilio 7 to 9: whether Twilio signed the request with the account's token."""

from practice_lint_native import signed_with


class RequestValidator:
    def __init__(self, token):
        self.token = token

    def validate(self, uri, params, signature):
        return signed_with(self.token)
