"""Relation fields of serializers, forms and filter sets: over which model, writable or not, and what narrows them.

In: `Project`, `Views`. Out: `Fields`: every relation field over a practice-scoped model (or the practice itself) whose
rows nothing narrows. Deliberately unknown: queries in functions; the interpreter judges those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from practice_lint.facts import Bind, Call, Combine, Constant, Expr, Lambda, Local, Span
from practice_lint.findings.finding import Confidence
from practice_lint.project.constants import flag, held, mapping
from practice_lint.project.link import Project
from practice_lint.project.names import Names
from practice_lint.project.schema import Field, Model
from practice_lint.project.visit import argument, tail
from practice_lint.scope.admins import Admins
from practice_lint.scope.holders import Holders
from practice_lint.scope.narrowing import Narrowing
from practice_lint.scope.printing import printed
from practice_lint.scope.views import Views

Kind = Literal["serializer", "form", "filterset"]

# The library's classes by their last word: a base outside the project counts by its name alone.
ROOTS: Mapping[str, Kind] = {
    "BaseSerializer": "serializer",
    "Serializer": "serializer",
    "ModelSerializer": "serializer",
    "HyperlinkedModelSerializer": "serializer",
    "BaseForm": "form",
    "Form": "form",
    "ModelForm": "form",
    "BaseFilterSet": "filterset",
    "FilterSet": "filterset",
}
ENDINGS: tuple[tuple[str, Kind], ...] = (("Serializer", "serializer"), ("FilterSet", "filterset"), ("Form", "form"))
MODEL_FORM_VIEW = "django.views.generic.edit.ModelFormMixin"
RELATION_FIELDS = frozenset(
    {
        "RelatedField",
        "PrimaryKeyRelatedField",
        "SlugRelatedField",
        "HyperlinkedRelatedField",
        "ModelChoiceField",
        "ModelMultipleChoiceField",
        "ModelChoiceFilter",
        "ModelMultipleChoiceFilter",
    }
)
MADE_UP = frozenset({"SerializerMethodField", "ReadOnlyField", "HiddenField"})  # fields that take nothing sent
ROLES = ("write", "admin", "staff", "base", "unused")  # the surest first
ALL = "__all__"
FOLLOWED = 6  # names that stand for lists of names


@dataclass(frozen=True, slots=True)
class OpenField:
    """A relation field that takes (or, in a filter set, offers) any practice's row of `target`.

    `module`, `span`: where it is declared or listed. `symbol`: its class. `practice`: the target is the practice
    itself. `siblings`: other relations of the class, which are narrowed.
    """

    kind: Kind
    cls: str
    symbol: str
    name: str
    target: Model
    module: str
    span: Span
    explicit: bool
    query: str
    practice: bool
    confidence: Confidence
    siblings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    name: str
    target: str
    module: str
    span: Span
    explicit: bool
    query: str
    owner: str  # the class in whose body it is declared
    narrowed: bool
    source: str  # what validated data calls it


class Fields:
    def __init__(self, project: Project, views: Views) -> None:
        self.project, self.names, self.models, self.tenancy = project, project.names, project.models, project.tenancy
        self.views = views
        self.narrowing = Narrowing(project, views)

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """Serializers, forms and filter sets of the project, by canonical name."""
        found: dict[str, Kind] = {}
        for name in sorted(self.names.classes):
            if not self.views.sketched(name):
                kind = self._kind(name)
                if kind is not None:
                    found[name] = kind
        return found

    @cached_property
    def holders(self) -> Holders:
        return Holders(self.project, self.narrowing, self.kinds)

    @cached_property
    def open(self) -> tuple[OpenField, ...]:
        """One per class and field, in order of place."""
        groups: dict[tuple[str, int, int, str], list[tuple[str, _Place]]] = {}
        narrowed: dict[str, list[str]] = {}
        for cls, kind in self.kinds.items():
            for place in self._places(cls, kind):
                if place.narrowed or self._narrowed(cls, kind, place):
                    if place.target not in self.tenancy.practices:
                        narrowed.setdefault(cls, []).append(place.name)
                    continue
                key = (place.module, place.span.line, place.span.column, place.name)
                groups.setdefault(key, []).append((cls, place))
        found = []
        for members in groups.values():
            # A field that heirs share is one finding: the class that declares it, as sure as its surest use.
            members.sort(key=lambda each: (not each[1].owner.startswith(each[0]), each[0]))
            roles = {"write" if cls in self._form_views else self.holders.role(cls) for cls, _ in members} - {"read"}
            if not roles or (roles == {"base"} and len(members) == 1):
                continue
            cls, place = members[0]
            role = next(each for each in ROLES if each in roles)
            found.append(self._open(cls, place, tuple(sorted(narrowed.get(cls, ()))), role))
        return tuple(sorted(found, key=lambda f: (f.module, f.span.line, f.span.column, f.name)))

    def _open(self, cls: str, place: _Place, siblings: tuple[str, ...], role: str) -> OpenField:
        record = self.names.classes[cls]
        practice = place.target in self.tenancy.practices
        confidence: Confidence = "medium"
        if role == "admin" and self._plain_form(cls) and self._scopes_admin and not practice:
            confidence = "medium"  # no hook of a ModelAdmin narrows a form that its own code makes
        elif role in ("unused", "admin", "staff", "base") or self._platform(cls, place.target):
            confidence = "low"
        elif self.kinds[cls] == "filterset" and self._for_api(cls):
            confidence = "low"  # it shows no choices but on a developer's page; what is left is an oracle
        elif siblings and not practice:
            confidence = "high"
        return OpenField(
            self.kinds[cls], cls, record.facts.name, place.name, self.models.by_name[place.target], place.module,
            place.span, place.explicit, place.query, practice, confidence, siblings,
        )  # fmt: skip

    def _plain_form(self, cls: str) -> bool:
        return self.kinds[cls] == "form" and self._meta(cls) is None

    @cached_property
    def _scopes_admin(self) -> bool:
        """Whether practices' own staff work in the project's admin, as far as its other classes tell."""
        return Admins(self.project, self.views, self.narrowing).scopes

    def _for_api(self, cls: str) -> bool:
        library = any(base.startswith("django_filters.rest_framework") for base in self.names.mro(cls))
        return library or self.holders.for_api(cls)

    def _platform(self, cls: str, target: str) -> bool:
        """Whether the rows that the class writes, or those that it chooses among, belong to no one practice."""
        scope = self.tenancy.scopes.get(target)
        if scope is not None and scope.kind == "shared":
            return True
        meta = self._meta(cls)
        model = self._model(meta) if meta is not None else None
        written = self.tenancy.scopes.get(model.name) if model is not None else None
        if target == self.models.user:  # of a model that nobody declared, a user may well be the owner
            return written is not None and written.kind in ("shared", "global")
        return written is not None and written.kind in ("shared", "global", "undeclared")

    # ── what is a form ──────────────────────────────────────────────────────────────────────────────────────────────

    def _kind(self, name: str) -> Kind | None:
        if name in self._form_views:
            return "form"
        for base in self.names.mro(name)[1:]:
            word = base.rpartition(".")[2]
            if self.views.sketched(base):
                if word in ROOTS:
                    return ROOTS[word]
                if base not in self.names.classes:
                    for ending, kind in ENDINGS:
                        if word.endswith(ending):
                            return kind
        return None

    @cached_property
    def _form_views(self) -> frozenset[str]:
        return frozenset(name for name in self.names.classes if self._makes_form(name))

    def _makes_form(self, name: str) -> bool:
        """A generic view that lists `fields` and names no form: Django makes a ModelForm of them."""
        if MODEL_FORM_VIEW not in self.names.mro(name):
            return False
        fields, form = self.names.attribute(name, "fields"), self.names.attribute(name, "form_class")
        return fields is not None and not self.views.sketched(fields[0]) and (form is None or form[1] == Constant(None))

    # ── which relation fields it has ────────────────────────────────────────────────────────────────────────────────

    def _places(self, cls: str, kind: Kind) -> Iterator[_Place]:
        declared = self._declared(cls)
        for name, (owner, call) in declared.items():
            place = self._explicit(cls, kind, name, owner, call)
            if place is not None:
                yield place
        yield from self._implicit(cls, kind, frozenset(declared))

    def _declared(self, cls: str) -> dict[str, tuple[str, Expr]]:
        """Attributes of the class bodies along the MRO, the nearest each."""
        found: dict[str, tuple[str, Expr]] = {}
        for owner in self.names.mro(cls):
            record = self.names.classes.get(owner)
            if record is None or self.views.sketched(owner):
                continue
            for step in record.facts.body:
                if isinstance(step, Bind) and isinstance(step.target, Local):
                    found.setdefault(step.target.name, (owner, step.value))
        return found

    def _explicit(self, cls: str, kind: Kind, name: str, owner: str, call: Expr) -> _Place | None:
        if not isinstance(call, Call):
            return None
        field = self._relation_class(owner, call.function) or self._choosing_class(owner, call)
        if field is None or self._set(owner, call, "read_only") or self._set(owner, call, "disabled"):
            return None
        queryset = argument(call, "queryset", None if kind == "serializer" else 0)
        scope = owner
        if field in self.names.classes and self._project_method(field, "get_queryset"):
            return None  # a field of the project's own that finds its rows itself
        if queryset is None and field in self.names.classes:
            bound = self.names.attribute(field, "queryset")
            if bound is not None and not self.views.sketched(bound[0]):
                scope, queryset = bound
        if queryset is None or isinstance(queryset, Lambda):
            return None
        target = self.narrowing.every_row(scope, queryset)
        if target is None:
            target = self._any_target(scope, queryset)
            return _Place(name, target, "", call.span, True, "", owner, True, name) if target is not None else None
        if not self._owned(target, kind):
            return None
        module, span = self._bound_at(owner, name, call.span)
        said = argument(call, "source")
        source = said.value if isinstance(said, Constant) and isinstance(said.value, str) else name
        asked = self.narrowing.validated(owner, call, target in self.tenancy.practices)
        return _Place(name, target, module, span, True, printed(queryset), owner, asked, source)

    def _any_target(self, scope: str, queryset: Expr) -> str | None:
        """The practice-scoped model of a queryset that is narrowed where it stands."""
        model = self.views.root(scope, queryset)
        return model if model is not None and self.tenancy.scoped(model) else None

    def _owned(self, target: str, kind: Kind) -> bool:
        """Whether its rows belong to practices; users do by their memberships, and a form shows their names. Beside
        memberships, an optional key of the user's own (where he sits) says little."""
        if target == self.models.user and self.tenancy.memberships:
            scope = self.tenancy.scopes.get(target)
            ways = [self.models.lookup(target, path).hops for path in scope.paths] if scope is not None else []
            return kind == "form" or any(way and not any(hop.field.null for hop in way) for way in ways)
        return self.tenancy.scoped(target)

    def _relation_class(self, scope: str, function: Expr) -> str | None:
        symbol = self.names.resolve_within(scope, function)
        name = symbol.name if symbol is not None else tail(function)
        lineage = self.names.mro(name) if name in self.names.classes else (name,)
        return name if any(base.rpartition(".")[2] in RELATION_FIELDS for base in lineage) else None

    def _choosing_class(self, scope: str, call: Call) -> str | None:
        """A field of the project's own that is told in which rows to look: `PublicIdField(queryset=…)`."""
        symbol = self.names.resolve_within(scope, call.function)
        if symbol is None or symbol.name not in self.names.classes or self.views.sketched(symbol.name):
            return None
        a_field = any(base.endswith(".Field") and self.views.sketched(base) for base in self.names.mro(symbol.name))
        if not a_field or argument(call, "queryset") is None or self.narrowing.speaking(symbol.name):
            return None
        return symbol.name

    def _project_method(self, cls: str, method: str) -> bool:
        found = self.names.method(cls, method)
        return found is not None and not self.names.modules[found.module].stub

    def _set(self, scope: str, call: Call, word: str) -> bool:
        value = argument(call, word)
        return value is not None and flag(self.names, scope, value) is True

    def _bound_at(self, owner: str, name: str, otherwise: Span) -> tuple[str, Span]:
        record = self.names.classes[owner]
        for step in record.facts.body:
            if isinstance(step, Bind) and step.target == Local(name):
                return record.module, step.span
        return record.module, otherwise

    def offered(self) -> Iterator[tuple[str, str]]:
        """(model, column) that a form or a serializer which something writes with takes from its sender."""
        for cls, kind in self.kinds.items():
            meta = self._meta(cls)
            model = self._model(meta) if meta is not None else None
            if meta is None or model is None or kind == "filterset" or self.holders.role(cls) not in ("write", "base"):
                continue
            declared = self._declared(cls)
            for name, _ in self._listed(meta, model, kind):
                owner, call = declared.get(name, (cls, None))
                locked = isinstance(call, Call) and (
                    tail(call) in MADE_UP or self._set(owner, call, "read_only") or self._set(owner, call, "disabled")
                )
                field = model.fields.get(name)
                if (
                    field is not None
                    and _editable(self.names, field)
                    and not locked
                    and not self._read_only(meta, name)
                ):
                    yield model.name, name

    # ── implicit ones ───────────────────────────────────────────────────────────────────────────────────────────────

    def _implicit(self, cls: str, kind: Kind, declared: frozenset[str]) -> Iterator[_Place]:
        meta = self._meta(cls)
        model = self._model(meta) if meta is not None else None
        if meta is None or model is None or (kind == "serializer" and self._option(meta, "depth") is not None):
            return
        for name, option in self._listed(meta, model, kind):
            relation = self._relation(model, name, kind, option == "fields")
            if name in declared or relation is None or not self._owned(relation, kind):
                continue
            if kind == "serializer" and self._read_only(meta, name):
                continue
            record = self.models.by_name[relation]
            owner, span = self._said_at(meta, option)
            narrowed = self.narrowing.scoped_by_default(record) or self._limited(model.fields.get(name))
            narrowed = narrowed or self._own_field_class(meta, name)
            yield _Place(name, relation, owner, span, False, f"{model.label}.{name}", meta, narrowed, name)

    def _meta(self, cls: str) -> str | None:
        if cls in self._form_views:
            return cls
        meta = next((f"{owner}.Meta" for owner in self.names.mro(cls) if f"{owner}.Meta" in self.names.classes), None)
        return meta if meta is not None and not self.views.sketched(meta) else None

    def _model(self, meta: str) -> Model | None:
        bound = self.names.attribute(meta, "model")
        target = self.models.resolve_value(bound[0], bound[1]) if bound is not None else None
        return self.models.by_name.get(target or "")

    def _listed(self, meta: str, model: Model, kind: Kind) -> Iterator[tuple[str, str]]:
        """(field, the option that brings it in)."""
        fields = self._texts(meta, "fields")
        if fields is not None and ALL not in fields:
            for name in fields:
                yield name, "fields"
            return
        option = "fields" if fields is not None else "exclude"
        excluded = self._texts(meta, "exclude")
        if option == "exclude" and excluded is None:
            return
        for name, field in model.fields.items():
            if name not in (excluded or ()) and (kind != "filterset" or field.relation is not None):
                yield name, option

    def _relation(self, model: Model, name: str, kind: Kind, explicit: bool) -> str | None:
        """The model that the field leads to, None where it is no writable relation."""
        field = model.fields.get(name)
        if field is None:
            hop = self.models.accessor(model.name, name) if explicit and kind == "serializer" else None
            return hop.target if hop is not None and hop.many and hop.target in self.models.by_name else None
        if field.relation not in ("fk", "o2o", "m2m") or field.target not in self.models.by_name:
            return None
        if field.call is not None and kind != "filterset":
            if not _editable(self.names, field):
                return None
            if argument(field.call, "parent_link") is not None or (field.primary_key and not explicit):
                return None
        if field.relation == "m2m" and field.through is not None and kind == "serializer":
            return None  # Django REST framework makes it read-only
        return field.target

    def _limited(self, field: Field | None) -> bool:
        """Whether the model's own column limits the choices by more than constants."""
        limit = argument(field.call, "limit_choices_to") if field is not None and field.call is not None else None
        return limit is not None and not (isinstance(limit, Combine) and limit.how == "{:}")

    def _own_field_class(self, meta: str, name: str) -> bool:
        """`field_classes = {"room": PracticeChoiceField}` of a ModelForm."""
        classes = self._option(meta, "field_classes")
        value = mapping(self.names, classes[0], classes[1]).get(name) if classes is not None else None
        return value is not None

    def _read_only(self, meta: str, name: str) -> bool:
        if name in (self._texts(meta, "read_only_fields") or ()):
            return True
        extra = self._option(meta, "extra_kwargs")
        options = mapping(self.names, extra[0], extra[1]).get(name) if extra is not None else None
        if options is None or extra is None:
            return False
        said = mapping(self.names, extra[0], options)
        if "queryset" in said:
            return self.narrowing.every_row(extra[0], said["queryset"]) is None
        return "read_only" in said and flag(self.names, extra[0], said["read_only"]) is True

    def _option(self, meta: str, name: str) -> tuple[str, Expr] | None:
        bound = self.names.attribute(meta, name)
        return bound if bound is not None and bound[1] != Constant(None) else None

    def _texts(self, meta: str, option: str) -> tuple[str, ...] | None:
        bound = self._option(meta, option)
        return None if bound is None else tuple(self._names_in(bound[0], bound[1], 0))

    def _names_in(self, scope: str, expr: Expr, depth: int) -> Iterable[str]:
        match expr:
            case Constant(value=str() as word):
                return [word]
            case Combine(how="{:}", parts=parts):  # django-filter's {"patient": ["exact"]}
                return [
                    key.value
                    for part in parts
                    if isinstance(part, Combine) and isinstance(key := part.parts[0], Constant)
                    if isinstance(key.value, str) and _exact(part.parts[-1])
                ]
            case Combine(parts=parts):
                return [word for part in parts for word in self._names_in(scope, part, depth)]
            case Call(args=(inner,)) if tail(expr) in ("list", "tuple", "set", "frozenset", "sorted"):
                return self._names_in(scope, inner, depth)
        if depth > FOLLOWED:
            return []
        return [
            word for where, each in held(self.names, scope, expr) for word in self._names_in(where, each, depth + 1)
        ]

    def _said_at(self, meta: str, option: str) -> tuple[str, Span]:
        """Where Meta's option stands, in the body that binds it."""
        bound = self.names.attribute(meta, option)
        owner = bound[0] if bound is not None else meta
        record = self.names.classes[owner]
        for step in record.facts.body:
            if isinstance(step, Bind) and step.target == Local(option):
                return record.module, step.span
        return record.module, record.facts.head

    # ── what narrows them ───────────────────────────────────────────────────────────────────────────────────────────

    def _narrowed(self, cls: str, kind: Kind, place: _Place) -> bool:
        practice = place.target in self.tenancy.practices
        if place.name in self.narrowing.by_methods(cls):
            return True
        return any(self._handled(cls, kind, word, practice) for word in dict.fromkeys((place.name, place.source)))

    def _handled(self, cls: str, kind: Kind, word: str, practice: bool) -> bool:
        if self.narrowing.checked(cls, word, practice) or self.holders.narrowed(cls, word, practice):
            return True
        return kind != "filterset" and self.narrowing.overwritten(cls, word)


def _editable(names: Names, field: Field) -> bool:
    editable = argument(field.call, "editable") if field.call is not None else None
    return editable is None or flag(names, field.module, editable) is not False


def _exact(lookups: Expr) -> bool:
    """Whether django-filter makes a choice out of the relation: lookups of its key with "exact" or "in"."""
    texts = [part.value for part in lookups.parts if isinstance(part, Constant)] if isinstance(lookups, Combine) else []
    return not texts or "exact" in texts
