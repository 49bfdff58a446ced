"""Which files are read, which are left out, and why."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from practice_lint.source.discover import Discovery, PathNotFound, discover, project_root

Tree = Callable[..., Path]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Files by name (empty, unless a text is given), in a repository."""

    def make(*names: str, **texts: str) -> Path:
        (tmp_path / ".git").mkdir(exist_ok=True)
        for name in names:
            path, _, text = name.partition("=")
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text)
        return tmp_path.resolve()

    return make


def paths(discovery: Discovery) -> list[str]:
    return [file.path for file in discovery.files]


def found(root: Path, *targets: str, **options: object) -> list[str]:
    chosen = [root / target for target in targets] or [root]
    return paths(discover(chosen, root=root, **options))  # type: ignore[arg-type]


LEFT_OUT = [
    "app/migrations/0001_initial.py",
    "app/__pycache__/a.py",
    "node_modules/x/y.py",
    ".tox/a.py",
    ".hidden/a.py",
    "lib/site-packages/django/db.py",
    "build/lib/a.py",
    "dist/a.py",
    "app/notes.txt",
    "app/stub.pyi",
]


@pytest.mark.parametrize("name", LEFT_OUT)
def test_left_out(tree: Tree, name: str) -> None:
    assert found(tree("app/views.py", name)) == ["app/views.py"]


def test_a_virtual_environment_is_left_out_whatever_its_name(tree: Tree) -> None:
    assert found(tree("a.py", "python/pyvenv.cfg", "python/bin/a.py")) == ["a.py"]


def test_an_application_called_build_is_read(tree: Tree) -> None:
    assert found(tree("build/__init__.py", "build/models.py")) == ["build/__init__.py", "build/models.py"]


TESTS = [
    "app/tests.py",
    "app/test.py",
    "app/test_views.py",
    "app/views_test.py",
    "app/views_tests.py",
    "app/conftest.py",
    "app/tests/helper.py",
    "tests/deep/down/models.py",
    "app/e2e/login.py",
]


@pytest.mark.parametrize("name", TESTS)
def test_tests_are_left_out_but_counted(tree: Tree, name: str) -> None:
    root = tree("app/views.py", "app/testing.py", "app/latest_news.py", name)
    discovery = discover([root], root=root)
    assert paths(discovery) == ["app/latest_news.py", "app/testing.py", "app/views.py"]
    assert discovery.skipped_tests == (name,)
    assert name in found(root, include_tests=True)


def test_factories_are_tests_beside_tests_only(tree: Tree) -> None:
    root = tree("a/factories.py", "a/tests.py", "b/factories.py", "c/factories.py", "c/tests/x.py")
    assert found(root) == ["b/factories.py"]


def test_an_application_called_tests_is_read(tree: Tree) -> None:
    root = tree("tests/models.py", "tests/migrations/0001_initial.py")
    assert found(root) == ["tests/models.py"]


def test_tests_that_are_named_are_read(tree: Tree) -> None:
    root = tree("app/tests/test_a.py", "app/tests/deep/b.py", "app/views.py")
    assert found(root, "app/tests") == ["app/tests/deep/b.py", "app/tests/test_a.py"]


@pytest.mark.parametrize("name", ["app/migrations/0001.py", "app/tests.py", ".hidden/a.py", "app/script", "ignored.py"])
def test_a_named_file_is_always_taken(tree: Tree, name: str) -> None:
    root = tree(name, ".gitignore=ignored.py")
    assert found(root, name, exclude=[name]) == [name]


