"""The fields of a typed request body: what a ninja or pydantic schema lets the sender write, by name.

In: the annotation of a handler's parameter. Out: the dict that `payload.dict()` gives. Deliberately unknown: what
validators of the schema do to a value. Source: django-ninja 1 (`Schema`, `ModelSchema`), pydantic 1 and 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from practice_lint.facts import Combine, Constant, Expr
from practice_lint.project.visit import every_expression
from practice_lint.scope.values import Const, Input, Keywords, Seq, Table, Value

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine

SCHEMAS = frozenset({"ninja.schema.Schema", "ninja.Schema", "pydantic.BaseModel", "pydantic.main.BaseModel"})
DUMPS = frozenset({"dict", "model_dump", "dict_without_unset"})  # methods that give a schema's fields by name
MODEL_META = (("Meta", "model", "fields"), ("Config", "model", "model_fields"))  # of a ModelSchema
EVERY = ("__all__",)


def schema_of(m: Machine, module: str, annotation: Expr | None) -> str | None:
    """The project's schema class that an annotation names, `list[…]` and `Form[…]` around it left out."""
    for expr in every_expression(annotation) if annotation is not None else ():
        symbol = m.names.resolve_expr(module, expr)
        if symbol is not None and symbol.kind == "class" and SCHEMAS.intersection(m.names.mro(symbol.name)):
            return symbol.name
    return None


def remember(m: Machine, sent: Input, schema: str) -> None:
    """The body, or each element of a list of them, is of this schema."""
    m.bodies[sent] = m.bodies[Input(sent.source, f"{sent.name}[]")] = schema


def dumped(m: Machine, sent: Input, keywords: Keywords) -> Value:
    """`payload.dict(exclude={"practice"})`: the schema's fields, each as it was sent."""
    schema, given = m.bodies[sent], dict(keywords)
    only, left_out = _named(given.get("include")), _named(given.get("exclude"))
    names = dict.fromkeys((*_of_model(m, schema), *_declared(m, schema)))
    taken = [name for name in names if name not in left_out and (not only or name in only)]
    return Table(tuple((name, Input(sent.source, f"{sent.name}.{name}")) for name in taken), None)


def _named(value: Value | None) -> frozenset[str]:
    """The texts of a list, a set or the keys of a dict."""
    if isinstance(value, Table):
        return frozenset(name for name, _ in value.items)
    parts = value.items if isinstance(value, Seq) else ()
    return frozenset(str(part.value) for part in parts if isinstance(part, Const))


def _declared(m: Machine, schema: str) -> list[str]:
    order = [owner for owner in m.names.mro(schema) if owner in m.names.classes]
    own = [owner for owner in order if not m.names.modules[m.names.classes[owner].module].stub]
    return [name for owner in reversed(own) for name in m.bound_names(owner) if name not in ("Meta", "Config")]


def _of_model(m: Machine, schema: str) -> list[str]:
    """The fields that a ModelSchema takes from its model."""
    for holder, model, fields in MODEL_META:
        inner = f"{schema}.{holder}"
        named, listed = m.names.attribute(inner, model), m.names.attribute(inner, fields)
        symbol = m.names.resolve_within(named[0], named[1]) if named is not None else None
        record = m.models.by_name.get(symbol.name) if symbol is not None else None
        if record is None or listed is None:
            continue
        asked = _texts(listed[1])
        return [
            f"{name}_id" if field.relation in ("fk", "o2o") else name
            for name, field in record.fields.items()
            if asked == EVERY or name in asked or f"{name}_id" in asked
        ]
    return []


def _texts(expr: Expr) -> tuple[str, ...]:
    parts = expr.parts if isinstance(expr, Combine) else (expr,)
    return tuple(str(part.value) for part in parts if isinstance(part, Constant))
