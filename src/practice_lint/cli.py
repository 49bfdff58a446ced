"""Arguments in, exit status out; no analysis here.

Reports go to stdout, everything else to stderr. `main` keeps the exit statuses' promise whatever happens.
"""

from __future__ import annotations

import difflib
import json
import os
import shutil
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, get_args

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from practice_lint import __version__
from practice_lint.check import Run, check
from practice_lint.config import ConfigError, Configuration, FailOn, Persona, key, load
from practice_lint.findings.choose import resolved
from practice_lint.report import FORMATS, catalog
from practice_lint.report.look import Look
from practice_lint.report.run import CLEAN, INCOMPLETE, INTERRUPTED, USAGE, Report
from practice_lint.report.wording import summary, visible
from practice_lint.rules import RULES
from practice_lint.source.discover import project_root

CACHE = ".practice_lint_cache"
PLAIN_WIDTH = 100  # of a report that does not go to a terminal

_PATH = click.Path(path_type=Path)


class DefaultToCheck(click.Group):
    """A group whose command `check` may be left out: `practice-lint src` is `practice-lint check src`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in ("--help", "-h", "--version")):
            args = ["check", *args]
        return super().parse_args(ctx, args)


@click.group(cls=DefaultToCheck, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="practice-lint")
def cli() -> None:
    """Find queries by which one practice (tenant) can see another practice's rows in Django code."""


