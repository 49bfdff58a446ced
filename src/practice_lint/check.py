"""The whole road, in one function: files -> facts -> project -> program -> findings -> report.

In: paths, a configuration, how to run. Out: `Report`, which every format prints, its exit status included. Deliberately
unknown: the command line and the formats.
"""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from practice_lint import __version__
from practice_lint.config import ConfigError, Configuration, Settings, rebased
from practice_lint.facts import FileFacts, Span
from practice_lint.findings.choose import shown, wanted
from practice_lint.findings.finding import LEVELS, Finding, identified
from practice_lint.findings.suppress import POLICY as POLICY_CODES
from practice_lint.findings.suppress import judge
from practice_lint.project.link import STUBS, link
from practice_lint.project.tenancy import UnknownModel
from practice_lint.report import run as outcome
from practice_lint.report.run import VERDICTS, Practice, Problem, Report, Sources, Totals
from practice_lint.rules import RULES
from practice_lint.rules.base import Rule
from practice_lint.scope.infer import analyse
from practice_lint.scope.program import Program
from practice_lint.source.cache import Cache
from practice_lint.source.discover import SourceFile, discover, project_root
from practice_lint.source.harvest import harvest
from practice_lint.source.templates import TemplateFacts, read_template

UNREADABLE = "PL901"
CANDIDATES_NAMED = 3  # as many models are named as might be the practice when none was found


@dataclass(frozen=True, slots=True)
class Run:
    """How to run: nothing here changes what is found in a file. `only` are the files that the report is about (relative
    to the working directory), None for all of them; `jobs` bounds the processes, None: as many as there
    are processors, where that is worth it."""

    jobs: int | None = None
    cache: Path | None = None
    progress: Callable[[int, int], None] | None = None
    only: Sequence[Path] | None = None
    allow_incomplete: bool = False
    exit_zero: bool = False
    today: date | None = None


def check(paths: Sequence[Path], configuration: Configuration, run: Run, rules: Sequence[Rule] = RULES) -> Report:
    """Analyse the files below `paths` and report."""
    started = time.monotonic()
    settings = configuration.settings
    root = project_root(paths)
    configuration = replace(configuration, base=_base(configuration.base, root))
    exclude = rebased(settings.exclude, configuration.base, root)
    discovery = discover(paths, root=root, exclude=exclude, include_tests=settings.include_tests)
    cache = Cache(run.cache) if run.cache else None
    facts = harvest(discovery.files, cache=cache, jobs=run.jobs, progress=run.progress).facts
    sketches = harvest(_sketches(), cache=cache, jobs=1).facts if cache and isinstance(STUBS, Path) else None
    templates, lost = _templates(discovery.templates)
    program = _analysed(facts, configuration, sketches, templates, run.jobs)
    skipped = len(discovery.skipped_tests)
    return _report(program, facts, lost, configuration, run, Sources(root), skipped, started, rules)


def check_sources(
    sources: Mapping[str, str],
    settings: Settings | None = None,
    *,
    today: date | None = None,
    rules: Sequence[Rule] = RULES,
) -> Report:
    """The same road for files given as text by path, without disk, cache or processes."""
    from practice_lint.source.lower import lower  # the parser, which a run that has everything cached never loads

    started = time.monotonic()
    facts = {path: lower(text.encode()) for path, text in sorted(sources.items()) if path.endswith(".py")}
    templates = {path: read_template(text.encode()) for path, text in sources.items() if path not in facts}
    configuration = Configuration(settings or Settings(), None, Path(), {})
    program = _analysed(facts, configuration, None, templates, jobs=1)
    return _report(program, facts, [], configuration, Run(today=today), Sources(Path(), sources), 0, started, rules)


def _base(base: Path, root: Path) -> Path:
    """What the configuration's paths are relative to: its directory, where that has to do with the root."""
    base = base.resolve()
    return base if base == root or base in root.parents or root in base.parents else root


def _sketches() -> list[SourceFile]:
    """The library sketches that come with this tool; they may come from the cache like any file."""
    assert isinstance(STUBS, Path)
    return [SourceFile(path.relative_to(STUBS).as_posix(), path) for path in sorted(STUBS.rglob("*.py"))]


def _templates(files: Sequence[SourceFile]) -> tuple[dict[str, TemplateFacts], list[Problem]]:
    """The facts of templates by path, and those that cannot be read."""
    found: dict[str, TemplateFacts] = {}
    lost: list[Problem] = []
    for file in files:
        try:
            found[file.path] = read_template(file.location.read_bytes())
        except OSError as error:
            reason = error.strerror or type(error).__name__
            lost.append(Problem("unreadable-file", f"read: cannot be read: {reason}", file.path, 1))
    return found, lost


