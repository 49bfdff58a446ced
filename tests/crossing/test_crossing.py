"""What PL6xx reports of the school really crosses schools on PostgreSQL, and the repaired code does not.

Each scene is played twice, on a copy of the fixture as it is and on one that is repaired. As it is, practice-lint
reports the place and the scene's school meets the other one; repaired, it reports nothing there and the school meets
only itself. So a finding that is none fails here, and so does a repair that repairs nothing.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from crossing.cluster import Cluster, running
from crossing.demonstrations import DEMONSTRATIONS, Demonstration

from practice_lint.check import check_sources
from practice_lint.config import Settings
from practice_lint.findings.finding import Finding

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
SCHOOL = HERE.parent / "fixtures" / "school"
NEEDED = ("celery", "channels", "django", "django_tenants", "psycopg", "rest_framework", "tenant_schemas_celery")
MINE, OTHER = "riverside", "greenfield"
SECONDS = 120  # for one scene

Play = Callable[..., list[str]]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    directory = Path("/tmp") if os.geteuid() == 0 else tmp_path_factory.getbasetemp()
    place = Path(os.path.realpath(directory)) / f"pg{os.getpid()}"  # short: a socket's path has 107 bytes at most
    place.mkdir(mode=0o755)
    try:
        with running(place) as started:
            yield started
    finally:
        shutil.rmtree(place)


@pytest.fixture(scope="module")
def play(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Play:
    """(scene, the school's folder, settings taken, database to start from) -> what the scene answers."""
    place = tmp_path_factory.mktemp("files")

    def played(scene: str, school: Path, take: tuple[str, ...], database: str) -> list[str]:
        environment = {
            **os.environ,
            "SCHOOL": str(school),
            "TAKE": " ".join(take),
            "PLACE": str(place),
            "SOCKET": str(cluster.directory),
            "DATABASE": database,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        command = [sys.executable, "-W", "ignore", str(HERE / "scenes.py"), scene]
        done = subprocess.run(
            command,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode == 0, done.stderr
        answer = json.loads(done.stdout.splitlines()[-1])
        assert isinstance(answer, list)
        return answer

    starts: dict[str, str] = {"": "template0"}
    count = iter(range(1_000))

    def on_a_copy(scene: str, school: Path, take: tuple[str, ...], start: str) -> list[str]:
        if start not in starts:
            played(start, SCHOOL, (), cluster.database(start))
            starts[start] = start
        return played(scene, school, take, cluster.database(f"copy{next(count)}", starts[start]))

    return on_a_copy


def repaired(demonstration: Demonstration, folder: Path) -> Path:
    shutil.copytree(SCHOOL, folder, ignore=shutil.ignore_patterns("__pycache__"))
    for path, old, new in demonstration.repair:
        text = (folder / path).read_text("utf-8")
        assert text.count(old) == 1, (path, old)
        (folder / path).write_text(text.replace(old, new), "utf-8")
    return folder


def findings(folder: Path) -> tuple[Finding, ...]:
    texts = {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in sorted(folder.rglob("*.py"))}
    report = check_sources(texts, Settings(persona="auditor"), today=date(2026, 1, 1))
    assert report.problems == ()
    return report.findings


@cache
def found() -> tuple[Finding, ...]:
    return findings(SCHOOL)


def about(demonstration: Demonstration, finding: Finding) -> bool:
    place = (finding.code, finding.path, finding.symbol or "<module>")
    return place == (demonstration.code, demonstration.path, demonstration.symbol)


@pytest.mark.parametrize("demonstration", DEMONSTRATIONS, ids=lambda each: f"{each.code}-{each.scene}")
def test_crossing(demonstration: Demonstration, play: Play, tmp_path: Path) -> None:
    assert [each for each in found() if about(demonstration, each)]
    seen = play(demonstration.scene, SCHOOL, demonstration.take, demonstration.start)
    assert [text for text in seen if OTHER in text], seen

    folder = repaired(demonstration, tmp_path / "school")
    assert [each for each in findings(folder) if about(demonstration, each)] == []
    seen = play(demonstration.scene, folder, demonstration.take, demonstration.start)
    assert [text for text in seen if OTHER in text] == []
    assert [text for text in seen if MINE in text], seen
