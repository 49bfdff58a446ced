"""How a report may look: what the terminal can show, and how much is wanted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """`fold`: paragraphs are folded at `width`, which only a terminal has."""

    color: bool = False
    width: int = 100
    fold: bool = False
    quiet: bool = False
    verbose: bool = False
