"""An `Example` -> the files of its project and the lines on which something must be reported.

In: an example, the prelude that all share. Out: text by path, expected (path, line, code). An example's file takes the
place of the prelude's file of the same path.
"""

from __future__ import annotations

import re

from practice_lint.rules.base import Example

_FILE = re.compile(r"^# file: (\S+)\n", re.M)
_EXPECTED = re.compile(r"#\s*(PL\d{3}(?:[, ]+PL\d{3})*)\s*(?:#\})?\s*$")


def files_of(source: str) -> dict[str, str]:
    """Text by path. What stands before the first `# file:` line belongs to no file and must be blank."""
    before, *rest = _FILE.split(source)
    if before.strip():
        raise ValueError(f"text before the first '# file:' line: {before.strip()[:60]!r}")
    return dict(zip(rest[::2], rest[1::2], strict=True))


def project_of(example: Example, prelude: str) -> dict[str, str]:
    return {**files_of(prelude), **files_of(example.source)}


def expected_of(example: Example) -> list[tuple[str, int, str]]:
    """(path, line, code) of every finding that the example's comments promise, sorted."""
    found = []
    for path, text in files_of(example.source).items():
        for number, line in enumerate(text.split("\n"), 1):
            if match := _EXPECTED.search(line):
                found += [(path, number, code) for code in re.findall(r"PL\d{3}", match[1])]
    return sorted(found)
