"""Configuration: discovery, validation, precedence, provenance."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from practice_lint.config import ConfigError, Override, Settings, load, rebased


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def loaded(target: Path, environ: dict[str, str] | None = None, **more: Any) -> Any:
    return load(target, options=more.pop("options", {}), environ=environ or {}, **more)


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    return tmp_path


def test_without_a_file_there_are_only_defaults(repo: Path) -> None:
    configuration = loaded(repo)
    assert configuration.settings == Settings()
    assert configuration.file is None
    assert set(configuration.provenance.values()) == {"default"}


def test_every_field_is_a_key(repo: Path) -> None:
    assert set(loaded(repo).provenance) == {name.replace("_", "-") for name in Settings.__dataclass_fields__}


def test_every_key_is_read(repo: Path) -> None:
    file = written(
        repo / "pyproject.toml",
        """
        [tool.practice-lint]
        practice-model = "accounts.Practice"
        membership-models = ["accounts.Access"]
        active-practice = ["request.practice"]
        scope-mixins = ["core.Mixin"]
        scope-methods = ["Q.for_practice"]
        proving-decorators = { "core.practice_required" = "slug" }
        bypasses = ["all_objects"]
        superuser-is-cross-practice = false
        out-of-scope-status = 403
        architecture = "row"
        source-roots = ["src"]
        exclude = ["legacy/"]
        include-tests = true
        select = ["PL1"]
        ignore = ["PL102"]
        persona = "gate"
        fail-on = "error"
        min-proved = 80
        max-undecided = 5
        [tool.practice-lint.global-models]
        "core.Country" = "ISO reference data"
        [[tool.practice-lint.overrides]]
        paths = ["apps/internal/**"]
        ignore = ["PL205"]
        """,
    )
    configuration = loaded(repo)
    settings = configuration.settings
    assert configuration.file == file
    assert configuration.base == repo
    assert set(configuration.provenance.values()) == {str(file)}
    assert settings.practice_model == "accounts.Practice"
    assert settings.proving_decorators == {"core.practice_required": "slug"}
    assert settings.global_models == {"core.Country": "ISO reference data"}
    assert settings.overrides == (Override(("apps/internal/**",), (), ("PL205",)),)
    assert (settings.persona, settings.fail_on, settings.min_proved, settings.max_undecided) == ("gate", "error", 80, 5)


@pytest.mark.parametrize("name", ["practice-lint.toml", ".practice-lint.toml"])
def test_a_file_of_its_own_needs_no_table(repo: Path, name: str) -> None:
    written(repo / name, 'persona = "gate"')
    assert loaded(repo).settings.persona == "gate"


def test_the_file_of_its_own_wins_beside_a_pyproject_and_the_run_says_so(repo: Path) -> None:
    written(repo / "practice-lint.toml", 'persona = "gate"')
    written(repo / "pyproject.toml", '[tool.practice-lint]\npersona = "auditor"')
    configuration = loaded(repo)
    assert configuration.settings.persona == "gate"
    assert "pyproject.toml" in configuration.remarks[0]


def test_the_nearest_file_with_the_table_wins(repo: Path) -> None:
    written(repo / "pyproject.toml", '[tool.practice-lint]\npersona = "gate"')
    written(repo / "app" / "pyproject.toml", "[tool.other]\nx = 1")
    assert loaded(repo / "app").settings.persona == "gate"


def test_discovery_stops_at_the_repository_root(tmp_path: Path) -> None:
    written(tmp_path / "pyproject.toml", '[tool.practice-lint]\npersona = "gate"')
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    assert loaded(tmp_path / "repo").settings.persona == "developer"


def test_no_config_reads_none(repo: Path) -> None:
    written(repo / "practice-lint.toml", 'persona = "gate"')
    environ = {"PRACTICE_LINT_CONFIG": str(repo / "practice-lint.toml")}
    assert loaded(repo, environ, use_file=False).settings == Settings()


def test_the_environment_names_a_file(repo: Path) -> None:
    file = written(repo / "other.toml", 'persona = "gate"')
    assert loaded(repo, {"PRACTICE_LINT_CONFIG": str(file)}).settings.persona == "gate"


def test_precedence_and_provenance(repo: Path) -> None:
    file = written(repo / "practice-lint.toml", 'persona = "gate"\nfail-on = "error"\nignore = ["PL1"]')
    environ = {"PRACTICE_LINT_PERSONA": "auditor", "PRACTICE_LINT_IGNORE": "PL2, PL3"}
    configuration = loaded(repo, environ, options={"persona": "developer", "fail-on": None})
    assert configuration.settings.persona == "developer"
    assert configuration.settings.fail_on == "error"
    assert configuration.settings.ignore == ("PL2", "PL3")
    assert configuration.provenance["persona"] == "command line"
    assert configuration.provenance["ignore"] == "PRACTICE_LINT_IGNORE"
    assert configuration.provenance["fail-on"] == str(file)
    assert configuration.provenance["select"] == "default"


def test_an_unknown_variable_is_remarked_on(repo: Path) -> None:
    remarks = loaded(repo, {"PRACTICE_LINT_PERSONNA": "gate"}).remarks
    assert "PRACTICE_LINT_PERSONNA" in remarks[0]
    assert "'persona'" in remarks[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("practise-model = 'x'", ["practise-model", "did you mean 'practice-model'"]),
        ("practice_model = 'x'", ["practice_model", "did you mean 'practice-model'"]),
        ("zzz = 1", ["zzz"]),
        ("persona = 'developper'", ["persona", "gate, developer, auditor", "did you mean 'developer'"]),
        ("persona = 1", ["persona", "not 1"]),
        ("ignore = 'PL1'", ["ignore", "list of texts", "'PL1'"]),
        ("ignore = [1]", ["ignore[0]", "text"]),
        ("include-tests = 'yes'", ["include-tests", "true or false"]),
        ("out-of-scope-status = 500", ["out-of-scope-status", "404 or 403"]),
        ("min-proved = 101", ["min-proved", "0 to 100"]),
        ("max-undecided = -1", ["max-undecided", "from 0"]),
        ("max-undecided = true", ["max-undecided", "from 0"]),
        ("global-models = ['core.Country']", ["global-models", "table"]),
        ("[global-models]\n'core.Country' = ''", ["global-models", "core.Country", "text"]),
        ("overrides = 1", ["overrides", "array of tables"]),
        ("[[overrides]]\npath = ['a']", ["overrides[0]", "'path'", "did you mean 'paths'"]),
        ("[[overrides]]\nignore = ['PL1']", ["overrides[0]", "names no paths"]),
        ("practice-model = ", ["not valid TOML"]),
    ],
)
def test_errors_name_file_key_and_repair(repo: Path, text: str, words: list[str]) -> None:
    file = written(repo / "practice-lint.toml", text)
    with pytest.raises(ConfigError) as error:
        loaded(repo)
    for word in [str(file), *words]:
        assert word in str(error.value)


def test_a_named_file_must_exist_and_hold_the_table(repo: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        loaded(repo, config=repo / "missing.toml")
    file = written(repo / "pyproject.toml", "[project]\nname = 'x'")
    with pytest.raises(ConfigError, match=r"no \[tool.practice-lint\] table"):
        loaded(repo, config=file)


def test_a_table_that_is_none(repo: Path) -> None:
    written(repo / "pyproject.toml", "[tool]\npractice-lint = 1")
    with pytest.raises(ConfigError, match="must be a table"):
        loaded(repo)


@pytest.mark.parametrize(
    ("pattern", "same", "below", "above"),
    [
        ("legacy/", ["legacy/"], ["back/**/legacy/"], ["legacy/"]),
        ("*.py", ["*.py"], ["back/**/*.py"], ["*.py"]),
        ("/legacy", ["/legacy"], ["back/legacy"], []),
        ("apps/old/**", ["apps/old/**"], ["back/apps/old/**"], ["/old/**"]),
        ("!apps/old", ["!apps/old"], ["!back/apps/old"], ["!/old"]),
        ("**/old", ["**/old"], ["back/**/old"], ["**/old"]),
    ],
)
def test_patterns_mean_the_same_from_the_root(
    pattern: str, same: list[str], below: list[str], above: list[str]
) -> None:
    assert list(rebased([pattern], Path("/r"), Path("/r"))) == same
    assert list(rebased([pattern], Path("/r/back"), Path("/r"))) == below
    assert list(rebased([pattern], Path("/r"), Path("/r/apps"))) == above
