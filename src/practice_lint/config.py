"""[tool.practice-lint] -> Settings.

In: TOML text, environment and command line values. Out: one frozen `Settings` and where each value came from. Unknown
keys are errors with a suggestion. Deliberately unknown: the project that is scanned; nothing named in a configuration
is ever imported or executed.
"""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Persona = Literal["gate", "developer", "auditor"]
FailOn = Literal["error", "warning", "note", "never"]
Architecture = Literal["auto", "row", "schema", "hybrid"]

TABLE = "tool.practice-lint"
STANDALONE = ("practice-lint.toml", ".practice-lint.toml")  # win over a pyproject.toml beside them
CLOSE = 0.6  # how alike an unknown key and a known one must be to be suggested
ENVIRONMENT = "PRACTICE_LINT_"


class ConfigError(Exception):
    """Names the file, the key and what to do. Exit status 2."""


@dataclass(frozen=True, slots=True)
class Override:
    paths: tuple[str, ...]
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """The effective configuration; every field is a key of [tool.practice-lint] with hyphens for underscores."""

    practice_model: str | None = None
    membership_models: tuple[str, ...] = ()
    active_practice: tuple[str, ...] = ()
    scope_mixins: tuple[str, ...] = ()
    scope_methods: tuple[str, ...] = ()
    proving_decorators: Mapping[str, str] = field(default_factory=dict)
    bypasses: tuple[str, ...] = ()
    global_models: Mapping[str, str] = field(default_factory=dict)
    superuser_is_cross_practice: bool = True
    out_of_scope_status: int = 404
    architecture: Architecture = "auto"
    source_roots: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    include_tests: bool = False
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    persona: Persona = "developer"
    fail_on: FailOn = "warning"
    min_proved: float | None = None  # per cent of the query sites
    max_undecided: int | None = None
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True)
class Configuration:
    """`settings`, the `file` they come from (None: none found or none wanted), the directory its paths are relative to,
    `provenance` by key ("default", "command line", "PRACTICE_LINT_PERSONA", the file's path), remarks for stderr."""

    settings: Settings
    file: Path | None
    base: Path
    provenance: Mapping[str, str]
    remarks: tuple[str, ...] = ()


def load(
    target: Path,
    *,
    options: Mapping[str, object],
    environ: Mapping[str, str] | None = None,
    config: Path | None = None,
    use_file: bool = True,
) -> Configuration:
    """The configuration for `target` (a directory or a file).

    `options` are the command line's values by key ("fail-on"); None means not given. Precedence: `options`,
    environment, file, defaults.
    """
    environ = os.environ if environ is None else environ
    remarks: list[str] = []
    file, table = _table(target, config, environ.get(ENVIRONMENT + "CONFIG"), use_file, remarks)
    layers = [
        (str(file), _checked(table, str(file)) if file else {}),
        *_environment(environ, remarks),
        ("command line", _checked({k: v for k, v in options.items() if v is not None}, "command line")),
    ]
    settings = Settings()
    provenance = {key(f.name): "default" for f in fields(Settings)}
    for origin, values in layers:
        settings = replace(settings, **{name.replace("-", "_"): value for name, value in values.items()})
        provenance.update(dict.fromkeys(values, origin))
    base = file.parent if file else (target if target.is_dir() else target.parent)
    return Configuration(settings, file, base, provenance, tuple(remarks))


def key(name: str) -> str:
    """The key of a field of `Settings`, as a user writes it."""
    return name.replace("_", "-")


