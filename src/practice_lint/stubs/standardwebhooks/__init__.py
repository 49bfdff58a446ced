"""Sketch of standardwebhooks 1."""

from standardwebhooks.webhooks import Webhook
