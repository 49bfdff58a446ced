"""Which files are read.

In: the paths a user named, and what the configuration excludes. Out: the files in a stable order, each once, and what
was left out and why. Deliberately unknown here: what is in the files, and the configuration's format.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import translate
from pathlib import Path

import pathspec

# Directories nobody writes queries in, by name (any that starts with a dot is left out too).
SKIPPED_DIRECTORIES = {
    "__pycache__": "compiled code",
    "__pypackages__": "installed packages",
    "bower_components": "installed packages",
    "dist-packages": "installed packages",
    "migrations": "migrations run once, without a request",
    "node_modules": "installed packages",
    "site-packages": "installed packages",
}
# Left out unless they are Python packages, which an application of that name is.
SKIPPED_UNLESS_PACKAGES = {
    "build": "build output",
    "dist": "build output",
    "htmlcov": "build output",
}
# Tests cross practices on purpose. A directory of one of these names that has migrations is an application of the
# project, laboratory tests say, and is read.
TEST_DIRECTORIES = frozenset(
    {"__tests__", "e2e", "functional_tests", "integration_tests", "test", "tests", "unit_tests"}
)
TEST_FILES = ("conftest.py", "test.py", "test_*.py", "tests.py", "*_test.py", "*_tests.py")
_TEST_FILE = re.compile("|".join(map(translate, TEST_FILES)))
# Of these only the ones that lie in a directory with tests.
TEST_COMPANIONS = frozenset({"factories.py", "fixtures.py"})

# Templates: HTML wherever it lies (settings may name any directory), other text in a directory of Django's own name.
TEMPLATE_SUFFIXES = (".html", ".htm", ".djhtml")
TEMPLATE_TEXTS = (".txt", ".xml", ".md", ".email", ".svg")
TEMPLATE_DIRECTORY = "templates"


class PathNotFound(Exception):
    """A path that was named does not exist."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"no such file or directory: {path}")
        self.path = path


@dataclass(frozen=True, slots=True)
class SourceFile:
    path: str  # relative to the root, with "/"
    location: Path  # where to read it


@dataclass(frozen=True, slots=True)
class Skipped:
    path: str  # of a directory with a final "/"
    reason: str


@dataclass(frozen=True, slots=True)
class Discovery:
    files: tuple[SourceFile, ...]
    skipped_tests: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    templates: tuple[SourceFile, ...] = ()


def project_root(paths: Sequence[Path]) -> Path:
    """The root of the repository the paths lie in; where they lie in none, the directory they have in common."""
    targets = [path.resolve() for path in paths] or [Path.cwd()]
    folders = [target if target.is_dir() else target.parent for target in targets]
    common = Path(os.path.commonpath(folders))
    for folder in (common, *common.parents):
        if (folder / ".git").exists():
            return folder
    return common


def discover(
    paths: Sequence[Path], *, root: Path, exclude: Iterable[str] = (), include_tests: bool = False
) -> Discovery:
    """The Python files at and below `paths`, by path relative to `root`; PathNotFound for a path that does not exist.

    A file that is named itself is always taken. `exclude` are patterns as in a .gitignore in the root. A directory that
    cannot be listed is among the files, so that reading it becomes a problem of the run.
    """
    walk = _Walk(root.resolve(), pathspec.GitIgnoreSpec.from_lines(exclude), include_tests)
    for path in paths:
        if not path.exists():
            raise PathNotFound(path)
        walk.target(path.resolve())
    walk.follow_links()
    files = sorted(walk.chosen(), key=lambda file: file.path)
    taken = {file.path for file in files}
    return Discovery(
        tuple(files),
        tuple(sorted(walk.tests - taken)),
        tuple(sorted(walk.skipped, key=lambda skipped: skipped.path)),
        tuple(sorted(walk.templates, key=lambda file: file.path)),
    )


@dataclass(frozen=True, slots=True)
class _Ignore:
    """One .gitignore, which speaks about the paths that begin with `below`."""

    below: str
    patterns: pathspec.GitIgnoreSpec


@dataclass(frozen=True, slots=True)
class _Folder:
    path: str
    resolved: str
    ignores: tuple[_Ignore, ...]
    tests: bool | None  # whether it lies among tests; None where tests were asked for by name


