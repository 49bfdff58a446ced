"""A file could not be read, so leaks in it, and leaks elsewhere that pass through it, are not reported.

It is not valid Python (or newer Python than the parser knows), cannot be decoded, is nested too deeply or is too
large. The run is incomplete and exits 4 unless `--allow-incomplete` is given: silence about such a file would look like
"clean".
"""

from __future__ import annotations

from practice_lint.rules.base import Example, Rule
from practice_lint.rules.run_itself import reported_by_the_run

RULE = Rule(
    code="PL901",
    name="unreadable-file",
    family="run",
    level="error",
    security_severity="",
    tags=(),
    doc=__doc__,
    repair="Mend the file, or exclude it (`exclude` in the configuration) if it is not part of the application.",
    limits="A file that cannot even be listed is a usage error, exit 2.",
    bad=(
        Example(
            "a view module that is not Python",
            "# file: clinic/views.py\ndef patient(request, pk:  # PL901\n",
        ),
    ),
    good=(),
    check=reported_by_the_run,
)