def rebased(patterns: Iterable[str], base: Path, root: Path) -> tuple[str, ...]:
    """Patterns as in a .gitignore in `base`, rewritten to mean the same in `root`; `base` lies at, below or above it.

    What cannot match below `root` is left out.
    """
    if base == root:
        return tuple(patterns)
    made = []
    for pattern in patterns:
        negated, body = pattern.startswith("!"), pattern.lstrip("!")
        anchored = "/" in body.rstrip("/")
        body = body.lstrip("/")
        if root in base.parents:  # base is below
            body = f"{base.relative_to(root).as_posix()}/{'' if anchored else '**/'}{body}"
        elif anchored:
            above = root.relative_to(base).as_posix() + "/"
            if not body.startswith((above, "**/")):
                continue
            body = "/" + body.removeprefix(above) if body.startswith(above) else body
        made.append("!" * negated + body)
    return tuple(made)


# ── finding the table ───────────────────────────────────────────────────────────────────────────────────────────────


def _table(
    target: Path, given: Path | None, named: str | None, use_file: bool, remarks: list[str]
) -> tuple[Path | None, Mapping[str, Any]]:
    """The file that holds the table, and the table. Upward from the target to the repository root, first one wins."""
    if given is None and use_file and named:
        given = Path(named)
    if given is not None:
        given = given.resolve()
        table = _read(given)
        if table is None:
            raise ConfigError(f"{given}: no [{TABLE}] table; add one, or name another file with --config")
        return given, table
    if not use_file:
        return None, {}
    start = target.resolve()
    for folder in (start, *start.parents):
        found = [(path, table) for path in _candidates(folder) if (table := _read(path)) is not None]
        if found:
            if len(found) > 1:
                others = ", ".join(path.name for path, _ in found[1:])
                remarks.append(f"{found[0][0]} is used; {others} beside it holds a configuration too and is not read")
            return found[0]
        if (folder / ".git").exists():
            break
    return None, {}


def _candidates(folder: Path) -> list[Path]:
    return [folder / name for name in (*STANDALONE, "pyproject.toml") if (folder / name).is_file()]


def _read(path: Path) -> Mapping[str, Any] | None:
    """The configuration table of a TOML file; None where a pyproject.toml has none."""
    try:
        with path.open("rb") as stream:
            document = tomllib.load(stream)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: is not valid TOML: {error}") from error
    table = document.get("tool", {}).get("practice-lint") if isinstance(document.get("tool", {}), dict) else None
    if path.name == "pyproject.toml" or table is not None:
        if table is not None and not isinstance(table, dict):
            raise ConfigError(f"{path}: {TABLE} must be a table; write it as [{TABLE}]")
        return table
    return document


# ── checking values ─────────────────────────────────────────────────────────────────────────────────────────────────

Check = Callable[[object, str], object]  # (value, "file: key") -> value in the form Settings holds; ConfigError


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ConfigError(f"{where} must be text, not {_said(value)}")
    return value.strip()


def _texts(value: object, where: str) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, (list, tuple)):
        raise ConfigError(f"{where} must be a list of texts, not {_said(value)}; write it in brackets")
    return tuple(_text(item, f"{where}[{number}]") for number, item in enumerate(value))


