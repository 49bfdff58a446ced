"""Words of a table, written as one text rather than one quoted word per line."""

from __future__ import annotations


def vocabulary(text: str) -> frozenset[str]:
    return frozenset(text.split())