GITIGNORE = [
    ({".gitignore": "b.py"}, ["a.py", "sub/c.py", "sub/deep/d.py"]),
    ({".gitignore": "sub/"}, ["a.py", "b.py"]),
    ({".gitignore": "/sub/*\n!/sub/c.py"}, ["a.py", "b.py", "sub/c.py"]),
    ({".gitignore": "*.py", "sub/.gitignore": "!c.py"}, ["sub/c.py"]),
    ({"sub/.gitignore": "/c.py"}, ["a.py", "b.py", "sub/deep/d.py"]),
    ({"sub/.gitignore": "d.py"}, ["a.py", "b.py", "sub/c.py"]),
    ({".git/info/exclude": "a.py"}, ["b.py", "sub/c.py", "sub/deep/d.py"]),
    ({".gitignore": "# comment\n\n"}, ["a.py", "b.py", "sub/c.py", "sub/deep/d.py"]),
]


@pytest.mark.parametrize(("ignores", "expected"), GITIGNORE)
def test_gitignore(tree: Tree, ignores: dict[str, str], expected: list[str]) -> None:
    root = tree("a.py", "b.py", "sub/c.py", "sub/deep/d.py", *(f"{name}={text}" for name, text in ignores.items()))
    assert found(root) == expected


def test_a_gitignore_above_the_target_counts(tree: Tree) -> None:
    root = tree("app/a.py", "app/generated.py", ".gitignore=generated.py")
    assert found(root, "app") == ["app/a.py"]


def test_a_named_directory_is_taken_although_ignored(tree: Tree) -> None:
    assert found(tree("legacy/a.py", ".gitignore=legacy/"), "legacy") == ["legacy/a.py"]


def test_exclude(tree: Tree) -> None:
    root = tree("a.py", "legacy/b.py", "app/legacy/c.py", "app/gen_x.py")
    assert found(root, exclude=["/legacy/", "gen_*.py"]) == ["a.py", "app/legacy/c.py"]
    reasons = {skipped.path: skipped.reason for skipped in discover([root], root=root, exclude=["/legacy/"]).skipped}
    assert reasons["legacy/"] == "excluded by the configuration"


def test_order_is_stable_and_each_file_comes_once(tree: Tree) -> None:
    root = tree("b/a.py", "a.py", "b.py", "a/z.py")
    assert found(root, "b", "a.py", ".", "a", "b/a.py") == ["a.py", "a/z.py", "b.py", "b/a.py"]


def test_links_are_followed_and_their_targets_reported_once(tree: Tree) -> None:
    root = tree("real/a.py", "real/deep/b.py")
    os.symlink(root / "real", root / "also")
    os.symlink(root / "real/a.py", root / "link.py")
    os.symlink(root, root / "real/deep/loop")
    os.symlink(root / "nowhere.py", root / "dangling.py")
    assert found(root) == ["real/a.py", "real/deep/b.py"]


def test_a_link_out_of_the_tree_is_read(tree: Tree, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "x.py").write_text("")
    root = tree("a.py")
    os.symlink(outside, root / "shared")
    assert found(root) == ["a.py", "shared/x.py"]


def test_a_missing_path(tree: Tree) -> None:
    root = tree("a.py")
    with pytest.raises(PathNotFound, match="nowhere"):
        discover([root / "nowhere"], root=root)


def test_an_unreadable_directory_is_passed_on(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree("a.py", "closed/b.py")
    scandir = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert found(root) == ["a.py", "closed"]


def test_the_root_is_that_of_the_repository(tree: Tree) -> None:
    root = tree("a/b/c.py", "a/d.py")
    assert project_root([root / "a/b"]) == root
    assert project_root([root / "a/b/c.py", root / "a"]) == root


def test_without_a_repository_the_root_is_the_target(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/c.py").write_text("")
    root = tmp_path.resolve()
    assert project_root([tmp_path / "a"]) == root / "a"
    assert project_root([tmp_path / "a/b/c.py"]) == root / "a/b"
    assert found(root / "a") == ["b/c.py"]


def test_paths_outside_the_root_are_relative_all_the_same(tree: Tree) -> None:
    root = tree("a/x.py", "b/y.py")
    assert paths(discover([root / "b"], root=root / "a")) == ["../b/y.py"]
