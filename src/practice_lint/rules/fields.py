"""A finding about a relation field of a serializer, form or filter set, with the words that all rules about them share.

In: an open field, what the rule says. Out: `Finding`.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from practice_lint.findings.finding import CONFIDENCES, Finding, Level
from practice_lint.scope.fields import Kind, OpenField
from practice_lint.scope.program import Program


def statements(program: Program, kinds: Container[Kind], practice: bool) -> Iterator[list[OpenField]]:
    """The open fields of these kinds (`practice`: those over the practice itself, or the others), together where one
    statement brings them in (the list of `Meta.fields`); the doubtful ones apart."""
    groups: dict[tuple[str, str, int, int, bool], list[OpenField]] = {}
    for field in program.fields.open:
        if field.kind in kinds and field.practice is practice:
            place = (field.cls, field.module, field.span.line, field.span.column, field.confidence == "low")
            groups.setdefault(place, []).append(field)
    yield from groups.values()


def at_fields(
    code: str, level: Level, program: Program, fields: list[OpenField], words: tuple[str, str, str]
) -> Finding:
    """The finding where the fields are declared or listed, as sure as the surest. `words`: message, repair, why."""
    field = fields[0]
    scope = program.project.tenancy.scopes.get(field.target.name)
    message, repair, why = words
    return Finding(
        code=code,
        level=level,
        confidence=min((each.confidence for each in fields), key=CONFIDENCES.index),
        path=program.project.names.modules[field.module].path,
        span=field.span,
        module=field.module,
        symbol=field.symbol,
        model=field.target.label,
        practice_path=scope.paths[0] if scope is not None and scope.paths else None,
        query=", ".join(each.query for each in fields),
        message=message,
        repair=repair,
        why=why,
        trail=(),
        entry=None,
    )


def word(fields: list[OpenField]) -> str:
    """`NoteSerializer.patient`, `.room`"""
    owner, first = fields[0].symbol.rpartition(".")[2], fields[0].name
    return ", ".join([f"`{owner}.{first}`", *(f"`.{field.name}`" for field in fields[1:])])


def model_word(fields: list[OpenField]) -> str:
    words = dict.fromkeys(f"`{field.target.label.rpartition('.')[2]}`" for field in fields)
    return ", ".join(words)


def why(fields: list[OpenField]) -> str:
    """Where the rows come from, and which fields of the class are narrowed."""
    field = fields[0]
    from_ = f"It looks in `{field.query}`" if field.explicit else MADE[len(fields) > 1]
    beside = f" {_listed(field.siblings)} of the same class {'is' if len(field.siblings) == 1 else 'are'} narrowed."
    return f"{from_}; neither the class nor those who use it narrow them.{beside if field.siblings else ''}"


MADE = ("The field that the library makes looks in all rows", "The fields that the library makes look in all rows")


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
