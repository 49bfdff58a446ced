"""Questions about classes that the interpreter asks by name: methods with a prefix, bound names, annotated fields.

In: `Names`. Out: names. Deliberately unknown: values.
"""

from __future__ import annotations

from functools import lru_cache

import msgspec

from practice_lint.facts import Attribute, Bind, Defined, Global, If, Lambda, Leave, Local, Span, Step, Try
from practice_lint.project.names import Names


# Names that a query begins with, besides the project's managers and reverse accessors.
QUERY_WORDS = frozenset({"objects", "_default_manager", "_base_manager", "get_queryset", "queryset", "get_object_or_404", "aget_object_or_404",
                         "get_list_or_404", "get_object", "model_class", "get_model", "raw"})  # fmt: skip


# Besides these, a function can matter by raising, by writing, by what it sends.
EFFECT_WORDS = QUERY_WORDS | frozenset(
    {"save", "delete", "create", "update", "filter", "exclude", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "add", "set", "remove",
     "render", "HttpResponse", "JsonResponse", "Response", "StreamingHttpResponse", "FileResponse", "redirect", "serialize", "writerow", "send_mail",
     "send", "execute", "has_permission", "has_object_permission", "user", "session", "is_superuser", "is_staff", "exists", "first", "last",
     "practice_lint_handler", "get_response", "request", "delay", "apply_async", "setattr", "getattr"}
)  # fmt: skip
SMALL = 60  # a quiet function with fewer nodes than this costs nothing to run, and may return what it was given


def summary(facts: object) -> tuple[frozenset[str], bool, int]:
    """Names of attributes and globals anywhere in the facts, whether something is raised, the number of nodes."""
    names: set[str] = set()
    raises, count = False, 0
    todo = [facts]
    while todo:
        node = todo.pop()
        if isinstance(node, tuple):
            todo.extend(node)
            continue
        count += 1
        if isinstance(node, (Attribute, Global, Local)):
            names.add(node.name)
        elif (isinstance(node, Leave) and node.how == "raise") or isinstance(node, (Defined, Lambda)):
            raises = True  # what a function inside does is its own business, so running the outer one matters
        if isinstance(node, Span):
            continue
        for name in getattr(node, "__struct_fields__", ()):
            value = getattr(node, name)
            if isinstance(value, (tuple, msgspec.Struct)):
                todo.append(value)
    return frozenset(names), raises, count


def quiet_functions(names: Names, words: frozenset[str]) -> frozenset[str]:
    """Functions that neither query, write, raise nor send, however far they are followed (callees by their bare name)."""
    found = {
        name: summary(record.facts.body)
        for name, record in names.functions.items()
        if not names.modules[record.module].stub
    }
    loud = {name for name, (used, raises, _) in found.items() if raises or used & EFFECT_WORDS or used & words}
    bare: dict[str, set[str]] = {}
    for name in found:
        bare.setdefault(names.functions[name].facts.name.rsplit(".", 1)[-1].partition("#")[0], set()).add(name)
    loud_words = {names.functions[n].facts.name.rsplit(".", 1)[-1].partition("#")[0] for n in loud}
    while True:
        more = {name for name, (used, _, _) in found.items() if name not in loud and used & loud_words}
        if not more:
            break
        loud |= more
        loud_words |= {names.functions[n].facts.name.rsplit(".", 1)[-1].partition("#")[0] for n in more}
    return frozenset(
        name for name, (used, _, count) in found.items() if name not in loud and (count > SMALL or used & bare.keys())
    )


def mentions(facts: object, words: frozenset[str]) -> bool:
    """Whether an attribute or a global of one of these names stands anywhere in the facts."""
    todo = [facts]
    while todo:
        node = todo.pop()
        if isinstance(node, tuple):
            todo.extend(node)
            continue
        if isinstance(node, (Attribute, Global, Local)) and node.name in words:
            return True
        fields = getattr(node, "__struct_fields__", None)
        if fields is not None and not isinstance(node, Span):
            for name in fields:
                value = getattr(node, name)
                if isinstance(value, (tuple, msgspec.Struct)):
                    todo.append(value)
    return False


class Reflection:
    def __init__(self, names: Names) -> None:
        self.names = names
        self.bound_names = lru_cache(maxsize=None)(self._bound_names)
        self.methods_named = lru_cache(maxsize=None)(self._methods_named)
        self.own_methods = lru_cache(maxsize=None)(self._own_methods)
        owners: dict[str, list[str]] = {}
        for name, record in names.functions.items():
            if record.owner:
                owners.setdefault(record.owner, []).append(name)
        self._methods_of = owners

    def _bound_names(self, cls: str) -> tuple[str, ...]:
        """Names that the class body itself binds, in order."""
        record = self.names.classes.get(cls)
        found: dict[str, None] = {}

        def walk(steps: tuple[Step, ...]) -> None:
            for step in steps:
                if isinstance(step, Bind) and isinstance(step.target, Local):
                    found[step.target.name] = None
                elif isinstance(step, If):
                    walk(step.then)
                    walk(step.other)
                elif isinstance(step, Try):
                    walk(step.body)

        if record is not None:
            walk(record.facts.body)
        return tuple(found)

    def bound_names_of_mro(self, cls: str) -> frozenset[str]:
        return frozenset(
            n for owner in self.names.mro(cls) if owner in self.names.classes for n in self.bound_names(owner)
        )

    def _methods_named(self, cls: str, prefix: str) -> tuple[str, ...]:
        """Methods of the project (not of the sketches) that the class has, by prefix, in MRO order."""
        found: dict[str, None] = {}
        for owner in self.names.mro(cls):
            record = self.names.classes.get(owner)
            if record is None or self.names.modules[record.module].stub:
                continue
            for name in self._methods_of.get(owner, ()):
                word = name[len(owner) + 1 :]
                if word.startswith(prefix) and word != prefix and "#" not in word and "." not in word:
                    found[word] = None
        return tuple(found)

    def _own_methods(self, cls: str) -> tuple[str, ...]:
        return tuple(n[len(cls) + 1 :] for n in self._methods_of.get(cls, ()) if "." not in n[len(cls) + 1 :])
