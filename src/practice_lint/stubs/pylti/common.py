"""Sketch of pylti.common, pylti 0.7: the launch that a consumer signed with its secret, or an error."""

from practice_lint_native import signed_with


class LTIException(Exception):
    pass


def verify_request_common(consumers, url, method, headers, params):
    if not signed_with(consumers):
        raise LTIException
    return True
