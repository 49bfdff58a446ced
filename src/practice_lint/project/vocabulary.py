"""Words of a table, written as one text rather than one quoted word per line."""

from __future__ import annotations

import re

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def vocabulary(text: str) -> frozenset[str]:
    return frozenset(text.split())


def column_word(model: str) -> str:
    """How columns call the model: `clinic.models.UserPractice` -> "user_practice"."""
    return _HUMP.sub("_", model.rpartition(".")[2]).lower()
