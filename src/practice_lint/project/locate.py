"""Import paths -> the project's modules they can mean, without being told the source roots.

In: module names and which of them are packages. Out: `Locator`. Deliberately unknown: what the modules contain.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple

ROOT_MARKERS = frozenset({"manage", "setup"})  # a script run from its own folder: that folder is on sys.path


class _Place(NamedTuple):
    name: str
    strong: bool  # the folder in which the path begins can be on sys.path: it is no package, or holds a ROOT_MARKER
    root: str
    kind: int  # 0 a package with __init__, 1 a module, 2 a folder without __init__


class Locator:
    """An index of every suffix of every module's dotted path."""

    def __init__(self, names: Iterable[str], packages: Iterable[str]) -> None:
        modules = frozenset(names)
        self._packages = frozenset(packages)
        self._folders = frozenset(_folders(modules))
        marked = {name.rpartition(".")[0] for name in modules if name.rpartition(".")[2] in ROOT_MARKERS}
        self._by_suffix: dict[str, list[_Place]] = {}
        for name in sorted(modules | self._folders):
            parts = name.split(".")
            kind = 0 if name in self._packages else 1 if name in modules else 2
            for start in range(len(parts)):
                root = ".".join(parts[:start])
                place = _Place(name, root not in self._packages or root in marked, root, kind)
                self._by_suffix.setdefault(".".join(parts[start:]), []).append(place)

    def holds(self, name: str) -> bool:
        """Whether a folder of that exact dotted path holds Python files."""
        return name in self._folders

    def top_level(self, name: str) -> bool:
        """Whether a package of exactly that name stands at a source root of the project's own."""
        return any(place.kind == 0 and place.strong for place in self._by_suffix.get(name, ()))

    def candidates(self, importer: str, parts: Sequence[str]) -> list[str]:
        """Modules and folders that the absolute path can mean to `importer`, best first."""
        places = self._by_suffix.get(".".join(parts))
        if places is None:
            return []
        near = importer.split(".")
        usable = [place for place in places if _usable(place, importer, parts)]
        if len(usable) > 1:
            usable.sort(key=lambda each: (not each.strong, -_common(each.name, near), each.name.count("."), each.name))
        return [place.name for place in usable]


def _usable(place: _Place, importer: str, parts: Sequence[str]) -> bool:
    """A lone name (`import celery`) is a library far oftener than `shop/celery.py`, so it must fit more closely."""
    if parts[0] in sys.stdlib_module_names:
        return place.strong and place.kind == 0
    if place.name == importer and not (place.strong and len(parts) > 1):
        return False
    if len(parts) > 1:
        return True
    if not place.strong:
        return False
    return place.kind == 0 or _inside(importer, place.root)


def _inside(module: str, folder: str) -> bool:
    return not folder or module == folder or module.startswith(folder + ".")


def _common(name: str, near: Sequence[str]) -> int:
    count = 0
    for one, other in zip(name.split("."), near, strict=False):
        if one != other:
            break
        count += 1
    return count


def _folders(modules: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for name in modules:
        folder = name.rpartition(".")[0]
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition(".")[0]
    return found
