"""Which functions are not worth a run, because nothing that matters can happen in them.

In: `Names`, the names with which a query can begin. Out: `Effects`. Callees are told by their bare names, so the answer
errs towards running a function. Deliberately unknown: values.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from practice_lint.facts import Attribute, Bind, Defined, Function, Global, Lambda, Leave, Local, Span
from practice_lint.project.names import Names

# Names that a query begins with, besides the project's managers and reverse accessors.
QUERY_WORDS = frozenset(
    {
        "objects",
        "_default_manager",
        "_base_manager",
        "get_queryset",
        "queryset",
        "get_object_or_404",
        "aget_object_or_404",
        "get_list_or_404",
        "get_object",
        "model_class",
        "get_model",
        "get_registered_model",
        "load_model",
        "raw",
        "RawSQL",
        "cursor",
    }
)

# Names by which rows are written, shown, queued or checked, or through which the request is reached.
STRONG_WORDS = QUERY_WORDS | frozenset(
    {
        "save",
        "delete",
        "create",
        "bulk_create",
        "bulk_update",
        "get_or_create",
        "update_or_create",
        "render",
        "HttpResponse",
        "JsonResponse",
        "Response",
        "StreamingHttpResponse",
        "FileResponse",
        "redirect",
        "serialize",
        "writerow",
        "send_mail",
        "has_permission",
        "has_object_permission",
        "user",
        "session",
        "is_superuser",
        "is_staff",
        "instance",  # of a form: what its view stores in it is saved
        "form_valid",
        "practice_lint_handler",
        "get_response",
        "request",
        "delay",
        "apply_async",
        "cache",
        "caches",
        "get_redis_connection",
        "Redis",
        "StrictRedis",
        "default_storage",
        "group_add",
        "group_send",
    }
)

# Names that matter only when rows are handed in.
WEAK_WORDS = frozenset(
    {
        "update",
        "filter",
        "exclude",
        "add",
        "set",
        "remove",
        "send",
        "execute",
        "exists",
        "first",
        "last",
        "setattr",
        "getattr",
    }
)
SMALL = 60  # a function with fewer nodes than this, that calls none of the project's, costs nothing to run


@dataclass(frozen=True, slots=True)
class Effects:
    """`quiet`: neither query, write, raise nor send, however far followed. `mild`: may raise, but nothing else;
    they matter only where rows, keys or the request are handed in."""

    quiet: frozenset[str]
    mild: frozenset[str]


def effects_of(names: Names, words: frozenset[str]) -> Effects:
    found = {
        name: summary(record.facts.body)
        for name, record in names.functions.items()
        if not names.modules[record.module].stub
    }
    bare = {name: names.functions[name].facts.name.rsplit(".", 1)[-1].partition("#")[0] for name in found}
    opaque = {name for name, (_, _, defines, _) in found.items() if defines}
    loud = opaque | {
        n
        for n, (used, raises, _, _) in found.items()
        if raises or used & STRONG_WORDS or used & WEAK_WORDS or used & words
    }
    strong = opaque | {n for n, (used, _, _, _) in found.items() if used & STRONG_WORDS or used & words}
    project = frozenset(bare.values())
    callers = {n: used & project for n, (used, _, _, _) in found.items()}
    loud, strong = _spread(loud, callers, bare), _spread(strong, callers, bare)
    worth = {
        n
        for n, (_, _, _, count) in found.items()
        if count > SMALL or (callers[n] and not _hands_on(names.functions[n].facts))
    }
    return Effects(frozenset(worth - loud), frozenset(worth - strong))


def _hands_on(function: Function) -> bool:
    """Whether all it does is to hand on or to remember what it was given: `return self.visit.patient`, and
    `self.patient = patient` in `__init__`."""
    return all(isinstance(step, (Bind, Leave)) and _is_path(step.value) for step in function.body)


def _is_path(node: object) -> bool:
    while isinstance(node, Attribute):
        node = node.of
    return isinstance(node, Local)


def _spread(seeds: set[str], callers: dict[str, frozenset[str]], bare: dict[str, str]) -> set[str]:
    """The seeds and whatever calls something of their names."""
    reached = set(seeds)
    named = {bare[n] for n in reached}
    while True:
        more = {n for n, used in callers.items() if n not in reached and used & named}
        if not more:
            return reached
        reached |= more
        named |= {bare[n] for n in more}


def summary(facts: object) -> tuple[frozenset[str], bool, bool, int]:
    """Names of attributes, globals and locals anywhere in the facts, whether something is raised, whether a function is
    defined inside, the number of nodes."""
    names: set[str] = set()
    raises, defines, count = False, False, 0
    todo = [facts]
    while todo:
        node = todo.pop()
        if isinstance(node, tuple):
            todo.extend(node)
            continue
        count += 1
        if isinstance(node, (Attribute, Global, Local)):
            names.add(node.name)
        elif isinstance(node, Leave):
            raises = raises or node.how == "raise"
        elif isinstance(node, (Defined, Lambda)):
            defines = True
        elif isinstance(node, Span):
            continue
        for name in getattr(node, "__struct_fields__", ()):
            value = getattr(node, name)
            if isinstance(value, (tuple, msgspec.Struct)):
                todo.append(value)
    return frozenset(names), raises, defines, count


def mentions(facts: object, words: frozenset[str]) -> bool:
    """Whether an attribute or a name out of `words` stands anywhere in the facts."""
    return not words.isdisjoint(summary(facts)[0])
