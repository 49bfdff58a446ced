"""How each model stands to the practice: declared in source, configured, or read off the graph.

In: `Ownership`, the practice, comments, the configuration. Out: a `Scope` per concrete model. A declaration wins over
the graph; where the two disagree, `problem` says how.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Literal

from practice_lint.config import Settings
from practice_lint.facts import Attribute, Bind, Comment, Constant, Local
from practice_lint.project.models import Model, Models
from practice_lint.project.names import ClassRecord, Names
from practice_lint.project.ownership import Ownership, is_pointer

ScopeKind = Literal["practice", "direct", "via", "shared", "global", "undeclared"]

DECLARATION = re.compile(r"^(?P<kind>\w+)(?:\s+(?P<path>[A-Za-z_]\w*))?\s*(?:[—–:-]+\s*(?P<reason>.*))?$")
COMMENT = re.compile(r"practice-scope\s*[:=]\s*(?P<words>.*)$")
ATTRIBUTE = "practice_scope"
SUGGESTIONS = 3

OWN_SCHEMA = "its table lives in each practice's own schema"
ONLY_ROW = "its table holds a single row"
SINGLETON = "solo.models.SingletonModel"  # django-solo
MANY_PRACTICES = "a user may belong to several practices"


class UnknownModel(ValueError):
    """The configuration names a model that is not there, or that could be several. The command line exits 2 on it."""

    def __init__(self, option: str, name: str, suggestions: tuple[str, ...], ambiguous: bool) -> None:
        self.option, self.name, self.suggestions, self.ambiguous = option, name, suggestions, ambiguous
        what = f"{option}: {name!r} could be several models" if ambiguous else f"{option}: there is no model {name!r}"
        hint = " or ".join(suggestions)
        super().__init__(
            f"{what}; write {hint}." if ambiguous else f"{what}; did you mean {hint}?" if hint else f"{what}."
        )


@dataclass(frozen=True, slots=True)
class Scope:
    """How a model stands to the practice. `paths` are lookup paths to the practice model, best first ("" for the
    practice itself): single-valued forward chains (declared by comment, class attribute or configuration first),
    shortest first. `declared` is where a declaration stands ("patients/models.py:12", "configuration"), `reason` its
    text."""

    kind: ScopeKind
    paths: tuple[str, ...]
    reason: str | None
    declared: str | None
    problem: str | None = None  # a declaration that does not hold: names a path that does not exist, …


@dataclass(frozen=True, slots=True)
class _Declaration:
    words: str
    place: str


def model_named(models: Models, ownership: Ownership, name: str, option: str) -> str:
    """The canonical name of the model that the configuration means; raises `UnknownModel`."""
    found = [model for model in models.find(name) if not model.abstract]
    pointed_at = Counter(target for own in ownership.concrete for target in ownership.targets[own])
    own = [model for model in found if not model.library]
    most = max((pointed_at[model.name] for model in found), default=0)
    chosen = own or [model for model in found if pointed_at[model.name] == most]
    if len(chosen) == 1:
        return chosen[0].name
    if chosen:
        raise UnknownModel(option, name, tuple(sorted(model.label for model in chosen)), ambiguous=True)
    labels = sorted(model.label for model in models.by_name.values() if not model.abstract and not model.library)
    words = {label.rpartition(".")[2]: label for label in reversed(labels)}
    near = get_close_matches(name, labels, SUGGESTIONS, 0.6)
    near += [words[word] for word in get_close_matches(name.rpartition(".")[2], words, SUGGESTIONS, 0.6)]
    raise UnknownModel(option, name, tuple(dict.fromkeys(near))[:SUGGESTIONS], ambiguous=False)


def scopes_of(
    names: Names,
    models: Models,
    ownership: Ownership,
    practices: tuple[str, ...],
    own_schema: frozenset[str],
    config: Settings,
) -> dict[str, Scope]:
    """A scope for every concrete model of the project, by canonical name."""
    configured = {
        model_named(models, ownership, name, "global-models"): reason for name, reason in config.global_models.items()
    }
    comments = {module: record.facts.comments for module, record in names.modules.items() if record.facts.comments}
    scopes: dict[str, Scope] = {}
    for name in ownership.concrete:
        graph = _from_graph(ownership, name, practices)
        if name in own_schema and graph.kind != "practice":
            graph = Scope("global", graph.paths, OWN_SCHEMA, None)
        elif graph.kind in ("direct", "via") and _single(names, name):
            graph = Scope("global", graph.paths, ONLY_ROW, None)
        declaration = _declared(names, models, comments, name)
        if declaration is not None:
            scopes[name] = _declared_scope(models, graph, name, declaration, practices)
        elif name in configured:
            words = f"global — {configured[name]}"
            scopes[name] = _declared_scope(models, graph, name, _Declaration(words, "configuration"), practices)
        else:
            scopes[name] = graph
    return scopes


def _from_graph(ownership: Ownership, name: str, practices: tuple[str, ...]) -> Scope:
    if name in practices:
        return Scope("practice", ("",), None, None)
    if not practices:
        return Scope("undeclared", (), None, None)
    if ownership.is_user(name):
        own = [path for path in ownership.paths(name, practices) if "__" not in path and not is_pointer(path)]
        return Scope("direct", tuple(own), None, None) if own else Scope("global", (), MANY_PRACTICES, None)
    paths = ownership.paths(name, practices)
    if paths:
        return Scope("via" if "__" in paths[0] else "direct", paths, None, None)
    many = tuple(_many_paths(ownership, name, practices))
    return Scope("shared", many, None, None) if many else Scope("undeclared", (), None, None)


def _single(names: Names, model: str) -> bool:
    """Whether the model keeps one row for the whole installation: whatever is saved is saved under the same key."""
    if SINGLETON in names.mro(model):
        return True
    save = names.method(model, "save")
    steps = save.facts.body if save is not None and not names.modules[save.module].stub else ()
    return any(
        isinstance(step, Bind)
        and isinstance(step.target, Attribute)
        and step.target.name in ("pk", "id")
        and step.target.of == Local("self")
        and isinstance(step.value, Constant)
        and isinstance(step.value.value, (int, str))
        for step in steps
    )


def _many_paths(ownership: Ownership, name: str, practices: tuple[str, ...]) -> Iterator[str]:
    for relation in ownership.models.relations(name):
        lookup = ownership.models.relation(name, relation.name)  # attributes have names of their own
        if relation.target in practices and relation.field.relation == "m2m" and lookup == relation:
            yield relation.name


# ── declarations ────────────────────────────────────────────────────────────────────────────────────────────────────


def _declared(
    names: Names, models: Models, comments: Mapping[str, tuple[Comment, ...]], name: str
) -> _Declaration | None:
    """The nearest declaration: the model's own comment or attribute, else that of an abstract base."""
    for owner in names.mro(name):
        record = names.classes.get(owner)
        if record is None or names.modules[record.module].stub:
            continue
        base = models.by_name.get(owner)
        if owner != name and (base is None or not base.abstract):
            continue
        path = names.modules[record.module].path
        for comment in comments.get(record.module, ()):
            found = COMMENT.search(comment.text)
            if found is not None and _belongs(comment, record):
                return _Declaration(found["words"].strip(), f"{path}:{comment.line}")
        attribute = names.attribute(owner, ATTRIBUTE)
        if attribute is not None and attribute[0] == owner and isinstance(attribute[1], Constant):
            return _Declaration(str(attribute[1].value), f"{path}:{record.facts.head.line}")
    return None


