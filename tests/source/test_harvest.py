"""Facts of many files: from the cache, in parallel, and when something goes wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_lint.facts import FileFacts
from practice_lint.source import cache as cache_module
from practice_lint.source import harvest as harvest_module
from practice_lint.source import workers
from practice_lint.source.cache import Cache, encode
from practice_lint.source.discover import SourceFile
from practice_lint.source.harvest import Harvest, harvest
from practice_lint.source.lower import lower

TEXTS = {
    "a.py": "class A(B):\n    x = f(1, *a, k=[q for q in r])  # practice-lint: PL102 why\n",
    "b.py": "def f(a: int = 1, *, b=None):\n    with a as c:\n        return f'{c!r}' 'x'\n",
    "c.py": "x = 1.5; y = -2; z = {'k': None, **w}; s = 'é\\n'; t = lambda u: u if u else 2**70\n",
    "d.py": "try:\n    for a in b: pass\nexcept E as e:\n    raise\nwhile x: break\nx += 1\n",
    "broken.py": "def (\n",
    "empty.py": "",
    "same.py": "",
}
NESTED = "x = " + "f(" * 100 + ")" * 100 + "\ny = a" + ".b" * 800 + "\nz = " + "not " * 400 + "1\n"


@pytest.fixture
def files(tmp_path: Path) -> list[SourceFile]:
    return written(tmp_path, TEXTS)


def written(folder: Path, texts: dict[str, str]) -> list[SourceFile]:
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [SourceFile(name, folder / name) for name in texts]


def spans(harvested: Harvest) -> bytes:
    """Everything, spans included, which equality leaves out."""
    return encode(harvested.facts)


@pytest.fixture
def parallel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harvest_module, "PARALLEL_FROM", 0)


def test_every_file_has_its_facts_in_order(files: list[SourceFile]) -> None:
    harvested = harvest(files, jobs=1)
    assert list(harvested.facts) == list(TEXTS)
    assert harvested.facts == {name: lower(text.encode()) for name, text in TEXTS.items()}


@pytest.mark.usefixtures("parallel")
def test_the_number_of_jobs_changes_nothing(files: list[SourceFile]) -> None:
    assert spans(harvest(files, jobs=2)) == spans(harvest(files, jobs=1))


def test_the_cache_changes_nothing(files: list[SourceFile], tmp_path: Path) -> None:
    cold = harvest(files, cache=Cache(tmp_path / "cache"), jobs=1)
    warm = harvest(files, cache=Cache(tmp_path / "cache"), jobs=1)
    assert spans(cold) == spans(warm) == spans(harvest(files, jobs=1))
    assert (cold.cached, warm.cached) == (0, len(files))


@pytest.mark.usefixtures("parallel")
def test_what_workers_found_is_cached(files: list[SourceFile], tmp_path: Path) -> None:
    cold = harvest(files, cache=Cache(tmp_path / "cache"), jobs=2)
    warm = harvest(files, cache=Cache(tmp_path / "cache"), jobs=2)
    assert (spans(cold), warm.cached) == (spans(warm), len(files))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([*TEXTS.values()])))
def test_facts_survive_the_cache(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    cache = Cache(tmp_path_factory.mktemp("cache"))
    facts = {cache.key(text.encode()): lower(text.encode()) for text in texts}
    cache.store({key: encode(found) for key, found in facts.items()})
    loaded = cache.load(facts)
    assert loaded == facts
    assert {key: encode(found) for key, found in loaded.items()} == {key: encode(found) for key, found in facts.items()}


def test_deep_facts_survive_the_cache(tmp_path: Path) -> None:
    (file,) = files = written(tmp_path, {"deep.py": NESTED})
    cold = harvest(files, cache=Cache(tmp_path / "cache"), jobs=1)
    warm = harvest(files, cache=Cache(tmp_path / "cache"), jobs=1)
    assert (spans(warm), warm.cached, warm.facts[file.path].problem) == (spans(cold), 1, None)


def test_a_changed_file_is_lowered_again(files: list[SourceFile], tmp_path: Path) -> None:
    harvest(files, cache=Cache(tmp_path / "cache"), jobs=1)
    files[0].location.write_text("changed()\n")
    again = harvest(files, cache=Cache(tmp_path / "cache"), jobs=1)
    assert again.facts["a.py"] == lower(b"changed()\n")
    assert again.cached == len(files) - 1


def test_a_file_that_cannot_be_read_is_a_problem(files: list[SourceFile], tmp_path: Path) -> None:
    gone = [*files, SourceFile("gone.py", tmp_path / "gone.py"), SourceFile("folder", tmp_path)]
    facts = harvest(gone, jobs=1).facts
    assert [facts[name].problem.kind for name in ("gone.py", "folder")] == ["read", "read"]  # type: ignore[union-attr]


def test_progress_ends_with_all(files: list[SourceFile], tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    for _ in range(2):
        told.clear()
        harvest(files, cache=Cache(tmp_path / "c"), jobs=1, progress=lambda done, total: told.append((done, total)))
        assert told[-1] == (len(files), len(files))
        assert told == sorted(told)


# ── workers that hang or die ────────────────────────────────────────────────────────────────────────────────────────

MISBEHAVING = """
import sys; sys.path[:] = {path!r}
import os, time
from practice_lint.source import lower, workers
lowered = lower.lower
def misbehave(data):
    if b"die" in data: os._exit(9)
    if b"hang" in data: time.sleep(60)
    return lowered(data)
