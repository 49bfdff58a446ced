"""Facts kept between runs, under the hash of the bytes they were read from.

In: keys, facts. Out: the facts of the keys that are known. Deliberately unknown here: paths, so that moving a file or
switching branches costs nothing. Anything wrong with the cache is a miss, never an error: it is only ever faster.

A pack file holds the entries whose keys begin alike, each with its day of last use and a checksum: reading 64 packs is
ten times faster than reading 2,000 files, and replacing one atomically needs no lock. Of two processes that write the
same pack at the same time one loses its additions, not its correctness. Nothing read from a cache can execute anything.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from importlib import metadata
from pathlib import Path

import msgspec

from ..facts import FACTS_VERSION, FileFacts

PACKS = 64  # few enough to read all, many enough that a changed file rewrites a small part
MAX_PACK_BYTES = 4 << 20  # 256 MB in all, ten times what a project of a million lines needs
MAX_IDLE_DAYS = 60  # unused for so long, an entry belongs to a branch nobody comes back to
TOUCH_DAYS = 7  # the day of last use is this coarse, so that a run without changes writes nothing
_DIGEST = 16
_CHECKSUM = 8
_DAY = 86_400

_TAG = """Signature: 8a477f597d28d172789f06886806bc55
# This directory is a cache of practice-lint. It can be deleted at any time.
"""


class _Entry(msgspec.Struct, array_like=True):
    day: int
    checksum: bytes
    facts: bytes


_Pack = dict[bytes, _Entry]
_decode_pack = msgspec.msgpack.Decoder(_Pack).decode
_decode_facts = msgspec.msgpack.Decoder(FileFacts).decode
encode = msgspec.msgpack.Encoder().encode


def _generation() -> bytes:
    """What facts depend on beside the bytes: the interpreter's minor version words syntax errors and knows codecs."""
    return f"{FACTS_VERSION} {metadata.version('libcst')} {sys.version_info[0]}.{sys.version_info[1]}".encode()


class Cache:
    """The facts kept in a directory, which need not exist and need not be writable."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._generation = _generation()
        self._today = int(time.time()) // _DAY

    def key(self, data: bytes) -> bytes:
        """Under which the facts of these bytes are kept."""
        return hashlib.blake2b(data, digest_size=_DIGEST, key=self._generation).digest()

    def load(self, keys: Iterable[bytes]) -> dict[bytes, FileFacts]:
        """The facts of those keys that are known."""
        found: dict[bytes, FileFacts] = {}
        for number, wanted in _by_pack(keys).items():
            pack = self._read(number)
            stale = False
            for key in wanted:
                entry = pack.get(key)
                if entry is None or entry.checksum != _checksum(entry.facts):
                    continue
                try:
                    found[key] = _decode_facts(entry.facts)
                except (msgspec.DecodeError, RecursionError):  # a ValidationError is one: the structs changed
                    continue
                if self._today - entry.day >= TOUCH_DAYS:
                    entry.day = self._today
                    stale = True
            if stale:
                self._write(number, pack)
        return found

    def store(self, encoded: Mapping[bytes, bytes]) -> None:
        """Keep encoded facts by key; entries unused for long, or too many for their pack, make room."""
        for number, keys in _by_pack(encoded).items():
            pack = self._read(number)
            for key in keys:
                pack[key] = _Entry(self._today, _checksum(encoded[key]), encoded[key])
            self._write(number, self._bounded(pack))

    def _bounded(self, pack: _Pack) -> _Pack:
        kept: _Pack = {}
        size = 0
        for key, entry in sorted(pack.items(), key=lambda item: -item[1].day):
            size += len(entry.facts)
            if size <= MAX_PACK_BYTES and self._today - entry.day <= MAX_IDLE_DAYS:
                kept[key] = entry
        return kept

    def _file(self, number: int) -> Path:
        return self._directory / f"facts-{number:02x}.msgpack"

    def _read(self, number: int) -> _Pack:
        try:
            return _decode_pack(self._file(number).read_bytes())
        except (OSError, msgspec.DecodeError):
            return {}

    def _write(self, number: int, pack: _Pack) -> None:
        try:
            self._prepare()
            handle, temporary = tempfile.mkstemp(dir=self._directory, prefix=".writing-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(encode(pack))
                os.replace(temporary, self._file(number))
            except OSError:
                os.unlink(temporary)
                raise
        except OSError:  # read-only, full, gone, held open by another process: the run goes on without
            pass

    def _prepare(self) -> None:
        """The directory, marked for backup programs and for git unless it held something before."""
        if self._directory.is_dir() and any(self._directory.iterdir()):
            return
        self._directory.mkdir(parents=True, exist_ok=True)
        (self._directory / ".gitignore").write_text("*\n", encoding="utf-8")
        (self._directory / "CACHEDIR.TAG").write_text(_TAG, encoding="utf-8")


def _by_pack(keys: Iterable[bytes]) -> dict[int, list[bytes]]:
    packs: defaultdict[int, list[bytes]] = defaultdict(list)
    for key in keys:
        packs[key[0] % PACKS].append(key)
    return dict(packs)


def _checksum(facts: bytes) -> bytes:
    return hashlib.blake2b(facts, digest_size=_CHECKSUM).digest()
