"""Classes -> models, managers and the graph of foreign keys.

In: `Names`, the evaluated settings (AUTH_USER_MODEL and its like). Out: `Models`. Deliberately unknown: which model is
the practice.
"""

from __future__ import annotations

from collections.abc import Mapping

from practice_lint.facts import Expr
from practice_lint.project.assembly import Assembly
from practice_lint.project.constants import text
from practice_lint.project.foreign import Foreign
from practice_lint.project.graph import Graph, graph_of
from practice_lint.project.labels import AppLabels, Labels, bare
from practice_lint.project.lookup_words import KEYED, LOOKUPS, TRANSFORMS
from practice_lint.project.model_classes import Meta, model_classes, model_metas
from practice_lint.project.names import Names
from practice_lint.project.references import References
from practice_lint.project.schema import Field, Lookup, Manager, Model, Relation
from practice_lint.project.settings import DjangoSettings

__all__ = ["Field", "Lookup", "Manager", "Model", "Models", "Relation", "build_models"]


class Models:
    """The index. Built by `build_models`."""

    by_name: Mapping[str, Model]
    user: str | None  # AUTH_USER_MODEL, else django.contrib.auth.models.User of the stubs: canonical name

    def __init__(
        self, by_name: Mapping[str, Model], graph: Graph, labels: Labels, references: References, foreign: Foreign
    ) -> None:
        self._foreign = foreign
        self.by_name = by_name
        self.user = references.user
        self._graph = graph
        self._labels = labels
        self._references = references
        self._lookups: dict[tuple[str, str], Lookup] = {}

    def find(self, label: str) -> tuple[Model, ...]:
        """Models that "app.Model", a canonical name or its tail, or a bare class name can mean (concrete ones
        first)."""
        known = [each for each in self._labels.find(label) if each in self.by_name]
        outside = [each for each in sorted(self._foreign.labels) if label in (each, each.rpartition(".")[2])]
        return tuple(self.by_name[each] for each in (*known, *outside))

    def resolve_value(self, module: str, expr: Expr) -> str | None:
        """The model that an expression names, in a module, class or function (canonical name): a class, an alias of
        one, or a call that loads one (`get_user_model()`, `apps.get_model("app", "Model")`,
        `swapper.load_model(…)`)."""
        found = self._references.named(module, expr)
        return found if found is not None else self._foreign.named(module, expr, collect=False)

    def field(self, model: str, name: str) -> Field | None:
        """The field of that name; `pk`, `id` and `practice_id` included."""
        found = self.by_name.get(model)
        if found is None:
            return None
        if name == "pk":
            return self._graph.keys[model]
        if name in found.fields:
            return found.fields[name]
        if name.endswith("_id"):
            field = found.fields.get(name[:-3])
            if field is not None and field.relation in ("fk", "o2o"):
                return field
        return self._implicit_id(model) if name == "id" else None

    def relation(self, model: str, name: str) -> Relation | None:
        """One hop by the name that a *lookup* uses (field name, related_query_name)."""
        return self._graph.by_lookup.get(model, {}).get(name)

    def accessor(self, model: str, name: str) -> Relation | None:
        """One hop by the name that an *attribute* uses (field name, related_name, `order_set`, one-to-one reverse)."""
        return self._graph.by_attribute.get(model, {}).get(name)

    def relations(self, model: str) -> tuple[Relation, ...]:
        """Every hop from the model, forwards and backwards, inherited ones included."""
        named = self._graph.by_lookup.get(model, {}).values()
        return tuple(dict.fromkeys([*named, *self._graph.by_attribute.get(model, {}).values()]))

    def lookup(self, model: str, path: str) -> Lookup:
        """Resolve a lookup path as Django's ORM does.

        `owner` is the model whose table holds what is compared: the far model of the last hop. A foreign key with a
        `to_field` compares that column, not the key.
        """
        key = (model, path)
        if key not in self._lookups:
            self._lookups[key] = self._lookup(model, path.split("__"))
        return self._lookups[key]

    # ── how ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _implicit_id(self, model: str) -> Field | None:
        """The key that nobody declared: the model's own, or that of a multi-table parent."""
        key = self._graph.keys[model]
        while key.target is not None and key.name in self._graph.links[model]:
            model = key.target
            key = self._graph.keys[model]
        return key if key.name == "id" else None

    def _lookup(self, model: str, words: list[str]) -> Lookup:
        hops: list[Relation] = []
        here = model
        for position, word in enumerate(words):
            rest = words[position + 1 :]
            field = self.field(here, word)
            if word == "pk" and field is not None and field.relation and field.name not in self._graph.links[here]:
                word = field.name  # the key is a foreign key: who names one names the other
            relation = self.relation(here, word)
            if relation is None and field is not None and field.relation in ("fk", "o2o"):
                relation = self.relation(here, field.name)  # practice_id
            if field is not None and self._is_key(here, word, field, relation):
                return self._compared(hops, here, here, None, rest)
            if relation is not None:
                hops.append(relation)
                here = relation.target
                if field is not None and field.name != word:  # practice_id: the column, no join
                    return self._at_relation(hops, rest)
                if not rest or self._ends(here, rest):
                    return self._at_relation(hops, rest)
                continue
            if field is None:
                return Lookup(tuple(hops), here, None, None, "exact", "__".join(words[position:]))
            if field.relation is not None:  # a relation whose far model is not known
                return self._compared(hops, here, None, field.name, rest)
            return self._at_column(hops, here, field, rest)
        return Lookup(tuple(hops), here, None, None, "exact", None)

    def _is_key(self, model: str, word: str, field: Field, relation: Relation | None) -> bool:
        """Whether the word means the key of the model itself. A multi-table child's key is its parent's."""
        if word == "pk":
            return True
        return relation is None and (field.primary_key or field is self._implicit_id(model))

    def _ends(self, model: str, rest: list[str]) -> bool:
        """Whether what follows a relation compares its key rather than leading on."""
        return rest[0] in LOOKUPS and self.field(model, rest[0]) is None and self.relation(model, rest[0]) is None

    def _at_relation(self, hops: list[Relation], rest: list[str]) -> Lookup:
        last = hops[-1]
        to_field = self._graph.to_fields.get((last.field.model, last.field.name)) if last.forward else None
        if to_field is not None:
            return self._compared(hops, last.target, None, to_field, rest)
        return self._compared(hops, last.target, last.target, None, rest)

    def _compared(
        self, hops: list[Relation], owner: str, target: str | None, column: str | None, rest: list[str]
    ) -> Lookup:
        known = len(rest)
        while known and rest[known - 1] in LOOKUPS | TRANSFORMS:
            known -= 1
        unresolved = "__".join(rest[:known]) or None
        if unresolved is not None and target is not None:
            target = None
        return Lookup(tuple(hops), owner, target, column, "__".join(rest[known:]) or "exact", unresolved)

    def _at_column(self, hops: list[Relation], owner: str, field: Field, rest: list[str]) -> Lookup:
        if field.kind in KEYED:
            return self._compared(hops, owner, None, field.name, rest)
        return Lookup(tuple(hops), owner, None, field.name, "__".join(rest) or "exact", None)


def build_models(names: Names, settings: DjangoSettings) -> Models:
    metas = model_metas(names, model_classes(names))
    abstract = {name: meta.abstract for name, meta in metas.items()}
    app_labels = _app_labels(names, metas)
    labels = Labels(
        names,
        {name: f"{label}.{bare(name)}" for name, label in app_labels.items()},
        [name for name, is_abstract in abstract.items() if is_abstract],
    )
    references = References(names, settings, labels, abstract)
    foreign = Foreign(names, settings)
    assembly = Assembly(names, metas, app_labels, references, foreign)
    stored = {**assembly.stored}
    stored |= foreign.stored()
    by_name = {name: each.model for name, each in stored.items()}
    return Models(by_name, graph_of(stored, assembly.to_fields), labels, references, foreign)


def _app_labels(names: Names, metas: dict[str, Meta]) -> dict[str, str]:
    apps = AppLabels(names)
    found: dict[str, str] = {}
    for name, meta in metas.items():
        option = meta.options.get("app_label")
        said = text(names, name, option) if option is not None else None
        found[name] = said or apps.of(names.classes[name].module)
    return found