class _Walk:
    """Paths are text here: making and resolving a Path for each file costs more than the rest of the walk."""

    def __init__(self, root: Path, exclude: pathspec.GitIgnoreSpec, include_tests: bool) -> None:
        self.root = root
        self.below_root = os.path.join(root, "")
        self.exclude = exclude if exclude.patterns else None
        self.include_tests = include_tests
        self.found: dict[str, list[str]] = {}  # by resolved path, the paths that lead there
        self.tests: set[str] = set()
        self.skipped: list[Skipped] = []
        self.templates: list[SourceFile] = []
        self._entered: set[str] = set()
        self._links: list[_Folder] = []

    def chosen(self) -> Iterable[SourceFile]:
        """Each file once: by its own path where that was met, else by the first of the links to it."""
        for resolved, ways in self.found.items():
            way = resolved if resolved in ways else min(ways)
            yield SourceFile(self._relative(way), Path(way))

    def target(self, path: Path) -> None:
        here = str(path)
        if not path.is_dir():
            self._take(here, here)
            return
        ignores = self._ignores_above(path)
        if _ignored(here, True, ignores):  # named all the same: then what lies in it is wanted
            ignores = ()
        self._folder(_Folder(here, here, ignores, None if path.name in TEST_DIRECTORIES else False))

    def follow_links(self) -> None:
        """Enter the linked folders last, so that what lies in the tree is met by its own path."""
        while self._links:
            self._folder(self._links.pop(0))

    def _folder(self, folder: _Folder) -> None:
        if folder.resolved in self._entered:
            return
        self._entered.add(folder.resolved)
        try:
            entries = sorted(os.scandir(folder.path), key=lambda entry: entry.name)
        except OSError:
            self._take(folder.path, folder.resolved)
            return
        names = {entry.name for entry in entries}
        ignores = folder.ignores + (_ignores_in(folder.path) if ".gitignore" in names or ".git" in names else ())
        beside_tests = not names.isdisjoint(TEST_DIRECTORIES) or any(map(_is_test_file, names))
        for entry in entries:
            if entry.is_dir():
                reason = self._reason_to_skip(entry, ignores)
                if reason is not None:
                    self.skipped.append(Skipped(self._relative(entry.path) + "/", reason))
                    continue
                tests = folder.tests if folder.tests is None else folder.tests or _is_test_folder(entry)
                inner = _Folder(entry.path, _resolved(entry, folder), ignores, tests)
                if entry.is_symlink():
                    self._links.append(inner)
                else:
                    self._folder(inner)
            elif entry.name.endswith(".py") and entry.is_file():  # not a dangling link or a socket
                reason = self._unwanted(entry.path, False, ignores)
                companion = beside_tests and entry.name in TEST_COMPANIONS
                if reason is not None:
                    self.skipped.append(Skipped(self._relative(entry.path), reason))
                elif not self._wanted_test(folder.tests, companion or _is_test_file(entry.name)):
                    self.tests.add(self._relative(entry.path))
                else:
                    self._take(entry.path, _resolved(entry, folder))
            elif not folder.tests and _is_template(entry) and entry.is_file():
                if self._unwanted(entry.path, False, ignores) is None:
                    self.templates.append(SourceFile(self._relative(entry.path), Path(entry.path)))

    def _wanted_test(self, among_tests: bool | None, is_test: bool) -> bool:
        return self.include_tests or among_tests is None or not (among_tests or is_test)

    def _take(self, path: str, resolved: str) -> None:
        self.found.setdefault(resolved, []).append(path)

    def _reason_to_skip(self, folder: os.DirEntry[str], ignores: tuple[_Ignore, ...]) -> str | None:
        if folder.name in SKIPPED_DIRECTORIES:
            return SKIPPED_DIRECTORIES[folder.name]
        if folder.name in SKIPPED_UNLESS_PACKAGES and not os.path.exists(os.path.join(folder.path, "__init__.py")):
            return SKIPPED_UNLESS_PACKAGES[folder.name]
        if folder.name.startswith("."):
            return "hidden"
        if os.path.exists(os.path.join(folder.path, "pyvenv.cfg")):
            return "virtual environment"
        return self._unwanted(folder.path, True, ignores)

    def _unwanted(self, path: str, is_folder: bool, ignores: tuple[_Ignore, ...]) -> str | None:
        if self.exclude is not None and self.exclude.match_file(self._relative(path) + "/" * is_folder):
            return "excluded by the configuration"
        return "ignored by git" if _ignored(path, is_folder, ignores) else None

    def _ignores_above(self, folder: Path) -> tuple[_Ignore, ...]:
        """The .gitignore files between the root and a folder in it, the folder's own excepted."""
        if folder == self.root or self.root not in folder.parents:
            return ()
        between = [parent for parent in reversed(folder.parents) if parent == self.root or self.root in parent.parents]
        return tuple(ignore for parent in between for ignore in _ignores_in(str(parent)))

    def _relative(self, path: str) -> str:
        inside = path.startswith(self.below_root)
        relative = path[len(self.below_root) :] if inside else os.path.relpath(path, self.root)
        return relative.replace(os.sep, "/")


def _resolved(entry: os.DirEntry[str], folder: _Folder) -> str:
    return os.path.realpath(entry.path) if entry.is_symlink() else os.path.join(folder.resolved, entry.name)


def _ignored(path: str, is_folder: bool, ignores: tuple[_Ignore, ...]) -> bool:
    """The nearest .gitignore that has an opinion decides."""
    for ignore in reversed(ignores):
        relative = path[len(ignore.below) :].replace(os.sep, "/") + "/" * is_folder
        opinion = ignore.patterns.check_file(relative).include
        if opinion is not None:
            return opinion
    return False


def _ignores_in(folder: str) -> tuple[_Ignore, ...]:
    found: list[_Ignore] = []
    for name in (".git/info/exclude", ".gitignore"):
        try:
            with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as file:
                patterns = pathspec.GitIgnoreSpec.from_lines(file)
        except OSError:  # there is none, or it cannot be read: git goes on as well
            continue
        found.append(_Ignore(os.path.join(folder, ""), patterns))
    return tuple(found)


def _is_test_folder(folder: os.DirEntry[str]) -> bool:
    return folder.name in TEST_DIRECTORIES and not os.path.isdir(os.path.join(folder.path, "migrations"))


def _is_template(entry: os.DirEntry[str]) -> bool:
    if entry.name.endswith(TEMPLATE_SUFFIXES):
        return True
    return entry.name.endswith(TEMPLATE_TEXTS) and TEMPLATE_DIRECTORY in Path(entry.path).parts[:-1]


def _is_test_file(name: str) -> bool:
    return _TEST_FILE.fullmatch(name) is not None
