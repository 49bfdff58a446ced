"""What the interpreter knows of calls that lead out of the project: by dotted path, by last name, sinks and inert ones.

In: a name and arguments. Out: a value, and what left with the arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from practice_lint.facts import Span
from practice_lint.scope import backends, builtin_functions, fragments, jobs, serialization, shortcuts, stores, trust
from practice_lint.scope.constructors import CLASSES
from practice_lint.scope.state import Env, Frame
from practice_lint.scope.values import (
    Args,
    Asked,
    External,
    Keywords,
    Opaque,
    Value,
    made,
    secret_setting,
    unstarred,
)

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine


def external(m: Machine, name: str, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    """A call of something outside the project and the stubs."""
    last = name.rsplit(".", 1)[-1]
    wild = "*." + last
    known = FUNCTIONS.get(name) or trust.FUNCTIONS.get(name) or FUNCTIONS.get(wild) or trust.FUNCTIONS.get(wild)
    if known is not None:
        return known(m, args, keywords, frame, env, span)
    if name.startswith("practice_lint_native."):
        native = SKETCHED.get(last, serialization.unknown)
        return native(m, args, keywords, frame, env, span)
    base = External(name.rpartition(".")[0])
    if secret_setting(base):  # `settings.HOOK_KEY.encode()`
        return base
    values = [unstarred(a) for a in args] + [v for _, v in keywords]
    if last in INERT or any(part in INERT_MODULES for part in name.split(".")[:-1]):
        return made(values)
    if trust.ASKING.search(last):
        return Asked(tuple(values))
    certain = last in SINKS
    reply = trust.asked_outside(m, name, values, env)
    for value in values:
        m.leaves(value, SINKS.get(last, f"passed to `{last}`"), frame, env, span, certain)
    result = made([*values, *reply])
    return Opaque(f"an object of `{name}`") if trust.library_object(name, result) else result


# Library calls that hand their arguments to the client or to a file, and how that reads in a report.
SINKS = {
    "render": "rendered in a template",
    "render_to_string": "rendered in a template",
    "HttpResponse": "sent in the response",
    "JsonResponse": "sent in the response",
    "Response": "sent in the response",
    "StreamingHttpResponse": "sent in the response",
    "FileResponse": "sent in the response",
    "TemplateResponse": "rendered in a template",
    "serialize": "serialized",
    "writerow": "written to a file",
    "send_mail": "sent by mail",
    "EmailMessage": "sent by mail",
    "send": "sent in a message",
    "redirect": "sent in a redirect",
}

# Calls that tell nobody outside the server anything about rows.
INERT = frozenset(
    {
        "isinstance",
        "issubclass",
        "hasattr",
        "callable",
        "id",
        "hash",
        "print",
        "repr",
        "reverse",
        "reverse_lazy",
        "gettext",
        "gettext_lazy",
        "_",
        "ngettext",
        "pgettext",
        "now",
        "timedelta",
        "capture_exception",
        "capture_message",
        "log",
        "debug",
        "info",
        "warning",
        "error",
        "exception",
        "getLogger",
        "wraps",
        "sleep",
        "ContentType",
        "deepcopy_memo",
        "connection",
        "on_commit_marker",
        "prefetch_related_objects",
    }
)
INERT_MODULES = frozenset(
    {
        "hashlib",
        "hmac",
        "logging",
        "logger",
        "log",
        "sentry_sdk",
        "structlog",
        "messages",
        "warnings",
        "time",
        "datetime",
        "zoneinfo",
        "base64",
        "binascii",
        "posthog",
        "statsd",
    }
)


FUNCTIONS: dict[str, Callable[..., Value]] = {
    **{"*." + name: make for name, make in CLASSES.items()},
    **builtin_functions.FUNCTIONS,
    **shortcuts.FUNCTIONS,
    **stores.FUNCTIONS,
}

SKETCHED: dict[str, Callable[..., Value]] = {  # what library sketches import from `practice_lint_native`
    **serialization.NATIVES,
    **stores.NATIVES,
    **trust.NATIVES,
    "filtered": backends.filtered,
    "sent_to_task": jobs.sent_to_task,
    "rendered": fragments.rendered,
    "rendered_text": fragments.rendered_text,
}
