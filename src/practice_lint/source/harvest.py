"""Files -> facts: those the cache knows from there, the others lowered, many of them in parallel.

In: the files that `discover.py` found. Out: facts for every one of them, by path; what cannot be read, or takes the
parser down, is a Problem of that file. Deliberately unknown here: the project, and what the facts say.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ..facts import FileFacts, Problem
from .cache import Cache, encode
from .discover import SourceFile
from .nesting import allow_deep_recursion
from .workers import lowered_by_workers

PARALLEL_FROM = 400_000  # bytes to lower: a second of work, below which starting workers costs more than it saves

Progress = Callable[[int, int], None]  # (files done, files in all)


@dataclass(frozen=True, slots=True)
class Harvest:
    facts: dict[str, FileFacts]  # in the order of the files
    cached: int = 0  # how many of them the cache knew


def harvest(
    files: Sequence[SourceFile],
    *,
    cache: Cache | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Harvest:
    """The facts of the files. `jobs` bounds the parallel processes (default: the processors at hand, 1: none but this).

    The result is the same for any number of jobs and any state of the cache.
    """
    allow_deep_recursion()
    texts, unreadable = _read(files)
    keys = {path: _key(data, cache) for path, data in texts.items()}
    by_key = {keys[path]: data for path, data in texts.items()}
    with _collector_paused():
        facts = {} if cache is None else cache.load(by_key)
        missing = {key: data for key, data in by_key.items() if key not in facts}
        known = len(texts) - sum(key in missing for key in keys.values())
        fresh: dict[bytes, bytes] = {}
        done = len(files) - len(missing)
        _tell(progress, done, len(files))
        for key, found in _lowered(missing, _parallel(missing, jobs)):
            facts[key] = found
            if cache is not None and (found.problem is None or found.problem.kind != "read"):
                fresh[key] = encode(found)
            done += 1
            _tell(progress, done, len(files))
        if cache is not None and fresh:
            cache.store(fresh)
        return Harvest({file.path: unreadable.get(file.path) or facts[keys[file.path]] for file in files}, known)


def _read(files: Iterable[SourceFile]) -> tuple[dict[str, bytes], dict[str, FileFacts]]:
    texts: dict[str, bytes] = {}
    unreadable: dict[str, FileFacts] = {}
    for file in files:
        try:
            texts[file.path] = file.location.read_bytes()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            unreadable[file.path] = FileFacts((), (), (), (), Problem("read", f"cannot be read: {reason}", 1), 0)
    return texts, unreadable


def _key(data: bytes, cache: Cache | None) -> bytes:
    return data if cache is None else cache.key(data)


def _lowered(texts: dict[bytes, bytes], jobs: int) -> Iterator[tuple[bytes, FileFacts]]:
    if jobs > 1:
        yield from lowered_by_workers(texts, jobs)
    elif texts:
        from .lower import lower  # the parser takes a fifth of a second to import: not when the cache knows everything

        for key, data in texts.items():
            yield key, lower(data)


def _parallel(texts: dict[bytes, bytes], jobs: int | None) -> int:
    """How many workers are worth their start."""
    if jobs == 1 or not sys.executable or sum(map(len, texts.values())) < PARALLEL_FROM:
        return 1
    return min(_processors() if jobs is None else jobs, len(texts))


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _tell(progress: Progress | None, done: int, total: int) -> None:
    if progress is not None:
        progress(done, total)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Without the cyclic collector, which would walk the growing facts again and again: it makes loading ten times
    slower. What was loaded stays out of its sight afterwards, for facts have no cycles and live as long as the run."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()
