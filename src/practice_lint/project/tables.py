"""Names in the database -> models and fields.

In: `Models`, `Names`. Out: `Tables`. Names compare without case, as SQL's unquoted ones do. Deliberately unknown: SQL.
Source: Django's `Options.db_table`, `Field.db_column`, `ManyToManyField._get_m2m_db_table`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from practice_lint.project.constants import text
from practice_lint.project.models import Models
from practice_lint.project.names import Names
from practice_lint.project.schema import Field, Model
from practice_lint.project.visit import argument


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` maps a column to the lookup that compares it on `model`: "practice_id" to "practice". The table of a
    many-to-many field stands for the model that declares the field: its one column is the key, its other the field."""

    model: str
    columns: Mapping[str, str]


class Tables:
    def __init__(self, names: Names, models: Models) -> None:
        self._names, self._models = names, models

    def name(self, model: str) -> str | None:
        """The table that holds the model's rows; None for an abstract model or a name that is computed."""
        record = self._models.by_name.get(model)
        if record is None or record.abstract:
            return None
        while record.proxy and record.bases:
            record = self._models.by_name[record.bases[0]]
        option = record.meta.get("db_table")
        if option is not None:
            return text(self._names, record.module, option)
        app, _, name = record.label.partition(".")
        return f"{app}_{name.lower()}"

    def get(self, table: str) -> Table | None:
        return self._by_table.get(table.lower())

    @cached_property
    def _by_table(self) -> Mapping[str, Table]:
        found: dict[str, Table] = {}
        for record in sorted(self._models.by_name.values(), key=lambda r: (r.library, r.proxy, r.name)):
            name = self.name(record.name)
            if name is None:
                continue
            found.setdefault(name.lower(), Table(record.name, self._columns(record)))
            for field in record.fields.values():
                if field.relation == "m2m" and field.through is None:
                    joined = self._join_table(record, name, field)
                    found.setdefault(joined[0], joined[1])
        return found

    def _columns(self, record: Model) -> dict[str, str]:
        found = {}
        for field in record.fields.values():
            if field.relation in (None, "fk", "o2o"):
                option = argument(field.call, "db_column") if field.call is not None else None
                column = text(self._names, field.module, option) if option is not None else field.column
                if column is not None:
                    found[column.lower()] = field.name
        found.setdefault("id", "pk")
        return found

    def _join_table(self, record: Model, table: str, field: Field) -> tuple[str, Table]:
        option = argument(field.call, "db_table") if field.call is not None else None
        named = text(self._names, field.module, option) if option is not None else None
        near = record.name.rpartition(".")[2].lower()
        far = (field.target or "").rpartition(".")[2].lower()
        ends = (f"from_{near}_id", f"to_{near}_id") if far == near else (f"{near}_id", f"{far}_id")
        return (named or f"{table}_{field.name}").lower(), Table(record.name, {ends[0]: "pk", ends[1]: field.name})