def codes(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> list[str] | None:
    """Repeated or separated by commas; None when not given."""
    return [part.strip() for text in value for part in text.split(",") if part.strip()] or None


def configured(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options by which every command finds its configuration."""
    command = click.option("--no-config", is_flag=True, help="Read no configuration file.")(command)
    return click.option("--config", type=_PATH, help="Read this configuration file.", metavar="FILE")(command)


@cli.command("check")
@click.argument("paths", nargs=-1, type=_PATH)
@click.option("-f", "--format", "format_", type=click.Choice(list(FORMATS)), help="How to print [console].")
@click.option("-o", "--output", multiple=True, metavar="[FORMAT=]FILE", help="Write there; repeatable.")
@click.option("--practice-model", metavar="NAME", help='The tenant root: "accounts.Practice" or a unique class name.')
@click.option("--select", multiple=True, callback=codes, metavar="CODES", help="Only these codes, prefixes or names.")
@click.option("--ignore", multiple=True, callback=codes, metavar="CODES", help="Not these codes, prefixes or names.")
@click.option("--persona", type=click.Choice(get_args(Persona)), help="How much doubt is shown [developer].")
@click.option("--fail-on", type=click.Choice(get_args(FailOn)), help="Least level for exit 1 [warning].")
@click.option("--min-proved", type=click.FloatRange(0, 100), metavar="PERCENT", help="Exit 5 below this share.")
@click.option("--max-undecided", type=click.IntRange(0), metavar="N", help="Exit 5 above this many undecided queries.")
@click.option("--include-tests", is_flag=True, default=None, help="Analyse test files too.")
@configured
@click.option("-j", "--jobs", type=click.IntRange(1), metavar="N", envvar="PRACTICE_LINT_JOBS", help="Processes.")
@click.option("--cache-dir", type=_PATH, metavar="DIR", envvar="PRACTICE_LINT_CACHE_DIR", help=f"Cache [{CACHE}].")
@click.option("--no-cache", is_flag=True, help="Neither read nor write a cache.")
@click.option("--allow-incomplete", is_flag=True, help="Do not exit 4 when files or rules failed.")
@click.option("--exit-zero", is_flag=True, help="Exit 0 instead of 1, 3 and 5.")
@click.option("--pre-commit", is_flag=True, help="PATHS filter the report; the whole project is analysed.")
@click.option("-q", "--quiet", is_flag=True, help="One line per finding, nothing on stderr but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Also configuration, suppressed findings and tracebacks.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colours [auto].")
@click.option("--no-progress", is_flag=True, help="No progress bar.")
@click.pass_context
def check_command(
    ctx: click.Context,
    /,
    paths: tuple[Path, ...],
    format_: str | None,
    output: tuple[str, ...],
    config: Path | None,
    no_config: bool,
    jobs: int | None,
    cache_dir: Path | None,
    no_cache: bool,
    allow_incomplete: bool,
    exit_zero: bool,
    pre_commit: bool,
    quiet: bool,
    verbose: bool,
    color: str,
    no_progress: bool,
    **options: object,
) -> None:
    """Find leaks (the default command).

    PATHS default to the configured source roots, else the current directory.
    """
    outputs = _outputs(format_, output)
    _must_exist(paths)
    configuration = _configuration(() if pre_commit else paths, config, no_config, options)
    targets = () if pre_commit else paths
    if not targets:
        roots = configuration.settings.source_roots
        targets = tuple(configuration.base / root for root in roots) or (Path(),)
        _must_exist(targets)
    cache = None if no_cache else cache_dir or project_root(targets) / CACHE
    bar = _progress(quiet or no_progress)
    with bar or nullcontext():
        run = Run(
            jobs=jobs,
            cache=cache,
            progress=_advance(bar) if isinstance(bar, Progress) else None,
            only=paths if pre_commit and paths else None,
            allow_incomplete=allow_incomplete,
            exit_zero=exit_zero,
        )
        report = check(targets, configuration, run)
    for name, file in outputs:
        _write(report, name, file, color, quiet, verbose)
    if not quiet:
        _account(report, outputs, verbose)
    ctx.exit(report.status)


@cli.command("explain")
@click.argument("code")
def explain_command(code: str) -> None:
    """Show a rule's page: what is lost, a bad and a good project, the repair, the limits."""
    for rule in RULES:
        if code.upper() == rule.code or code.lower() == rule.name:
            _print(catalog.page(rule))
            return
    known = [word for rule in RULES for word in (rule.code, rule.name)]
    near = difflib.get_close_matches(code, known, n=1)
    raise click.UsageError(f"no rule {code!r}" + (f"; did you mean {near[0]!r}?" if near else ""))


@cli.command("rules")
@click.option("-f", "--format", "format_", type=click.Choice(["table", "json", "markdown"]), default="table")
@click.option("--write", type=_PATH, metavar="FILE", help="Write the catalogue as Markdown (rules.md).")
def rules_command(format_: str, write: Path | None) -> None:
    """List every rule."""
    if write is not None:
        _save(write, catalog.markdown(RULES))
    elif format_ == "table":
        _print(catalog.table(RULES))
    else:
        _print(catalog.markdown(RULES) if format_ == "markdown" else catalog.as_json(RULES))


@cli.group("config")
def config_group() -> None:
    """The effective configuration."""


@config_group.command("show")
@click.argument("path", type=_PATH, default=Path())
@click.option("-f", "--format", "format_", type=click.Choice(["toml", "json"]), default="toml")
@configured
def config_show(path: Path, format_: str, config: Path | None, no_config: bool) -> None:
    """Print every key with its value and where it came from."""
    configuration = _configuration((path,), config, no_config, {})
    values = {key(name): value for name, value in asdict(configuration.settings).items()}
    if format_ == "json":
        rows = {k: {"value": v, "from": configuration.provenance[k]} for k, v in values.items()}
        _print(json.dumps(rows, indent=2) + "\n")
        return
    lines = [f"# file: {configuration.file or 'none'}"]
    for name, value in values.items():
        shown = "(not set)" if value is None else json.dumps(value, ensure_ascii=False)
        lines.append(f"{name} = {shown}  # {configuration.provenance[name]}")
    _print("\n".join(lines) + "\n")


# ── in ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _outputs(format_: str | None, output: Sequence[str]) -> list[tuple[str, Path | None]]:
    """(format, file) of each report; None is stdout."""
    made: list[tuple[str, Path | None]] = []
    bare = False
    for text in output:
        name, equals, file = text.partition("=")
        if not equals or name not in FORMATS:
            name, file, bare = format_ or "console", text, True
        made.append((name, None if file == "-" else Path(file)))
    if not made or (format_ is not None and not bare and all(file is not None for _, file in made)):
        made.append((format_ or "console", None))
    return made


def _must_exist(paths: Sequence[Path]) -> None:
    for path in paths:
        if not path.exists():
            near = difflib.get_close_matches(str(path), list(cli.commands), n=1)
            hint = f"; did you mean the command {near[0]!r}?" if near else ""
            raise click.UsageError(f"no such path: {path}{hint}")


def _configuration(
    paths: Sequence[Path], config: Path | None, no_config: bool, options: Mapping[str, object]
) -> Configuration:
    start = Path(os.path.commonpath([path.resolve() for path in paths])) if paths else Path.cwd()
    given = {key(name): value for name, value in options.items()}
    loaded = load(start, options=given, config=config, use_file=not no_config)
    return replace(loaded, settings=resolved(loaded.settings, {rule.code: rule.name for rule in RULES}))


def _progress(silent: bool) -> Progress | None:
    if silent or not sys.stderr.isatty() or os.environ.get("PRE_COMMIT") or os.environ.get("TERM") == "dumb":
        return None
    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def _advance(bar: Progress) -> Callable[[int, int], None]:
    task = bar.add_task("reading", total=None)

    def advance(done: int, total: int) -> None:
        bar.update(task, completed=done, total=total)

    return advance


# ── out ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _write(report: Report, name: str, file: Path | None, color: str, quiet: bool, verbose: bool) -> None:
    terminal = file is None and sys.stdout.isatty()
    look = Look(
        color=name == "console" and _colored(color, terminal),
        width=shutil.get_terminal_size((PLAIN_WIDTH, 24)).columns if terminal else PLAIN_WIDTH,
        fold=terminal,
        quiet=quiet,
        verbose=verbose,
    )
    text = FORMATS[name](report, look)
    if file is None:
        _print(text)
    else:
        _save(file, text)


def _colored(color: str, terminal: bool) -> bool:
    """--color, then NO_COLOR (not empty), then FORCE_COLOR, then whether it is a terminal that can."""
    environ = os.environ
    if color != "auto":
        return color == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR") or environ.get("CLICOLOR_FORCE"):
        return True
    return terminal and environ.get("TERM") != "dumb"


def _print(text: str) -> None:
    """UTF-8 whatever the locale, line ends as they are."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # the reader has seen enough (`| head`); the status stays what it is
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _save(file: Path, text: str) -> None:
    """Whole or not at all."""
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        part.write_bytes(text.encode("utf-8", "backslashreplace"))
        part.replace(file)
    except OSError as error:
        raise click.UsageError(f"cannot write {file}: {error.strerror or error}") from error


def _account(report: Report, outputs: Sequence[tuple[str, Path | None]], verbose: bool) -> None:
    """On stderr: what the run must say where no console report says it."""
    say = _teller()
    for remark in report.remarks:
        say(remark)
    if verbose:
        say(f"configuration: {report.configuration.file or 'none'}; root: {report.root}")
    if ("console", None) not in outputs:
        for line in summary(report):
            say(line)
        if verbose:
            for problem in report.problems:
                say(problem.detail.rstrip() or problem.message)
    elif report.nothing or not report.practice.given:
        say(report.headline)
    for _, file in outputs:
        if file is not None:
            say(f"wrote {file}")
    for failure in report.failures:
        if failure != report.nothing:
            say(failure)


def _teller() -> Callable[[str], None]:
    def say(text: str) -> None:
        click.echo(f"practice-lint: {visible(text) if chr(10) not in text else text}", err=True)

    return say


def main(arguments: Sequence[str] | None = None) -> None:
    """The console script. Never returns; the status is as documented even when this program fails."""
    sys.exit(_status(list(arguments) if arguments is not None else None))


def _status(arguments: list[str] | None) -> int:
    try:
        status: int | None = cli.main(arguments, prog_name="practice-lint", standalone_mode=False)
        return status or CLEAN
    except ConfigError as error:
        click.echo(f"practice-lint: configuration error: {error}", err=True)
        return USAGE
    except click.ClickException as error:
        error.show()
        return USAGE
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("practice-lint: interrupted", err=True)
        return INTERRUPTED
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except Exception:  # a crash must not look like exit 1, "findings"
        traceback.print_exc()
        click.echo("practice-lint: internal error, nothing was reported; please report the lines above", err=True)
        return INCOMPLETE


if __name__ == "__main__":
    main()
