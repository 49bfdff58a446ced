"""Model classes -> models: fields and managers gathered along inheritance as Django gathers them.

In: `Names`, which classes are models, their Meta options, what resolves a reference. Out: `Stored` models. Deliberately
unknown: hops between models.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from practice_lint.facts import Constant, Expr, Unknown
from practice_lint.project.constants import flag, text
from practice_lint.project.fields import Written, written_field
from practice_lint.project.foreign import Foreign
from practice_lint.project.graph import Stored
from practice_lint.project.labels import bare
from practice_lint.project.managers import written_manager
from practice_lint.project.model_classes import Meta
from practice_lint.project.names import Names
from practice_lint.project.references import References
from practice_lint.project.schema import Field, Manager, Model

TAG = "taggit.models.Tag"


class Assembly:
    def __init__(
        self,
        names: Names,
        metas: Mapping[str, Meta],
        labels: Mapping[str, str],
        references: References,
        foreign: Foreign,
    ) -> None:
        self._foreign = foreign
        self._names = names
        self._metas = metas
        self._labels = labels
        self._references = references
        self._own_fields: dict[str, dict[str, Written]] = {}
        self._own_managers: dict[str, dict[str, Manager]] = {}
        self._written: dict[str, dict[str, Written]] = {}
        self._stored: dict[str, Stored] = {}
        self.to_fields: dict[tuple[str, str], str] = {}

    @cached_property
    def stored(self) -> Mapping[str, Stored]:
        return {name: self._store(name) for name in sorted(self._metas)}

    # ── what a class itself declares ────────────────────────────────────────────────────────────────────────────────

    def _declared(self, name: str) -> tuple[dict[str, Written], dict[str, Manager]]:
        if name not in self._own_fields:
            fields: dict[str, Written] = {}
            managers: dict[str, Manager] = {}
            for attribute, alternatives in self._names.bindings(name).names.items():
                for expr in alternatives:
                    field = written_field(self._names, name, attribute, expr)
                    if field is not None:
                        fields[attribute] = field
                        break
                    manager = written_manager(self._names, name, attribute, expr)
                    if manager is not None:
                        managers[attribute] = manager
                        break
            self._own_fields[name], self._own_managers[name] = fields, managers
        return self._own_fields[name], self._own_managers[name]

    def _bound(self, name: str) -> Iterator[str]:
        """Attributes that hide inherited fields: everything but bare annotations."""
        for attribute, alternatives in self._names.bindings(name).names.items():
            if not isinstance(alternatives[0], Unknown):
                yield attribute

    # ── fields ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _local(self, name: str, below: frozenset[str] = frozenset()) -> dict[str, Written]:
        """Fields of the model's own table: declared in its body or in its abstract bases (see ModelBase.__new__)."""
        if name in self._written:
            return self._written[name]
        own, _ = self._declared(name)
        found = dict(own)
        taken = {*own, *self._bound(name)}
        direct = {base.name for base in self._names.classes[name].bases} - below
        for base in self._names.mro(name)[1:]:
            if base not in direct or base not in self._metas:
                taken |= set(self._bound(base))
                continue
            inherited = self._local(base, below | {name})
            if self._metas[base].abstract:
                found |= {key: field for key, field in inherited.items() if key not in taken}
            taken |= set(inherited)
        self._written[name] = found
        return found

    def _store(self, name: str) -> Stored:
        if name in self._stored:
            return self._stored[name]
        names, meta = self._names, self._metas[name]
        record = names.classes[name]
        mro = names.mro(name)
        local = [self._field(name, written) for written in self._local(name).values()]
        concrete_bases = [
            base
            for base in mro[1:]
            if base in self._metas and not self._metas[base].abstract and name not in names.mro(base)  # A(B), B(A)
        ]
        proxy = bool(concrete_bases) and "proxy" in meta.options and flag(names, name, meta.options["proxy"]) is True
        parents = tuple(self._nearest_parents(name, concrete_bases))
        concrete = self._store(concrete_bases[0]).concrete if proxy else name
        links = [field for field in local if self._local(name)[field.name].parent_link]
        if not proxy and not meta.abstract:
            implicit = list(self._parent_links(name, parents, links))
            local += implicit
            links += implicit
        fields: dict[str, Field] = {}
        for parent in reversed(parents):
            fields |= self._store(parent).model.fields
        fields |= {field.name: field for field in local}
        managers = self._managers(name, mro)
        model = Model(
            name=name,
            label=f"{self._labels[name]}.{bare(name)}",
            module=record.module,
            path=names.modules[record.module].path,
            abstract=meta.abstract,
            proxy=proxy,
            library=names.modules[record.module].stub,
            bases=tuple(b for b in mro[1:] if b in self._metas and not names.modules[names.classes[b].module].stub),
            fields=fields,
            managers=managers,
            default_manager=self._default_manager(name, mro, managers),
            meta=meta.options,
            span=record.facts.span,
            head=record.facts.head,
        )
        key = self._key(model, parents, links, proxy)
        self._stored[name] = Stored(
            model, tuple(local), parents, concrete, key, self._dead(model), frozenset(field.name for field in links)
        )
        return self._stored[name]

    def _dead(self, model: Model) -> bool:
        if model.abstract or (model.library and not self._references.installed(model.module)):
            return True
        swappable = model.meta.get("swappable")
        setting = text(self._names, model.name, swappable) if swappable is not None else None
        return setting is not None and self._references.swapped(setting, model.name)

    def _nearest_parents(self, name: str, concrete_bases: list[str]) -> Iterator[str]:
        """The concrete bases that are no bases of another concrete base."""
        covered: set[str] = set()
        for base in concrete_bases:
            if base not in covered:
                covered |= set(self._names.mro(base))
                yield base

    def _parent_links(self, name: str, parents: tuple[str, ...], links: list[Field]) -> Iterator[Field]:
        """The implicit one-to-one fields of multi-table inheritance."""
        record = self._names.classes[name]
        linked = {field.target for field in links}
        for parent in dict.fromkeys(self._store(each).concrete for each in parents):
            if parent not in linked:
                yield Field(
                    name=f"{bare(parent).lower()}_ptr", kind="OneToOneField", model=name, relation="o2o", target=parent,
                    null=False, unique=True, primary_key=True, related_name=None, related_query_name=None, through=None,
                    on_delete="CASCADE", default=False, call=None, module=record.module, span=record.facts.head,
                )  # fmt: skip

    def _key(self, model: Model, parents: tuple[str, ...], links: list[Field], proxy: bool) -> Field:
        if proxy and parents:
            return self._store(parents[0]).key
        inherited = {name for parent in parents for name in self._store(parent).model.fields}
        own = [field for name, field in model.fields.items() if field.primary_key and name not in inherited]
        for field in (*own, *links):
            return field
        return Field(
            name="id", kind="AutoField", model=model.name, relation=None, target=None, null=False, unique=True,
            primary_key=True, related_name=None, related_query_name=None, through=None, on_delete=None, default=True,
            call=None, module=model.module, span=model.head,
        )  # fmt: skip

    def _field(self, model: str, written: Written) -> Field:
        """The field as it stands on the model."""
        module = self._names.classes[written.owner].module
        app = self._labels[model]
        target = through = None
        if written.to is not None and written.relation != "generic":
            target = self._refer(written.scope, written.to, app, written.owner, model)
        if written.through is not None:
            through = self._refer(written.owner, written.through, app, written.owner, model)
        if written.kind == "TaggableManager":
            target = self._tag(through)
        if written.to_field is not None:
            self.to_fields[written.owner, written.name] = written.to_field
        return Field(
            name=written.name,
            kind=written.kind,
            model=written.owner,
            relation=written.relation,
            target=target,
            null=written.null,
            unique=written.unique or written.primary_key,
            primary_key=written.primary_key,
            related_name=self._filled(written.related_name or self._default_related_name(written, model), model),
            related_query_name=self._filled(written.related_query_name, model),
            through=through,
            on_delete=written.on_delete,
            default=written.default,
            unguessable=written.unguessable,
            call=written.call,
            module=module,
            span=written.span,
        )

    def _refer(self, scope: str, expr: Expr, app: str, owner: str, model: str) -> str | None:
        found = self._references.named(scope, expr, app=app, itself=model)
        if found is None and owner != model and owner in self._labels and self._labels[owner] != app:
            found = self._references.named(scope, expr, app=self._labels[owner], itself=owner)
        library = self._names.modules[self._names.classes[model].module].stub
        return found if found is not None or library else self._foreign.named(scope, expr, collect=True)

    def _tag(self, through: str | None) -> str | None:
        if through is not None and through in self._metas:
            tag = self._store(through).model.fields.get("tag")
            return tag.target if tag is not None else None
        return TAG if TAG in self._metas else None

    def _default_related_name(self, written: Written, model: str) -> str | None:
        option = self._metas[model].options.get("default_related_name")
        if option is None or written.relation not in ("fk", "o2o", "m2m"):
            return None
        return text(self._names, model, option)

    def _filled(self, name: str | None, model: str) -> str | None:
        if name is None:
            return None
        if name.endswith("+"):
            return "+"
        if "%(" not in name or self._metas[model].abstract:
            return name
        own = bare(model).lower()
        for key, value in (("class", own), ("model_name", own), ("app_label", self._labels[model].lower())):
            name = name.replace(f"%({key})s", value)
        return name

    # ── managers ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _managers(self, name: str, mro: tuple[str, ...]) -> dict[str, Manager]:
        """In the order in which Django looks for the default: nearest class first, declared order within it."""
        found: dict[str, Manager] = {}
        for base in mro:
            if base in self._metas:
                for attribute, manager in self._local_managers(base).items():
                    found.setdefault(attribute, manager)
        return found

    def _local_managers(self, name: str) -> dict[str, Manager]:
        _, own = self._declared(name)
        if own or self._metas[name].abstract:
            return own
        if any(self._declared(base)[1] for base in self._names.mro(name)[1:] if base in self._metas):
            return own
        if any(b in self._metas and not self._metas[b].abstract for b in self._names.mro(name)[1:]):
            return own  # the parent's implicit manager comes down
        return {"objects": Manager("objects", None, None, name, None)}

    def _default_manager(self, name: str, mro: tuple[str, ...], managers: Mapping[str, Manager]) -> str:
        for base in mro:
            option = self._metas[base].options.get("default_manager_name") if base in self._metas else None
            if isinstance(option, Constant) and isinstance(option.value, str):
                return option.value
            if base == name and self._declared(name)[1]:
                break
            if base != name and base in self._metas:
                break
        return next(iter(managers), "objects")
