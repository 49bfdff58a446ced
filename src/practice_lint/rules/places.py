"""A finding about a statement: no query of it leaks, but it decides which practice queries are about.

In: the function, the place, what the rule says. Out: `Finding`.
"""

from __future__ import annotations

from practice_lint.facts import Span
from practice_lint.findings.finding import Confidence, Finding, Level
from practice_lint.project.settings import Setting
from practice_lint.scope.crossings import StoreUse
from practice_lint.scope.program import Program


def of_store(code: str, level: Level, use: StoreUse, message: str, repair: str) -> Finding:
    """The finding at a place where something goes past the database under a name."""
    return Finding(
        code=code,
        level=level,
        confidence=use.confidence,
        path=use.path,
        span=use.span,
        module=use.module,
        symbol=use.symbol,
        model=use.model,
        practice_path=use.practice_path,
        query=use.query,
        message=message,
        repair=repair,
        why=f"{use.reason[:1].upper()}{use.reason[1:]}.",
        trail=use.trail,
        entry=use.entry,
    )


def at_statement(
    code: str,
    level: Level,
    confidence: Confidence,
    program: Program,
    place: tuple[str, str, Span],
    about: str,
    words: tuple[str, str, str],
) -> Finding:
    """`place`: module, canonical name of the function, span. `about` tells findings of one function apart. `words`:
    message, repair, why."""
    module, function, span = place
    tenancy = program.project.tenancy
    practice = program.project.models.by_name.get(tenancy.practice or "")
    message, repair, why = words
    return Finding(
        code=code,
        level=level,
        confidence=confidence,
        path=program.project.names.modules[module].path,
        span=span,
        module=module,
        symbol=function.removeprefix(module + "."),
        model=practice.label if practice is not None else tenancy.practice,
        practice_path=None,
        query=about,
        message=message,
        repair=repair,
        why=why,
        trail=(),
        entry=None,
    )


def at_setting(
    code: str,
    level: Level,
    confidence: Confidence,
    program: Program,
    setting: Setting,
    about: str,
    words: tuple[str, str, str],
) -> Finding:
    """The finding at a setting, where it is bound. `about` tells findings of one setting apart."""
    return at_statement(code, level, confidence, program, (setting.module, setting.name, setting.span), about, words)