def _boolean(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise ConfigError(f"{where} must be true or false, not {_said(value)}")
    return value


def _count(value: object, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ConfigError(f"{where} must be a whole number from 0, not {_said(value)}")
    return value


def _percent(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 100:
        raise ConfigError(f"{where} must be a number from 0 to 100, not {_said(value)}")
    return float(value)


def _text_by_text(value: object, where: str) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise ConfigError(f"{where} must be a table of texts, not {_said(value)}")
    return {name: _text(text, f'{where}."{name}"') for name, text in value.items()}


def _one_of(choices: tuple[str, ...]) -> Check:
    def check(value: object, where: str) -> str:
        if value not in choices:
            wanted = ", ".join(choices)
            raise ConfigError(f"{where} must be one of {wanted}, not {_said(value)}{_meant(value, choices)}")
        return str(value)

    return check


def _status(value: object, where: str) -> int:
    if value not in (403, 404) or isinstance(value, bool):
        raise ConfigError(f"{where} must be 404 or 403, not {_said(value)}")
    return int(str(value))


def _overrides(value: object, where: str) -> tuple[Override, ...]:
    if isinstance(value, tuple) and all(isinstance(item, Override) for item in value):
        return value
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ConfigError(f"{where} must be an array of tables; write [[{TABLE}.{where.rpartition(' ')[2]}]]")
    known = tuple(f.name for f in fields(Override))
    made = []
    for number, item in enumerate(value):
        place = f"{where}[{number}]"
        for name in item:
            if name not in known:
                raise ConfigError(f"{place}: unknown key {name!r}{_meant(name, known)}; known are {', '.join(known)}")
        if not item.get("paths"):
            raise ConfigError(f"{place} names no paths; add paths = ['app/**']")
        made.append(Override(**{name: _texts(part, f"{place}.{name}") for name, part in item.items()}))
    return tuple(made)


KEYS: Mapping[str, Check] = {
    "practice-model": _text,
    "membership-models": _texts,
    "active-practice": _texts,
    "scope-mixins": _texts,
    "scope-methods": _texts,
    "proving-decorators": _text_by_text,
    "bypasses": _texts,
    "global-models": _text_by_text,
    "superuser-is-cross-practice": _boolean,
    "out-of-scope-status": _status,
    "architecture": _one_of(get_args(Architecture)),
    "source-roots": _texts,
    "exclude": _texts,
    "include-tests": _boolean,
    "select": _texts,
    "ignore": _texts,
    "persona": _one_of(get_args(Persona)),
    "fail-on": _one_of(get_args(FailOn)),
    "min-proved": _percent,
    "max-undecided": _count,
    "overrides": _overrides,
}


def _checked(table: Mapping[str, object], origin: str) -> dict[str, Any]:
    values = {}
    for name, value in table.items():
        if name not in KEYS:
            near = name.replace("_", "-")
            hint = f"; did you mean {near!r}?" if near in KEYS else _meant(name, tuple(KEYS))
            hint = hint or "; `practice-lint config show --no-config` lists the known ones"
            raise ConfigError(f"{origin}: unknown key {name!r}{hint}")
        values[name] = KEYS[name](value, f"{origin}: {name}")
    return values


def _meant(name: object, known: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(str(name).lower(), known, n=1, cutoff=CLOSE)
    return f"; did you mean {close[0]!r}?" if close else ""


def _said(value: object) -> str:
    return f"{type(value).__name__} {value!r}" if isinstance(value, (list, dict)) else repr(value)


# ── the environment ─────────────────────────────────────────────────────────────────────────────────────────────────

NOT_KEYS = ("CONFIG", "CACHE_DIR", "NO_CACHE", "JOBS")  # of this tool, but read elsewhere


def _environment(environ: Mapping[str, str], remarks: list[str]) -> list[tuple[str, dict[str, Any]]]:
    """`PRACTICE_LINT_FAIL_ON=error`; a list is separated by commas. Tables can only stand in a file."""
    layers = []
    for variable in sorted(environ):
        name = variable[len(ENVIRONMENT) :]
        if not variable.startswith(ENVIRONMENT) or name in NOT_KEYS:
            continue
        wanted = name.lower().replace("_", "-")
        check = KEYS.get(wanted)
        if check is None or check in (_text_by_text, _overrides):
            hint = _meant(wanted, tuple(KEYS)) if check is None else "; a table can only stand in a file"
            remarks.append(f"environment variable {variable} is not a setting and is not read{hint}")
            continue
        layers.append((variable, {wanted: check(_spelled(environ[variable], check), variable)}))
    return layers


def _spelled(text: str, check: Check) -> object:
    """An environment variable's text as the TOML value it stands for."""
    if check is _texts:
        return [part.strip() for part in text.split(",") if part.strip()]
    if check is _boolean:
        return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}.get(text.lower(), text)
    if check in (_count, _percent, _status):
        try:
            return float(text) if check is _percent else int(text)
        except ValueError:
            return text
    return text