lower.lower = misbehave
workers.work()
"""


@pytest.mark.usefixtures("parallel")
def test_a_worker_that_dies_or_hangs_costs_its_own_file_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_START", MISBEHAVING)
    monkeypatch.setattr(workers, "SECONDS_PER_FILE", 2)
    bad = {"die.py": "die()\n", "hang.py": "hang()\n", "die2.py": "x = die\n"}
    harvested = harvest(written(tmp_path, {**TEXTS, **bad}), cache=Cache(tmp_path / "cache"), jobs=2)
    for name in bad:
        problem = harvested.facts[name].problem
        assert problem is not None
        assert problem.kind == "read"
    assert "2 seconds" in harvested.facts["hang.py"].problem.message  # type: ignore[union-attr]
    assert {name: harvested.facts[name] for name in TEXTS} == {name: lower(t.encode()) for name, t in TEXTS.items()}
    monkeypatch.undo()
    again = harvest(written(tmp_path, bad), cache=Cache(tmp_path / "cache"), jobs=1)
    assert again.facts["die.py"] == lower(b"die()\n")  # what went wrong once is not remembered


@pytest.mark.usefixtures("parallel")
def test_workers_import_nothing_from_the_directory_they_start_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("queue", "msgspec", "libcst", "practice_lint", "sitecustomize"):
        (tmp_path / f"{name}.py").write_text("import os; os._exit(1)\n")
    files = written(tmp_path, TEXTS)
    monkeypatch.chdir(tmp_path)
    assert all(found.problem is None for name, found in harvest(files, jobs=2).facts.items() if name != "broken.py")


# ── the cache ───────────────────────────────────────────────────────────────────────────────────────────────────────


def filled(folder: Path) -> tuple[bytes, FileFacts]:
    cache = Cache(folder)
    facts = lower(b"x = f()\n")
    key = cache.key(b"x = f()\n")
    cache.store({key: encode(facts)})
    assert Cache(folder).load([key]) == {key: facts}
    return key, facts


def test_a_cache_directory_marks_itself(tmp_path: Path) -> None:
    filled(tmp_path / "deep" / "cache")
    assert (tmp_path / "deep/cache/CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f06886806bc55")
    assert (tmp_path / "deep/cache/.gitignore").read_text() == "*\n"


def test_a_directory_that_held_something_is_not_marked(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("")
    filled(tmp_path)
    assert not (tmp_path / ".gitignore").exists()


def pack(folder: Path) -> Path:
    (found,) = folder.glob("facts-*.msgpack")
    return found


@pytest.mark.parametrize(
    "damage",
    [lambda data: b"", lambda data: data[:-3], lambda data: b"\xc1" + data, lambda data: data.replace(b"f", b"g")],
    ids=["emptied", "cut off", "garbage", "one bit"],
)
def test_a_damaged_cache_is_an_empty_one(tmp_path: Path, damage: object) -> None:
    key, facts = filled(tmp_path)
    pack(tmp_path).write_bytes(damage(pack(tmp_path).read_bytes()))  # type: ignore[operator]
    assert Cache(tmp_path).load([key]) == {}
    Cache(tmp_path).store({key: encode(facts)})
    assert Cache(tmp_path).load([key]) == {key: facts}


@pytest.mark.parametrize("version", ["FACTS_VERSION"])
def test_facts_of_another_version_are_not_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    filled(tmp_path)
    monkeypatch.setattr(cache_module, version, 999)
    cache = Cache(tmp_path)
    assert cache.load([cache.key(b"x = f()\n")]) == {}


def test_a_cache_that_cannot_be_written_does_no_harm(tmp_path: Path, files: list[SourceFile]) -> None:
    (tmp_path / "file").write_text("")
    harvested = harvest(files, cache=Cache(tmp_path / "file" / "cache"), jobs=1)
    assert spans(harvested) == spans(harvest(files, jobs=1))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_cache_is_read(tmp_path: Path) -> None:
    key, facts = filled(tmp_path)
    tmp_path.chmod(0o500)
    assert Cache(tmp_path).load([key]) == {key: facts}
    tmp_path.chmod(0o700)


def test_entries_unused_for_long_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "PACKS", 1)
    cache = Cache(tmp_path)
    facts = encode(lower(b""))
    old, used, new = b"o" * 16, b"u" * 16, b"n" * 16
    cache.store({old: facts, used: facts})
    cache._today += cache_module.MAX_IDLE_DAYS
    cache.load([used])
    cache._today += 1
    cache.store({new: facts})
    assert set(cache.load([old, used, new])) == {used, new}


def test_a_pack_stays_within_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "PACKS", 1)
    facts = encode(lower(b"x = f()\n"))
    monkeypatch.setattr(cache_module, "MAX_PACK_BYTES", 3 * len(facts))
    cache = Cache(tmp_path)
    for day in range(5):
        cache._today += day
        cache.store({bytes([day]) * 16: facts})
    assert set(cache.load([bytes([day]) * 16 for day in range(5)])) == {bytes([day]) * 16 for day in (2, 3, 4)}


def test_a_run_without_changes_writes_nothing(tmp_path: Path) -> None:
    key, _ = filled(tmp_path)
    before = pack(tmp_path).stat().st_mtime_ns
    Cache(tmp_path).load([key])
    assert pack(tmp_path).stat().st_mtime_ns == before
