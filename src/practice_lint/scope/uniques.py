"""What a model says must be unique, and who may choose the values.

In: `Project`, `Fields`, the columns that the interpreter saw written. Out: `Uniques`, asked by model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from practice_lint.facts import Attribute, Bind, Call, Combine, Constant, Expr, For, Local, Span, Step, While
from practice_lint.project.link import Project
from practice_lint.project.names import FunctionRecord
from practice_lint.project.schema import Field, Model
from practice_lint.project.visit import argument, every_expression, every_step, expressions_in, tail
from practice_lint.scope.fields import Fields

# Fields of libraries that fill themselves with a free value (django-autoslug, django-extensions), or with one made of
# the row's own keys (django-ltree).
SELF_MADE = re.compile(r"AutoSlugField$|^RandomCharField$|^PathField$|^LtreeField$")


@dataclass(frozen=True, slots=True)
class Unique:
    """What must be unique, and where it is said. `how`: "unique=True", "unique_together", "UniqueConstraint". `nulls`
    are columns that are null in every row that it is about (`condition=Q(practice__isnull=True)`)."""

    model: Model
    columns: tuple[str, ...]
    how: str
    module: str
    span: Span
    nulls: frozenset[str] = frozenset()


class Uniques:
    def __init__(self, project: Project, fields: Fields, filled: Mapping[tuple[str, str], bool]) -> None:
        self.models, self.tenancy, self.names = project.models, project.tenancy, project.names
        self._fields, self._filled = fields, filled

    def of(self, model: Model) -> Iterator[Unique]:
        for field in model.fields.values():
            if field.unique and not field.primary_key and field.relation is None and self._at_home(field):
                yield Unique(model, (field.name,), "unique=True", field.module, field.span)
        for option in ("unique_together", "constraints"):
            said = self._meta(model, option)
            if said is not None:
                module, span, expr = said
                yield from _sets(model, option, module, span, expr)

    def _meta(self, model: Model, option: str) -> tuple[str, Span, Expr] | None:
        """The Meta option where it is written."""
        expr = model.meta.get(option)
        for owner in self.names.mro(model.name) if expr is not None else ():
            record = self.names.classes.get(f"{owner}.Meta")
            if record is not None and expr is not None:
                for step in record.facts.body:
                    if isinstance(step, Bind) and step.target == Local(option) and step.value is expr:
                        return record.module, step.span, expr
        return None

    def reaches(self, model: Model, column: str) -> bool:
        """Whether the column leads to rows of one practice or to one user: uniqueness beside it is within that."""
        field = self.models.field(model.name, column)
        if field is None:
            return True  # an expression or a column of a package: not judged
        target = field.target
        if target is None:
            return field.relation is not None
        return self.tenancy.scoped(target) or target == self.models.user

    def chosen(self, unique: Unique) -> bool:
        """Whether somebody may choose the values, or they come from rows: False where all that is seen to write one of
        the columns takes it from elsewhere (another system's answer, the clock) and no form or serializer offers it."""
        keys = [(unique.model.name, column) for column in unique.columns]
        if any(key in self._offered or self._filled.get(key) for key in keys):
            return True
        return not any(key in self._filled for key in keys)

    def made(self, unique: Unique) -> bool:
        """Whether the server makes the value up until it is a free one, and no form or serializer takes one: a slug
        that a method of the model counts up, a field that does so itself."""
        if any((unique.model.name, column) in self._offered for column in unique.columns):
            return False
        return any(self._counted_up(unique.model, column) for column in unique.columns)

    def _counted_up(self, model: Model, column: str) -> bool:
        field = self.models.field(model.name, column)
        if field is not None and SELF_MADE.search(field.kind):
            return True
        methods = self._methods_of(model.name)
        sets = any(step.target == Attribute(Local("self"), column) for each in methods for step in _binds(each))
        return sets and any(_asks_until_free(each.facts.body, column) for each in methods)

    def _methods_of(self, model: str) -> list[FunctionRecord]:
        owners = [owner for owner in self.names.mro(model) if owner in self.names.classes]
        bodies = [(owner, self.names.classes[owner]) for owner in owners]
        return [
            function
            for owner, record in bodies
            if not self.names.modules[record.module].stub
            for name, function in self.names.functions.items()
            if name.rpartition(".")[0] == owner
        ]

    @cached_property
    def _offered(self) -> frozenset[tuple[str, str]]:
        return frozenset(self._fields.offered())

    def _at_home(self, field: Field) -> bool:
        module = self.names.modules.get(field.module)
        return module is not None and not module.stub


def _binds(function: FunctionRecord) -> Iterator[Bind]:
    return (step for step in every_step(function.facts.body) if isinstance(step, Bind))


def _asks_until_free(body: tuple[Step, ...], column: str) -> bool:
    """Whether a loop asks for rows that have the column's value already: `while Leaflet.objects.filter(slug=slug)…`."""
    for step in every_step(body):
        if isinstance(step, (While, For)):
            asked = [*expressions_in(step.body), *(every_expression(step.test) if isinstance(step, While) else ())]
            filters = [expr for expr in asked if isinstance(expr, Call) and tail(expr) in ("filter", "get", "exists")]
            if any(keyword.name.partition("__")[0] == column for call in filters for keyword in call.keywords):
                return True
    return False


def _sets(model: Model, option: str, module: str, span: Span, expr: Expr) -> Iterator[Unique]:
    if not isinstance(expr, Combine) or expr.how not in ("[]", "()", "{}"):
        return
    if option == "unique_together":
        groups = expr.parts if not _texts(expr) else (expr,)
        for group in groups:
            columns = _texts(group)
            if columns:
                yield Unique(model, columns, option, module, span)
        return
    for part in expr.parts:
        if isinstance(part, Call) and tail(part.function) == "UniqueConstraint":
            fields = argument(part, "fields")
            columns = _texts(fields) if fields is not None else ()
            if columns and not part.args:
                yield Unique(model, columns, "UniqueConstraint", module, part.span, _nulls(argument(part, "condition")))


def _nulls(condition: Expr | None) -> frozenset[str]:
    """The columns of which a Q object says that they are null."""
    match condition:
        case Combine(how="&", parts=parts):
            return frozenset().union(*map(_nulls, parts))
        case Call(args=args, keywords=keywords) if tail(condition.function) == "Q":
            found = frozenset().union(*map(_nulls, args))
            for keyword in keywords:
                column = keyword.name.removesuffix("__isnull")
                if keyword.value == Constant(True if column != keyword.name else None):
                    found |= {column}
            return found
    return frozenset()


def _texts(expr: Expr) -> tuple[str, ...]:
    """The texts of a list of nothing but texts."""
    if not isinstance(expr, Combine):
        return ()
    found = tuple(part.value for part in expr.parts if isinstance(part, Constant) and isinstance(part.value, str))
    return found if len(found) == len(expr.parts) else ()
