"""A finding about a model or one of its columns, with the words that all rules about models share.

In: a model, a place, what the rule says. Out: `Finding`.
"""

from __future__ import annotations

from practice_lint.facts import Span
from practice_lint.findings.finding import Confidence, Finding, Level
from practice_lint.project.schema import Model
from practice_lint.scope.columns import PracticeColumn
from practice_lint.scope.program import Program


def at_model(
    code: str,
    level: Level,
    confidence: Confidence,
    program: Program,
    model: Model,
    words: tuple[str, str, str],
    about: str = "",
) -> Finding:
    """The finding at the class statement. `words`: message, repair, why. `about` tells findings of one model apart."""
    return _finding(code, level, confidence, program, model, model.path, model.head, model.module, "", about, words)


def at_column(
    code: str,
    level: Level,
    confidence: Confidence,
    program: Program,
    column: PracticeColumn,
    words: tuple[str, str, str],
) -> Finding:
    """The finding at the field, once for an abstract base's."""
    field = column.field
    symbol = program.columns.symbol_of(field)
    path = program.columns.path_of(field)
    return _finding(
        code, level, confidence, program, column.model, path, field.span, field.module, symbol, field.name, words
    )


def at_place(
    code: str,
    level: Level,
    confidence: Confidence,
    program: Program,
    model: Model,
    module: str,
    span: Span,
    about: str,
    words: tuple[str, str, str],
) -> Finding:
    """The finding at a place in the model's body, or in that of a base of it."""
    path = program.project.names.modules[module].path
    return _finding(code, level, confidence, program, model, path, span, module, "", about, words)


def _finding(
    code: str,
    level: Level,
    confidence: Confidence,
    program: Program,
    model: Model,
    path: str,
    span: Span,
    module: str,
    symbol: str,
    about: str,
    words: tuple[str, str, str],
) -> Finding:
    scope = program.project.tenancy.scopes.get(model.name)
    message, repair, why = words
    return Finding(
        code=code,
        level=level,
        confidence=confidence,
        path=path,
        span=span,
        module=module,
        symbol=symbol or model.name.removeprefix(model.module + "."),
        model=model.label,
        practice_path=scope.paths[0] if scope is not None and scope.paths else None,
        query=about,
        message=message,
        repair=repair,
        why=why,
        trail=(),
        entry=None,
    )


def word(model: Model) -> str:
    return model.label.rpartition(".")[2]


def practice_word(program: Program) -> str:
    return (program.project.tenancy.practice or "the practice").rpartition(".")[2]