def _analysed(
    facts: Mapping[str, FileFacts],
    configuration: Configuration,
    sketches: Mapping[str, FileFacts] | None,
    templates: Mapping[str, TemplateFacts],
    jobs: int | None,
) -> Program:
    try:
        return analyse(link(facts, configuration.settings, sketches, templates), jobs)
    except UnknownModel as error:
        origin = configuration.provenance.get(error.option, "configuration")
        raise ConfigError(f"{origin}: {error}") from error


def _report(
    program: Program,
    facts: Mapping[str, FileFacts],
    lost: Sequence[Problem],
    configuration: Configuration,
    run: Run,
    sources: Sources,
    tests_skipped: int,
    started: float,
    rules: Sequence[Rule],
) -> Report:
    settings = configuration.settings
    unreadable = [_unreadable(path, file) for path, file in facts.items() if file.problem is not None]
    unreadable += lost
    found, ran, crashes = _ask(rules, program, settings)
    judgement = judge(
        identified(found),
        facts,
        modules=_modules(program),
        known={rule.code for rule in rules},
        ran=ran,
        today=run.today or date.today(),
    )
    everything = [*judgement.kept, *judgement.policy, *(_unreadable_finding(p) for p in unreadable)]
    selected = [f for f in identified(everything) if _wanted_here(f, configuration, sources)]
    sure = [f for f in selected if shown(f, settings.persona)]
    near = _touching(sure, run.only, sources.root)
    problems = (*unreadable, *_crashed(program), *crashes)
    totals = _totals(program, facts, tests_skipped)
    nothing = _nothing(program, totals)
    status, failures = _status(near, problems, nothing, totals, settings, run)
    return Report(
        version=__version__,
        root=sources.root,
        findings=tuple(near),
        suppressed=judgement.suppressed,
        hidden=len(selected) - len(sure),
        elsewhere=len(sure) - len(near),
        undecided=tuple(s for s in program.sites if s.kind == "undecided") if settings.persona == "auditor" else (),
        problems=problems,
        nothing=nothing,
        practice=_practice(program),
        totals=totals,
        configuration=configuration,
        remarks=configuration.remarks,
        status=status,
        failures=failures,
        seconds=time.monotonic() - started,
        sources=sources,
        rules=tuple(rules),
        program=program,
    )


def _ask(
    rules: Iterable[Rule], program: Program, settings: Settings
) -> tuple[list[Finding], frozenset[str], list[Problem]]:
    """What the wanted rules find, the codes of those that ran to their end, and those that crashed."""
    found: list[Finding] = []
    ran: set[str] = set()
    crashes: list[Problem] = []
    for rule in rules:
        if not wanted(rule.code, settings):
            continue
        try:
            found.extend(rule.check(program))
            ran.add(rule.code)
        except Exception as error:  # the boundary of a rule: its crash is reported, with the findings of the others
            what = f"rule {rule.code} ({rule.name}) crashed: {type(error).__name__}: {error}"
            crashes.append(Problem("rule-crash", what, rule=rule.code, detail=_traceback(error)))
    return found, frozenset(ran), crashes


def _crashed(program: Program) -> list[Problem]:
    return [
        Problem("entry-crash", f"{crash.entry}: following it crashed: {crash.words}", detail=crash.traceback)
        for crash in program.crashes
    ]


def _traceback(error: Exception) -> str:
    return "".join(traceback.format_exception(type(error), error, error.__traceback__))


def _unreadable(path: str, facts: FileFacts) -> Problem:
    assert facts.problem is not None
    message = f"{facts.problem.kind}: {facts.problem.message}"
    return Problem("unreadable-file", message, path, max(facts.problem.line, 1))


def _unreadable_finding(problem: Problem) -> Finding:
    kind = problem.message.partition(":")[0]
    path, span = problem.path or "", Span(problem.line, 0, problem.line, 0)
    return Finding(
        code=UNREADABLE, level="error", confidence="high", path=path, span=span, module=path, symbol="", model=None,
        practice_path=None, query=kind,
        message=f"This file was not analysed: {problem.message}.", repair="Mend the file or exclude it.",
        why="Leaks in this file, and leaks elsewhere that pass through it, are not reported.", trail=(), entry=None,
    )  # fmt: skip


def _modules(program: Program) -> dict[str, str]:
    return {module.path: name for name, module in program.project.names.modules.items() if not module.stub}


