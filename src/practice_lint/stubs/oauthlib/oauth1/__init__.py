"""Sketch of oauthlib.oauth1, oauthlib 2 and 3: whether the client that the request names signed it with its secret."""

from practice_lint_native import sent, signed_with, unknown


class SignatureOnlyEndpoint:
    def __init__(self, request_validator, token_generator=None, signature_methods=None):
        self.request_validator = request_validator

    def validate_request(self, uri, http_method="GET", body=None, headers=None):
        request = unknown(uri)
        if not signed_with(self.request_validator.get_client_secret(sent("oauth_consumer_key"), request)):
            return False, request
        return True, request


class RequestValidator:
    pass
