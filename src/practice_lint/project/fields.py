"""A class attribute -> the model field it declares, as written.

In: `Names` and one binding of a class body. Out: `Written`, a field that does not stand on a model yet: its target is
an expression, its related name may hold %(class)s. Deliberately unknown: which classes are models.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from practice_lint.facts import (
    Attribute,
    Bind,
    Call,
    Choose,
    Combine,
    Constant,
    Evaluate,
    Expr,
    Function,
    Global,
    Import,
    Leave,
    Local,
    Span,
    Subscript,
)
from practice_lint.project.constants import flag, mapping, text
from practice_lint.project.names import FunctionRecord, Names
from practice_lint.project.randomness import unguessable
from practice_lint.project.schema import RelationKind
from practice_lint.project.visit import argument, every_step, tail, words

# Bare names of field classes that the suffixes below do not tell, or tell wrongly -> the Django class they derive from.
FIELD_CLASSES: Mapping[str, str] = {
    "GenericForeignKey": "GenericForeignKey",
    "GenericRelation": "GenericRelation",
    "TaggableManager": "TaggableManager",  # taggit: many-to-many through its own table
    "ClusterTaggableManager": "TaggableManager",
    "ParentalKey": "ForeignKey",  # modelcluster (wagtail)
    "BitField": "BigIntegerField",
    "CurrentUserField": "ForeignKey",  # django-currentuser
    "AutoOneToOne": "OneToOneField",  # django-annoying
    "ForeignObject": "ForeignKey",
    "Field": "Field",
}
SUFFIXES: tuple[tuple[str, str], ...] = (  # the first that fits
    ("GenericForeignKey", "GenericForeignKey"),
    ("GenericRelation", "GenericRelation"),
    ("ForeignKeyField", "ForeignKey"),
    ("ForeignKey", "ForeignKey"),
    ("OneToOneField", "OneToOneField"),
    ("ManyToManyField", "ManyToManyField"),
    ("TaggableManager", "TaggableManager"),
    ("Field", ""),  # its own name
)
RELATIONS: Mapping[str, RelationKind] = {
    "ForeignKey": "fk",
    "OneToOneField": "o2o",
    "ManyToManyField": "m2m",
    "TaggableManager": "m2m",
    "GenericForeignKey": "generic",
    "GenericRelation": "generic-reverse",
}
# Words of a module's path whose fields are not model fields.
FOREIGN_FIELDS = frozenset(
    {
        "forms", "serializers", "rest_framework", "django_filters", "filters", "graphene", "graphene_django", "ninja",
        "strawberry", "wtforms", "pydantic", "dataclasses", "import_export", "attr", "attrs", "marshmallow",
        "widgets",
    }
)  # fmt: skip
ALIASES = 6  # how far a name, a wrapper or a function that returns a field is followed


@dataclass(frozen=True, slots=True)
class Written:
    """A field as its class declares it. Expressions are to be read in `scope` (canonical name of a class or
    function)."""

    name: str
    kind: str
    owner: str
    relation: RelationKind | None
    to: Expr | None
    scope: str
    through: Expr | None
    to_field: str | None
    null: bool
    unique: bool
    primary_key: bool
    parent_link: bool
    related_name: str | None
    related_query_name: str | None
    on_delete: str | None
    default: bool
    unguessable: bool
    call: Call | None
    span: Span


@dataclass(frozen=True, slots=True)
class _Kind:
    """A field class: the Django class it is, the project class that it is (to look for its default target) and keywords
    that a partial or a wrapping function gives."""

    name: str
    project_class: str | None = None
    given: Call | None = None
    given_scope: str = ""


def written_field(names: Names, owner: str, name: str, expr: Expr) -> Written | None:
    """The field that the attribute `name` of class `owner` declares, None if it declares none."""
    found = _call_and_kind(names, owner, expr, 0)
    if found is None:
        return None
    call, kind = found
    options = _options(names, owner, call)
    if kind.given is not None:
        options = {**_options(names, kind.given_scope, kind.given), **options}
    relation = RELATIONS.get(kind.name)
    to, scope = (None, owner) if relation is None else _target(names, owner, call, kind)
    on_delete = options.get("on_delete", (argument(call, "on_delete", 1), owner))[0]
    return Written(
        name=name,
        kind=kind.name,
        owner=owner,
        relation=relation,
        to=to,
        scope=scope,
        through=options.get("through", (None, owner))[0],
        to_field=_text_option(names, options, "to_field"),
        null=_flag_option(names, options, "null"),
        unique=_flag_option(names, options, "unique") or relation == "o2o",
        primary_key=_flag_option(names, options, "primary_key"),
        parent_link=_flag_option(names, options, "parent_link"),
        related_name=_text_option(names, options, "related_name"),
        related_query_name=_text_option(names, options, "related_query_name"),
        on_delete=(tail(on_delete) or None) if on_delete is not None and relation in ("fk", "o2o") else None,
        default="default" in options or "db_default" in options,
        unguessable="default" in options and unguessable(names, options["default"][1], options["default"][0]),
        call=call,
        span=call.span,
    )


def declares_model_field(names: Names, owner: str) -> bool:
    """Whether the class body binds something that can only be a field of a Django model, `models.XField(…)`."""
    for alternatives in names.bindings(owner).names.values():
        for expr in alternatives:
            if isinstance(expr, Call):
                symbol = names.resolve_within(owner, expr.function)
                if symbol is not None and symbol.name.startswith(
                    ("django.db.models.", "django.contrib.gis.db.models.")
                ):
                    if _kind_of_bare(symbol.name.rpartition(".")[2]) is not None:
                        return True
    return False


# ── which field class ───────────────────────────────────────────────────────────────────────────────────────────────


def _call_and_kind(names: Names, scope: str, expr: Expr, depth: int) -> tuple[Call, _Kind] | None:
    if depth > ALIASES:
        return None
    match expr:
        case Call(function=function, args=args):
            kind = _kind(names, scope, function, depth)
            if kind is not None:
                return expr, kind
            if args and isinstance(args[0], Call):  # encrypt(models.CharField(…)), deprecated(models.ForeignKey(…))
                return _call_and_kind(names, scope, args[0], depth + 1)
        case Choose(then=then, other=other):
            return _call_and_kind(names, scope, then, depth + 1) or _call_and_kind(names, scope, other, depth + 1)
        case _:
            pass
    return None


def _kind(names: Names, scope: str, function: Expr, depth: int) -> _Kind | None:
    if isinstance(function, Subscript):  # models.ForeignKey["Order"](…)
        return _kind(names, scope, function.of, depth)
    symbol = names.resolve_within(scope, function)
    if symbol is None:
        return _bare(words(function))
    match symbol.kind:
        case "class":
            return _kind_of_class(names, symbol.name)
        case "external":
            return _bare(symbol.name)
        case "function":
            return _kind_returned(names, names.functions[symbol.name], depth) or _bare(symbol.name)
        case "value":
            return _kind_of_value(names, symbol.name, depth) or _bare(symbol.name)
        case _:
            return None


def _bare(path: str) -> _Kind | None:
    *before, name = path.split(".")
    kind = _kind_of_bare(name)
    return _Kind(kind) if kind is not None and FOREIGN_FIELDS.isdisjoint(before) else None


def _kind_of_bare(name: str) -> str | None:
    known = FIELD_CLASSES.get(name)
    if known is not None:
        return known
    return next((kind or name for suffix, kind in SUFFIXES if name.endswith(suffix)), None)


def _kind_of_class(names: Names, name: str) -> _Kind | None:
    project: str | None = None
    for each in names.mro(name):
        record = names.classes.get(each)
        if record is not None and not names.modules[record.module].stub:
            project = project or each
            continue
        found = _bare(each)
        if found is not None:
            return _Kind(found.name, project)
        if not FOREIGN_FIELDS.isdisjoint(each.split(".")):
            return None
    return None


def _kind_returned(names: Names, function: FunctionRecord, depth: int) -> _Kind | None:
    """The kind of field that a function of the project makes: `def NameField(**more): return CharField(…)`."""
    for call in _returned(function.facts):
        made = _call_and_kind(names, function.name, call, depth + 1)
        if made is not None:
            return _Kind(made[1].name, made[1].project_class, made[0], function.name)
    return None


def _returned(function: Function) -> Iterator[Call]:
    for step in every_step(function.body):
        if isinstance(step, Leave) and isinstance(step.value, Call):
            yield step.value


def _kind_of_value(names: Names, value: str, depth: int) -> _Kind | None:
    """`MoneyField = partial(DecimalField, …)`"""
    scope = value.rpartition(".")[0]
    for _, expr in names.values(value):
        if isinstance(expr, Call) and tail(expr.function) == "partial" and expr.args and depth < ALIASES:
            kind = _kind(names, scope, expr.args[0], depth + 1)
            if kind is not None:
                rest = Call(expr.args[0], expr.args[1:], expr.keywords, expr.span)
                return _Kind(kind.name, kind.project_class, rest, scope)
    return None


# ── options ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_Options = dict[str, tuple[Expr, str]]  # with the scope in which the expression stands


def _options(names: Names, scope: str, call: Call) -> _Options:
    """The keywords, those of `**NULLABLE` included."""
    found: _Options = {}
    for keyword in call.keywords:
        if keyword.name == "**":
            found.update({key: (value, scope) for key, value in mapping(names, scope, keyword.value).items()})
        else:
            found[keyword.name] = (keyword.value, scope)
    return found


def _text_option(names: Names, options: _Options, name: str) -> str | None:
    found = options.get(name)
    return text(names, found[1], found[0]) if found is not None else None


def _flag_option(names: Names, options: _Options, name: str) -> bool:
    found = options.get(name)
    return found is not None and flag(names, found[1], found[0]) is True


def _target(names: Names, owner: str, call: Call, kind: _Kind) -> tuple[Expr | None, str]:
    """What the relation leads to, and the scope to read that in: said by the call, by what wraps it, by its class."""
    to = _options(names, owner, call).get("to", (argument(call, "to", 0), owner))[0]
    if to is not None and not _starred(to):
        return to, owner
    if kind.given is not None:
        to = argument(kind.given, "to", 0)
        if to is not None and not _starred(to):
            return to, kind.given_scope
    if kind.project_class is not None:
        init = names.method(kind.project_class, "__init__")
        if init is not None:
            to = _default_target(init.facts)
            if to is not None:
                return to, init.name
    return None, owner


def _starred(expr: Expr) -> bool:
    return isinstance(expr, Combine) and expr.how == "*"


def _default_target(init: Function) -> Expr | None:
    """What a field class of the project leads to by itself: `super().__init__(to=…)`, `kwargs["to"] = …`,
    `kwargs.setdefault("to", …)`."""
    params = {param.name for param in init.params}
    for step in every_step(init.body):
        match step:
            case Bind(target=Subscript(index=Constant(value="to")), value=value):
                return value
            case Evaluate(value=Call(function=Attribute(name="setdefault"), args=(Constant(value="to"), value, *_))):
                return value
            case Evaluate(value=Call(function=Attribute(name="__init__")) as call):
                to = argument(call, "to", 0)
                if isinstance(to, (Global, Import, Constant, Attribute, Call)) or (
                    isinstance(to, Local) and to.name not in params
                ):
                    return to
            case _:
                pass
    return None
