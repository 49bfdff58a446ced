"""The house rules, checked by the tools that know them."""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "practice_lint"
SOURCES = [path for path in sorted(PACKAGE.rglob("*.py")) if PACKAGE / "stubs" not in path.parents]
FORBIDDEN_NAMES = {"utils", "util", "common", "helpers", "misc"}


def run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"


def test_ruff() -> None:
    run(sys.executable, "-m", "ruff", "check", "--no-cache", ".")


def test_mypy() -> None:
    run(sys.executable, "-m", "mypy", "--strict")


def test_layers() -> None:
    scripts = Path(sysconfig.get_path("scripts"))
    command = scripts / ("lint-imports.exe" if sys.platform == "win32" else "lint-imports")
    if not command.exists():
        pytest.fail("import-linter is not installed; pip install -e '.[test]'")
    run(str(command), "--no-cache")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_has_a_docstring_and_a_name_that_says_something(path: Path) -> None:
    assert re.match(r'r?"""', path.read_text("utf-8")), "the first line says what goes in and what comes out"
    assert path.stem not in FORBIDDEN_NAMES
