"""Models -> hops between them, by the names that lookups and attributes use.

In: models with their fields. Out: `Graph`. Deliberately unknown: how fields are declared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from practice_lint.project.labels import bare
from practice_lint.project.schema import Field, Model, Relation

MANY = frozenset({"m2m", "generic-reverse"})


@dataclass(frozen=True, slots=True)
class Stored:
    """What Django's tables hold of a model. `local` are the fields of its own table; `parents` its multi-table
    parents, nearest first; `concrete` the model whose table a proxy shares, else itself; `links` the names of the
    one-to-one fields that lead to parents. A `dead` model (swapped out, abstract, of an app that is not installed)
    has no table, so nothing leads back to it."""

    model: Model
    local: tuple[Field, ...]
    parents: tuple[str, ...]
    concrete: str
    key: Field
    dead: bool
    links: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Graph:
    """`by_lookup` and `by_attribute`: per model, hops by name. `keys`: the primary key's field; `to_fields`: by
    (declaring class, field) the column that a foreign key holds if it is not the key; `links`: the fields that lead
    to parents."""

    by_lookup: Mapping[str, Mapping[str, Relation]]
    by_attribute: Mapping[str, Mapping[str, Relation]]
    keys: Mapping[str, Field]
    to_fields: Mapping[tuple[str, str], str]
    links: Mapping[str, frozenset[str]]


def graph_of(stored: Mapping[str, Stored], to_fields: Mapping[tuple[str, str], str]) -> Graph:
    forward: dict[str, dict[str, Relation]] = {name: {} for name in stored}
    asked: dict[str, dict[str, Relation]] = {name: {} for name in stored}
    reached: dict[str, dict[str, Relation]] = {name: {} for name in stored}
    for name, each in stored.items():
        for field in each.local:
            target = field.target
            if field.relation is None or target is None or target not in stored:
                continue
            forward[name][field.name] = Relation(name, field.name, target, field.relation in MANY, field, True)
            if each.dead:
                continue
            far = stored[target].concrete
            for query_name in _query_names(name, field):
                asked[far].setdefault(query_name, _backward(far, query_name, name, field))
            for accessor in _accessors(name, field):
                reached[far].setdefault(accessor, _backward(far, accessor, name, field))
    lines = {name: _line(stored, name) for name in stored}
    return Graph(
        {name: _joined(stored, line, forward, asked) for name, line in lines.items()},
        {name: _joined(stored, line, forward, reached) for name, line in lines.items()},
        {name: each.key for name, each in stored.items()},
        to_fields,
        {name: stored[each.concrete].links for name, each in stored.items()},
    )


def _line(stored: Mapping[str, Stored], name: str) -> tuple[str, ...]:
    """The model and those whose hops it has too: what it is a proxy of, its multi-table parents."""
    found = {name: None, stored[name].concrete: None}
    pending = list(found)
    while pending:
        for parent in stored[pending.pop(0)].parents:
            for each in (parent, stored[parent].concrete):
                if each not in found:
                    found[each] = None
                    pending.append(each)
    return tuple(found)


_Hops = Mapping[str, Mapping[str, Relation]]


def _joined(stored: Mapping[str, Stored], line: tuple[str, ...], forward: _Hops, back: _Hops) -> dict[str, Relation]:
    """Fields first, and what is nearer first. A multi-table parent's way down to its children is not inherited."""
    found: dict[str, Relation] = {}
    for each in line:
        for name, relation in forward[each].items():
            found.setdefault(name, relation)
    own = {line[0], stored[line[0]].concrete}
    for each in line:
        for name, relation in back[each].items():
            if each in own or relation.field.name not in stored[relation.target].links:
                found.setdefault(name, relation)
    return found


def _backward(source: str, name: str, target: str, field: Field) -> Relation:
    return Relation(source, name, target, field.relation in ("fk", "m2m"), field, False)


def _hidden(name: str, field: Field) -> bool:
    symmetrical = field.relation == "m2m" and field.target == name and field.related_name is None
    return field.related_name == "+" or symmetrical


def _query_names(name: str, field: Field) -> Iterator[str]:
    if field.related_query_name is not None:
        yield field.related_query_name
    elif field.relation in ("fk", "o2o", "m2m") and not _hidden(name, field):
        yield field.related_name or bare(name).lower()


def _accessors(name: str, field: Field) -> Iterator[str]:
    if field.relation not in ("fk", "o2o", "m2m") or _hidden(name, field) or field.kind == "TaggableManager":
        return
    default = bare(name).lower()
    yield field.related_name or (default if field.relation == "o2o" else default + "_set")
