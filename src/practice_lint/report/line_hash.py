"""A file's bytes -> the hash by which GitHub recognises each of its lines again.

In: bytes. Out: `hash:n` by line. The hash is a polynomial (base 37, 64 bits) over the 100 characters from the start of
the line that are neither space nor tab, CR and CRLF read as LF; `n` counts equal hashes so far in the file. It must be
exactly what upload-sarif computes, else that action warns about every single result.
"""

from __future__ import annotations

import re

BASE = 37
WINDOW = 100
MASK = (1 << 64) - 1
END = 0xFFFF  # stands behind the last character; beyond it zeros fill the window
_LEAD = BASE**WINDOW & MASK


def line_hashes(raw: bytes) -> dict[int, str]:
    """`hash:n` by line number from 1."""
    text = re.sub("[ \t]", "", re.sub("\r\n?", "\n", raw.decode("utf-8", "replace")))
    encoded = text.encode("utf-16-le", "surrogatepass")
    units = [encoded[i] | encoded[i + 1] << 8 for i in range(0, len(encoded), 2)] + [END]
    starts = [0, *(i + 1 for i, unit in enumerate(units) if unit == 0x0A)]
    units += [0] * WINDOW
    seen: dict[str, int] = {}
    hashes = {}
    value, position = 0, 0  # the hash of the WINDOW characters before `position`
    for number, start in enumerate(starts, 1):
        while position < start + WINDOW:
            left = units[position - WINDOW] if position >= WINDOW else 0
            value = (value * BASE + units[position] - _LEAD * left) & MASK
            position += 1
        name = f"{value:x}"
        seen[name] = seen.get(name, 0) + 1
        hashes[number] = f"{name}:{seen[name]}"
    return hashes
