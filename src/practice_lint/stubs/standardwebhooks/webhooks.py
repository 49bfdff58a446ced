"""Sketch of standardwebhooks.webhooks, standardwebhooks 1: the payload of a webhook that was signed with the secret, or an error."""

from practice_lint_native import signed_with


class WebhookVerificationError(Exception):
    pass


class Webhook:
    def __init__(self, whsecret):
        self.whsecret = whsecret

    def verify(self, data, headers):
        if not signed_with(self.whsecret):
            raise WebhookVerificationError
        return data
