"""Sketch of stripe, 5 to 12: the event of a webhook that Stripe signed with the endpoint's secret, or an error."""

from practice_lint_native import signed_with


class SignatureVerificationError(Exception):
    pass


class WebhookSignature:
    @classmethod
    def verify_header(cls, payload, header, secret, tolerance=None):
        if not signed_with(secret):
            raise SignatureVerificationError
        return True


class Webhook:
    @staticmethod
    def construct_event(payload, sig_header, secret, tolerance=300, api_key=None):
        WebhookSignature.verify_header(payload, sig_header, secret)
        return payload
