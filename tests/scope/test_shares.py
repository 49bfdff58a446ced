"""Runs in shares and in several processes: what is found does not depend on who runs them, nor on whether he lives."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Sequence
from copy import copy
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from practice_lint.check import Run, check
from practice_lint.config import Configuration, Settings
from practice_lint.report.run import Report
from practice_lint.scope import shares
from practice_lint.scope.evaluate import Machine
from practice_lint.scope.program import Program
from practice_lint.scope.recording import Recording

CLINIC = Path(__file__).parents[1] / "fixtures" / "clinic"
FORKS = "fork" in multiprocessing.get_all_start_methods()


def checked(jobs: int) -> Report:
    configuration = Configuration(Settings(persona="auditor"), None, CLINIC, {})
    return check([CLINIC], configuration, Run(jobs=jobs, today=date(2026, 1, 1)))


def found(report: Report) -> tuple[object, ...]:
    program = report.program
    assert isinstance(program, Program)
    return (report.findings, report.problems, report.totals, program.sites, program.stores, dict(program.filled))


@cache
def at_once() -> tuple[object, ...]:
    return found(checked(1))


@pytest.fixture
def small_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    at_once()
    monkeypatch.setattr(shares, "RUNS", 8)


@pytest.mark.usefixtures("small_shares")
def test_shares_find_what_is_found_at_once() -> None:
    assert found(checked(1)) == at_once()


def totals() -> object:
    return checked(2).totals


@pytest.mark.skipif(not FORKS, reason="this system has no fork")
@pytest.mark.usefixtures("small_shares")
def test_a_worker_of_somebodys_pool_has_no_workers() -> None:
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert pool.apply(totals) == at_once()[2]


@pytest.mark.skipif(not FORKS, reason="this system has no fork")
@pytest.mark.usefixtures("small_shares")
def test_workers_find_what_one_process_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    here: list[int] = []
    run_one = shares._run
    monkeypatch.setattr(shares, "_run", lambda *given: (here.append(os.getpid()), run_one(*given))[1])
    alone = found(checked(1))
    assert len(here) > 4
    here.clear()
    assert found(checked(2)) == alone
    assert here == [], "no share was run by this process"


@pytest.mark.skipif(not FORKS, reason="this system has no fork")
@pytest.mark.usefixtures("small_shares")
def test_what_a_worker_that_died_did_not_send_is_run_here(monkeypatch: pytest.MonkeyPatch) -> None:
    parent, resume = os.getpid(), Recording.resume
    calls: list[None] = []

    def fatal(m: Machine, state: dict[str, object]) -> None:
        calls.append(None)
        if os.getpid() != parent and len(calls) == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        resume(m, state)

    monkeypatch.setattr(Recording, "resume", fatal)
    assert found(checked(2)) == at_once()


@pytest.mark.skipif(not FORKS, reason="this system has no fork")
@pytest.mark.usefixtures("small_shares")
def test_an_error_of_a_worker_is_an_error_of_the_run(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(*given: object) -> bytes:
        raise ZeroDivisionError("boo")

    monkeypatch.setattr(shares, "packed", broken)
    with pytest.raises(ZeroDivisionError, match="boo"):
        checked(2)
    assert multiprocessing.active_children() == []


PLAIN = (dict, set, frozenset, list, tuple, str, int, type(None))
MEMOS = {"mutated", "sql_reader", "_hosted"}  # say the same whoever asks first


@pytest.mark.usefixtures("small_shares")
def test_a_share_leaves_nothing_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    run_one = shares._run
    left: set[str] = set()

    def watched(m: Machine, before: dict[str, object], share: Sequence[shares.Run]) -> bytes:
        m.resume(before)
        was = {name: copy(value) for name, value in vars(m).items() if isinstance(value, PLAIN)}
        found = run_one(m, before, share)
        m.resume(before)
        left.update(name for name, value in was.items() if vars(m)[name] != value)
        return found

    monkeypatch.setattr(shares, "_run", watched)
    checked(1)
    assert left - MEMOS == set()
