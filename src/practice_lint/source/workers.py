"""Lowering in worker processes that may hang or die without taking the run along.

In: texts by key. Out: facts by key, in no particular order; a text whose worker died or took too long gets a Problem.
Deliberately unknown here: files, the cache, and what facts say.

A worker is this interpreter, started in isolated mode: the directory the run was started in, often the scanned
repository, must not be among the places it imports from.
"""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import msgspec

from ..facts import FileFacts, Problem
from .decoding import count_lines

SECONDS_PER_FILE = 60  # the largest file that is read takes 20; whatever takes longer is exponential in the parser
SECONDS_TO_START = 60  # importing the parser takes a fifth of one, on an idle machine
_START = "import sys; sys.path[:] = {path!r}; from practice_lint.source.workers import work; work()"
_HEADER = 4  # bytes that hold the length of what follows
_decode = msgspec.msgpack.Decoder(FileFacts).decode


def lowered_by_workers(texts: dict[bytes, bytes], jobs: int) -> Iterator[tuple[bytes, FileFacts]]:
    """The facts of the texts, by key, from `jobs` processes."""
    waiting: queue.SimpleQueue[tuple[bytes, bytes]] = queue.SimpleQueue()
    for key in sorted(
        texts, key=lambda key: -len(texts[key])
    ):  # the large ones first, so that none is left to wait for
        waiting.put((key, texts[key]))
    results: queue.SimpleQueue[tuple[bytes, bytes | FileFacts]] = queue.SimpleQueue()
    workers = [_Worker(waiting, results) for _ in range(jobs)]
    try:
        for worker in workers:
            worker.thread.start()
        for _ in texts:
            key, found = results.get()
            yield key, _decode(found) if isinstance(found, bytes) else found  # here, where the stack is the larger one
    finally:
        for worker in workers:
            worker.stop()


class _Worker:
    """A process and the thread that feeds it."""

    def __init__(
        self,
        waiting: queue.SimpleQueue[tuple[bytes, bytes]],
        results: queue.SimpleQueue[tuple[bytes, bytes | FileFacts]],
    ) -> None:
        self._waiting = waiting
        self._results = results
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False
        self.thread = threading.Thread(target=self._feed, name="feeds a worker", daemon=True)

    def stop(self) -> None:
        self._stopped = True
        self._end()

    def _feed(self) -> None:
        while not self._stopped:
            try:
                key, data = self._waiting.get_nowait()
            except queue.Empty:
                break
            self._results.put((key, self._lower(data)))
        self._end()

    def _lower(self, data: bytes) -> bytes | FileFacts:
        late = threading.Event()
        try:
            process = self._process or self._start(late)
            with _deadline(SECONDS_PER_FILE, process, late):
                _send(_pipe(process.stdin), data)
                return _receive(_pipe(process.stdout))
        except (OSError, EOFError) as error:
            self._end()
            why = f"took more than {SECONDS_PER_FILE} seconds" if late.is_set() else f"ended the parser ({error})"
            return FileFacts((), (), (), (), Problem("read", why, 1), count_lines(data))

    def _start(self, late: threading.Event) -> subprocess.Popen[bytes]:
        self._process = process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START.format(path=sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        with _deadline(SECONDS_TO_START, process, late):
            _receive(_pipe(process.stdout))  # it is ready
        return process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()


@contextmanager
def _deadline(seconds: float, process: subprocess.Popen[bytes], late: threading.Event) -> Iterator[None]:
    """Kill a process that takes longer: whoever reads from it then meets the end of its output."""

    def kill() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(seconds, kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


def _send(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(len(data).to_bytes(_HEADER, "big") + data)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes:
    size = int.from_bytes(_exactly(pipe, _HEADER), "big")
    return _exactly(pipe, size)


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError("its process died")
    return data


def work() -> None:
    """The worker's side: texts in, encoded facts out, until the input ends."""
    import gc

    from .lower import lower
    from .nesting import with_deep_stack

    gc.disable()  # trees have no cycles
    encode = msgspec.msgpack.Encoder().encode

    def serve() -> None:
        _send(sys.stdout.buffer, b"")
        while True:
            try:
                data = _receive(sys.stdin.buffer)
            except EOFError:
                return
            _send(sys.stdout.buffer, encode(lower(data)))

    with_deep_stack(serve)