def _wanted_here(finding: Finding, configuration: Configuration, sources: Sources) -> bool:
    """Whether selection and overrides leave the finding in; an unreadable file goes only when ignored by its code."""
    settings = configuration.settings
    if finding.code == UNREADABLE:
        return UNREADABLE not in settings.ignore
    if not wanted(finding.code, settings) or not settings.overrides:
        return wanted(finding.code, settings)
    path = os.path.relpath(sources.root / finding.path, configuration.base).replace(os.sep, "/")
    return wanted(finding.code, settings, path)


def _touching(findings: list[Finding], only: Sequence[Path] | None, root: Path) -> list[Finding]:
    """The findings whose place or trail touches one of the files."""
    if only is None:
        return findings
    files = {os.path.relpath(path.resolve(), root).replace(os.sep, "/") for path in only}
    return [f for f in findings if f.path in files or any(step.path in files for step in f.trail)]


# ── the account ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _practice(program: Program) -> Practice:
    tenancy = program.project.tenancy
    models = program.project.models.by_name

    def label(name: str) -> str:
        return models[name].label if name in models else name

    ranked = sorted(tenancy.candidates, key=lambda c: (-c.score, c.model))[:CANDIDATES_NAMED]
    return Practice(
        model=None if tenancy.practice is None else label(tenancy.practice),
        given=tenancy.given,
        architecture=tenancy.architecture,
        evidence=tenancy.evidence,
        candidates=tuple(label(c.model) for c in ranked),
    )


def _totals(program: Program, facts: Mapping[str, FileFacts], tests_skipped: int) -> Totals:
    project = program.project
    models = [m for m in project.models.by_name.values() if not m.library and not m.abstract]
    return Totals(
        files=len(facts),
        lines=sum(file.lines for file in facts.values()),
        tests_skipped=tests_skipped,
        models=len(models),
        scoped_models=sum(project.tenancy.practice is not None and project.tenancy.scoped(m.name) for m in models),
        entries=len(project.entries),
        ledger={verdict: program.ledger.get(verdict, 0) for verdict in VERDICTS},
    )


def _nothing(program: Program, totals: Totals) -> str | None:
    """Why there was nothing to check, None if there was."""
    if not totals.files:
        return "nothing to check: no Python file found"
    if not totals.models:
        return f"nothing to check: no Django model found in {totals.files} files"
    practice = _practice(program)
    if practice.model is not None:
        return None
    named = program.project.config.practice_model
    instead = f"; candidates: {', '.join(practice.candidates)}" if practice.candidates else ""
    if named:
        return f"nothing to check: {named!r} names no one model of this project{instead}"
    return f"nothing to check: no practice model found; name it with --practice-model{instead}"


def _status(
    findings: Sequence[Finding],
    problems: Sequence[Problem],
    nothing: str | None,
    totals: Totals,
    settings: Settings,
    run: Run,
) -> tuple[int, tuple[str, ...]]:
    """The exit status, and every reason that was found for one other than 0, whichever won."""
    at_least = LEVELS[: LEVELS.index(settings.fail_on) + 1] if settings.fail_on != "never" else ()
    failing = sum(f.level in at_least and not f.code.startswith("PL9") for f in findings)
    policy = [f"{n} {code}" for code in POLICY_CODES if (n := sum(f.code == code for f in findings))]
    if settings.min_proved is not None and totals.proved is not None and totals.proved < settings.min_proved:
        policy.append(f"{totals.proved:.1f} % of the queries proved, {settings.min_proved:g} % wanted")
    if settings.max_undecided is not None and totals.ledger["undecided"] > settings.max_undecided:
        policy.append(f"{totals.ledger['undecided']} queries undecided, at most {settings.max_undecided} wanted")
    reasons = [
        (outcome.INCOMPLETE, f"incomplete: {len(problems)} problems" if problems else ""),
        (outcome.FINDINGS, f"{failing} findings at level {settings.fail_on} or worse" if failing else ""),
        (outcome.POLICY, f"policy: {', '.join(policy)}" if policy else ""),
        (outcome.NOTHING, nothing or ""),
    ]
    accepted = {outcome.INCOMPLETE} if run.allow_incomplete else set()
    if run.exit_zero:
        accepted |= {outcome.FINDINGS, outcome.POLICY, outcome.NOTHING}
    status = next((code for code, reason in reasons if reason and code not in accepted), outcome.CLEAN)
    return status, tuple(reason for _, reason in reasons if reason)
