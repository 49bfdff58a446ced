"""Channels consumers run the way a client reaches them: connected first, then what it sends."""

from __future__ import annotations

from functools import partial

from practice_lint.project.entries import Entry
from practice_lint.project.names import FunctionRecord
from practice_lint.scope.evaluate import Machine
from practice_lint.scope.parameters import self_value
from practice_lint.scope.runs import fresh, guarded, label
from practice_lint.scope.state import Place
from practice_lint.scope.values import (
    FunctionRef,
    Input,
    Param,
    Value,
)

SOCKET_DATA = frozenset({"text_data", "bytes_data", "content"})  # what the client sends


CONNECTING = ("connect", "websocket_connect")


RECEIVING = ("receive", "receive_json", "websocket_receive", "disconnect", "websocket_disconnect", "handle")


def run_consumer(m: Machine, entry: Entry) -> None:
    """A socket: `connect` first; what it proved and stored on `self` holds for everything that comes after."""
    cls = entry.target
    if entry.route is None and any(e.kind == "consumer" and e.target == cls and e.route for e in m.project.entries):
        return  # its routes are entries of their own
    env = fresh()
    self_ = self_value(m, cls, "consumer", env)
    where = label(entry) if entry.route is not None else f"socket {cls}"
    names = [name for owner in m.names.mro(cls) if owner in m.names.classes for name in m.own_methods(owner)]
    events = [n for n in dict.fromkeys(names) if n not in (*CONNECTING, *RECEIVING) and _hears(m, cls, n)]
    for name in (*CONNECTING, *RECEIVING, *events):
        method = m.names.method(cls, name)
        if method is None or m.names.modules[method.module].stub:
            continue
        way = env if name in CONNECTING else env.copy()
        frame = m.module_frame(method.module)
        words = f"{where} runs `{method.name.removeprefix(method.module + '.')}`"
        frame.trail = (Place(m.names.modules[method.module].path, method.facts.head, words),)
        given = [(p.name, _heard(m, method, p.name)) for p in method.facts.params[1:] if p.kind != "**"]
        function = FunctionRef(method.name, method.module, method.facts, self_, method.owner, None)

        m.entry_function = None
        guarded(m, where, "view", way, partial(m.call, function, [], given, frame, way, None))
        way.pending = {}


def _hears(m: Machine, cls: str, name: str) -> bool:
    """A method that the channel layer calls: `chat_message(self, event)`."""
    method = m.names.method(cls, name)
    return method is not None and [p.name for p in method.facts.params[1:]] in (["event"], ["message"])


def _heard(m: Machine, method: FunctionRecord, name: str) -> Value:
    return Input("body", "") if name in SOCKET_DATA else Param(method.name, name)
