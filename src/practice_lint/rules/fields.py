"""A finding about a relation field of a serializer, form or filter set, with the words that all rules about them share.

In: an open field, what the rule says. Out: `Finding`.
"""

from __future__ import annotations

from practice_lint.findings.finding import Confidence, Finding, Level
from practice_lint.scope.fields import OpenField
from practice_lint.scope.program import Program


def at_field(
    code: str,
    level: Level,
    program: Program,
    field: OpenField,
    words: tuple[str, str, str],
    confidence: Confidence | None = None,
) -> Finding:
    """The finding where the field is declared or listed. `words`: message, repair, why."""
    scope = program.project.tenancy.scopes.get(field.target.name)
    message, repair, why = words
    return Finding(
        code=code,
        level=level,
        confidence=confidence or field.confidence,
        path=program.project.names.modules[field.module].path,
        span=field.span,
        module=field.module,
        symbol=field.symbol,
        model=field.target.label,
        practice_path=scope.paths[0] if scope is not None and scope.paths else None,
        query=field.query,
        message=message,
        repair=repair,
        why=why,
        trail=(),
        entry=None,
    )


def word(field: OpenField) -> str:
    """`NoteSerializer.patient`"""
    return f"{field.symbol.rpartition('.')[2]}.{field.name}"


def model_word(field: OpenField) -> str:
    return field.target.label.rpartition(".")[2]


def why(field: OpenField) -> str:
    """Where the rows come from, and which fields of the class are narrowed."""
    from_ = f"It looks in `{field.query}`" if field.explicit else "The field that the library makes looks in all rows"
    beside = f" {_listed(field.siblings)} of the same class {'is' if len(field.siblings) == 1 else 'are'} narrowed."
    return f"{from_}; neither the class nor those who use it narrow them.{beside if field.siblings else ''}"


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
