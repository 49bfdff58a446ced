"""A PostgreSQL server of one's own for as long as a test session needs it.

In: an empty directory. Out: `Cluster`, reached by a socket in that directory only. Skips where no server can be
started, and says why. PostgreSQL refuses to run as root: root starts it as the package's own user.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ACCOUNTS = ("postgres", "nobody")  # whom root becomes
DEBIAN = Path("/usr/lib/postgresql")
# Nothing of the cluster outlives the session: durability is time lost.
OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses='' -c max_connections=60"


@dataclass(frozen=True, slots=True)
class Cluster:
    """`directory`: where its socket is. Its superuser is `postgres`, trusted without a password."""

    directory: Path
    programs: Path
    account: str | None

    def run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.programs / program, *arguments],
            user=self.account,
            cwd=self.directory,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=(log := self.directory / "log").open("a"),
            stderr=subprocess.STDOUT,
            check=False,
        )
        assert done.returncode == 0, f"{program} {' '.join(arguments)}\n{log.read_text()}"

    def database(self, name: str, template: str = "template0") -> str:
        self.run("createdb", "-h", str(self.directory), "-U", "postgres", "-T", template, name)
        return name


def programs() -> Path | None:
    """The folder of initdb and pg_ctl: on the path, else the newest of Debian's packages."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    versions = [path for path in DEBIAN.glob("*/bin") if (path / "initdb").exists()]
    return max(versions, key=lambda path: int(path.parent.name), default=None)


def account() -> str | None:
    """Whom to start the server as; None is whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ACCOUNTS if name in known), None)


@contextmanager
def running(directory: Path) -> Iterator[Cluster]:
    where = programs()
    if where is None:
        pytest.skip("PostgreSQL is not installed: no initdb on the path or below /usr/lib/postgresql")
    who = account()
    if who is None and os.geteuid() == 0:
        pytest.skip(f"PostgreSQL does not run as root, and there is none of the accounts {', '.join(ACCOUNTS)}")
    if who is not None:
        shutil.chown(directory, who)
    cluster = Cluster(directory, where, who)
    data = str(directory / "data")
    cluster.run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-instructions")
    cluster.run("pg_ctl", "start", "-w", "-D", data, "-l", str(directory / "server"), "-o", f"{OPTIONS} -k {directory}")
    try:
        yield cluster
    finally:
        cluster.run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", data)
