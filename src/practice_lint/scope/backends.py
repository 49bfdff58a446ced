"""Filter backends of views: the project's own and the sketched ones run, another library's are taken by their names.

In: a backend class as a view lists it, the request, the rows, the view. Out: the rows that are left. Deliberately
unknown: what a library that is not sketched does. A backend for searching, ordering or maps gives back what it was
handed, less some rows; one whose name speaks of permissions or owners may narrow them to the caller's, which is doubt.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from practice_lint.facts import Span
from practice_lint.scope.state import Env, Frame
from practice_lint.scope.values import Args, ClassRef, External, Keywords, Rows, Tie, Value, alternatives, join_all

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine

PERMITTING = re.compile(r"perm|tenan|owner|access|auth|member|scope|organi[sz]|account|guard|polic|role|own", re.I)


def filtered(m: Machine, args: Args, keywords: Keywords, frame: Frame, env: Env, span: Span | None) -> Value:
    backend, request, rows, view = args
    values = []
    for each in alternatives(backend):
        name = _of_library(m, each)
        if name is None:
            method = m.attribute(m.call(each, [], [], frame, env, span), "filter_queryset", frame, env)
            values.append(m.call(method, [request, rows, view], [], frame, env, span))
        elif PERMITTING.search(name):
            values += [_doubted(part, name) for part in alternatives(rows)]
        else:
            values.append(rows)
    return join_all(values)


def _doubted(rows: Value, backend: str) -> Value:
    if not isinstance(rows, Rows):
        return rows
    doubt = Tie("unknown", f"filter-not-followed:what `{backend}` leaves of them was not followed")
    return Rows(rows.model, rows.ties | {doubt}, rows.site, rows.methods, rows.field)


def _of_library(m: Machine, backend: Value) -> str | None:
    """The last word of a library's backend that is not sketched; None of one that has a `filter_queryset` to run."""
    if isinstance(backend, ClassRef):
        if backend.name not in m.names.classes:
            return backend.name.rpartition(".")[2]
        if m.names.method(backend.name, "filter_queryset") is not None:
            return None
        beyond = [base for base in m.names.mro(backend.name) if base not in m.names.classes]
        return beyond[0].rpartition(".")[2] if beyond else None
    return backend.name.rpartition(".")[2] if isinstance(backend, External) else None