def _belongs(comment: Comment, record: ClassRecord) -> bool:
    """On the line above the class or its decorators, on the class line, or before the first statement of the body."""
    facts = record.facts
    first = facts.body[0].span.line if facts.body else facts.span.end_line + 1
    above = comment.alone and comment.line == facts.span.line - 1
    return above or facts.head.line <= comment.line < max(first, facts.head.line + 1)


def _declared_scope(
    models: Models, graph: Scope, name: str, declaration: _Declaration, practices: tuple[str, ...]
) -> Scope:
    parsed = DECLARATION.match(declaration.words)
    kind, path, reason = (parsed["kind"], parsed["path"], parsed["reason"]) if parsed else ("", None, None)
    reason = (reason or "").strip() or None
    declared = replace(graph, reason=reason, declared=declaration.place)
    if kind == "global":
        return replace(declared, kind="global", problem=_global_problem(graph, reason))
    if kind == "shared":
        problem = None if reason else "The declaration gives no reason: write `shared — why`."
        return replace(declared, kind="shared", problem=problem)
    if kind == "via" and path:
        problem = _path_problem(models, name, path, practices)
        if problem is not None:
            return replace(declared, problem=problem)
        paths = (path, *(other for other in graph.paths if other != path))
        return replace(declared, kind="via" if "__" in path else "direct", paths=paths)
    return replace(
        declared,
        problem=f"`practice-scope: {declaration.words}` is not understood: "
        "write `global — why`, `shared — why` or `via path`.",
    )


def _global_problem(graph: Scope, reason: str | None) -> str | None:
    if graph.paths and graph.kind in ("direct", "via"):
        return f"Declared global, yet `{graph.paths[0]}` leads to a practice."
    return None if reason else "The declaration gives no reason: write `global — why`."


def _path_problem(models: Models, name: str, path: str, practices: tuple[str, ...]) -> str | None:
    lookup = models.lookup(name, path)
    if lookup.unresolved is not None or lookup.column is not None or not lookup.hops:
        return f"Declared `via {path}`, but there is no such path."
    end = lookup.hops[-1].target
    if practices and end not in practices:
        known: Model | None = models.by_name.get(end)
        return f"Declared `via {path}`, but it ends at {known.label if known else end}, not at the practice."
    return None
