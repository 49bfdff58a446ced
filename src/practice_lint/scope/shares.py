"""Runs of entry points in shares, in several processes where there are several processors.

In: a machine on which the middleware ran, and what is to be run on it. Out: the same machine with the records of all
of it. A share starts from what the middleware left, whichever process runs it and after whichever other share: what is
found depends on how the runs are shared out, which depends on their number alone, and not on who runs them.

A worker is a fork of this process. It takes the number of its next share from a pipe that holds them all, and ends
when there is none left or nobody reads its results. What a worker that died did not send is run here.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any

from practice_lint.facts import Function, Lambda
from practice_lint.project.names import Names
from practice_lint.scope.records import Records
from practice_lint.scope.values import FunctionRef, Scope, Value

if TYPE_CHECKING:
    from practice_lint.scope.evaluate import Machine

RUNS = 64  # runs of a share: some seconds of work, beside which it costs little to begin anew
MAX_WORKERS = 8  # each has a copy of what it learns
_NUMBER = 4  # bytes of a share's number in the pipe

Run = Callable[[], None]


def run_in_shares(m: Machine, runs: Sequence[Run], jobs: int | None) -> None:
    """Run them all; `jobs` bounds the processes, None: the processors at hand."""
    shares = [runs[start : start + RUNS] for start in range(0, len(runs), RUNS)]
    if len(shares) < 2:
        for run in runs:
            run()
        return
    before = m.state()
    workers = min(_processors() if jobs is None else jobs, MAX_WORKERS if jobs is None else jobs, len(shares))
    done: dict[int, bytes] = {}
    if workers > 1 and _may_fork():
        done = _forked(m, before, shares, workers)
    found = [done.get(number) or _run(m, before, share) for number, share in enumerate(shares)]
    m.resume(before)
    for each in found:
        m.absorb(*unpacked(each, m.names))


def _may_fork() -> bool:
    """Whether there are forks, and this process may have children: a worker of somebody's pool may not."""
    return "fork" in multiprocessing.get_all_start_methods() and not multiprocessing.current_process().daemon


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _run(m: Machine, before: dict[str, Any], share: Sequence[Run]) -> bytes:
    """What is recorded in one share."""
    records = m.records
    m.resume(before)
    m.records = Records()
    try:
        for run in share:
            run()
        queries = {site: query for site, query in m.queries.items() if site not in before["queries"]}
        return packed((m.records, queries), m.names)
    finally:
        m.records = records


def _forked(m: Machine, before: dict[str, Any], shares: Sequence[Sequence[Run]], workers: int) -> dict[int, bytes]:
    """The records of shares by their number, as far as the workers lived to send them."""
    context = multiprocessing.get_context("fork")
    todo, numbers = os.pipe()
    os.write(numbers, b"".join(number.to_bytes(_NUMBER, "big") for number in range(len(shares))))
    os.close(numbers)

    def work(results: Connection) -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # who interrupts the run interrupts its workers, without a word
        while number := os.read(todo, _NUMBER):
            results.send_bytes(number + _run(m, before, shares[int.from_bytes(number, "big")]))

    done: dict[int, bytes] = {}
    with _processes(context, work, workers) as pipes:
        os.close(todo)
        while pipes:
            for ready in wait(pipes):
                assert isinstance(ready, Connection)
                try:
                    sent = ready.recv_bytes()
                except EOFError:
                    pipes.remove(ready)
                else:
                    done[int.from_bytes(sent[:_NUMBER], "big")] = sent[_NUMBER:]
    return done


@contextmanager
def _processes(context: Any, work: Callable[[Connection], None], count: int) -> Iterator[list[Connection]]:
    """So many workers, each at the other end of a pipe; none is left behind."""
    pipes: list[Connection] = []
    processes = []
    try:
        for _ in range(count):
            here, there = context.Pipe(duplex=False)
            process = context.Process(target=work, args=(there,), daemon=True)
            process.start()
            there.close()
            pipes.append(here)
            processes.append(process)
        yield pipes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()


# ── what travels ────────────────────────────────────────────────────────────────────────────────────────────────────


def packed(found: object, names: Names) -> bytes:
    """The records as bytes. A function of the project is its name; of what a nested one closes over only that it is
    the same, for nothing is run there any more."""
    out = io.BytesIO()
    pickler = pickle.Pickler(out, protocol=5)
    pickler.dispatch_table = {FunctionRef: lambda ref: _packed_function(ref, names), Scope: lambda _: (_closed, ())}
    pickler.dump(found)
    return out.getvalue()


def unpacked(data: bytes, names: Names) -> tuple[Records, dict[Any, Any]]:
    found: tuple[Records, dict[Any, Any]] = _Unpickler(io.BytesIO(data), names).load()
    return found


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, names: Names) -> None:
        super().__init__(file)
        self._names = names

    def find_class(self, module: str, name: str) -> Any:
        return self._function if name == _function.__name__ else super().find_class(module, name)

    def _function(self, code: Function | Lambda | None, name: str, *rest: Any) -> FunctionRef:
        return _function(self._names.functions[name].facts if code is None else code, name, *rest)


def _packed_function(ref: FunctionRef, names: Names) -> tuple[Callable[..., FunctionRef], tuple[Any, ...]]:
    record = names.functions.get(ref.name)
    known = record is not None and record.facts is ref.code
    return _function, (None if known else ref.code, ref.name, ref.module, ref.self_, ref.owner, ref.closure)


def _function(
    code: Function | Lambda, name: str, module: str, self_: Value | None, owner: str | None, closure: Scope | None
) -> FunctionRef:
    return FunctionRef(name, module, code, self_, owner, closure)


def _closed() -> Scope:
    return Scope({}, None)
