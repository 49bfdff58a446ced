"""The public road: exit statuses, streams, determinism, configuration on the command line."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from practice_lint import cli
from practice_lint.check import Run, check
from practice_lint.config import Configuration, Settings
from practice_lint.rules import RULES
from practice_lint.rules.base import Rule
from practice_lint.scope.sql import Reader

SOURCE = str(Path(__file__).parents[1] / "src")
COLOUR = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE")

MODELS = """
from django.conf import settings
from django.db import models

class Practice(models.Model):
    name = models.CharField(max_length=80)

class Membership(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)

class Patient(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)

class Note(models.Model):
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE)
"""
MIDDLEWARE = """
from clinic.models import Membership

class PracticeMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        membership = Membership.objects.filter(user=request.user).first()
        request.practice = membership.practice if membership else None
        return self.get_response(request)
"""
SETTINGS = """
INSTALLED_APPS = ["django.contrib.auth", "clinic"]
MIDDLEWARE = ["clinic.middleware.PracticeMiddleware"]
ROOT_URLCONF = "clinic.urls"
"""
URLS = """
from django.urls import path
from clinic import views

urlpatterns = [path("patients/<int:pk>/", views.patient)]
"""
CLEAN = """
from django.shortcuts import get_object_or_404, render
from clinic.models import Patient

def patient(request, pk):
    row = get_object_or_404(Patient, pk=pk, practice=request.practice)
    return render(request, "patient.html", {"patient": row})
"""
LEAK = CLEAN.replace(", practice=request.practice", "")
SUPPRESSED = LEAK.replace("pk=pk)", "pk=pk)  # practice-lint: ignore[PL102]: every key is public here")
NO_REASON = LEAK.replace("pk=pk)", "pk=pk)  # practice-lint: ignore[PL102]")
UNUSED = CLEAN.replace("practice)\n", "practice)  # practice-lint: ignore[PL102]: it was open once\n")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    files = {"models": MODELS, "middleware": MIDDLEWARE, "settings": SETTINGS, "urls": URLS, "views": CLEAN}
    files["__init__"] = ""
    (tmp_path / "clinic").mkdir()
    for name, text in files.items():
        (tmp_path / "clinic" / f"{name}.py").write_text(text)
    return tmp_path


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def lint(project: Path, *arguments: str, **environ: str) -> Done:
    """The command, run in this process as the console script runs it: a process each would cost seconds."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="ascii") for _ in range(2))
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("PRACTICE_LINT") or name in COLOUR]:
            patch.delenv(name)
        for name, value in environ.items():
            patch.setenv(name, value)
        patch.chdir(project)
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        with pytest.raises(SystemExit) as stop:
            cli.main(arguments)
    printed = []
    for stream in (out, err):
        stream.flush()
        printed.append(stream.buffer.getvalue().decode("utf-8"))  # type: ignore[attr-defined]
    assert isinstance(stop.value.code, int)
    return Done(stop.value.code, *printed)


def spawned(project: Path, *command: str, **environ: str) -> Done:
    """The command in a process of its own."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("PRACTICE_LINT") and k not in COLOUR}
    done = subprocess.run(
        [sys.executable, "-m", "practice_lint", *command] if not command[0].endswith("bash") else command,
        cwd=project,
        capture_output=True,
        encoding="utf-8",
        env={**inherited, "PYTHONPATH": SOURCE, **environ},
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def views(project: Path, text: str) -> None:
    (project / "clinic" / "views.py").write_text(text)


def codes(done: Done) -> list[str]:
    return [finding["code"] for finding in json.loads(done.stdout)["findings"]]


# ── exit statuses ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_0_clean(project: Path) -> None:
    done = lint(project)
    assert (done.returncode, codes(lint(project, "-f", "json"))) == (0, [])
    assert "no findings" in done.stdout
    assert "clinic.Practice" in done.stdout


def test_1_findings(project: Path) -> None:
    views(project, LEAK)
    done = lint(project, "check", ".")
    assert done.returncode == 1
    assert "error[PL102] unscoped-lookup  clinic/views.py:6:11" in done.stdout


def test_1_is_fail_on_s_to_decide(project: Path) -> None:
    views(project, LEAK)
    assert lint(project, "--fail-on", "error").returncode == 1
    assert lint(project, "--fail-on", "never").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "--nonsense"], "--nonsense"),
        (["check", "missing"], "no such path: missing"),
        (["chekc"], "did you mean the command 'check'"),
        (["--persona", "nobody"], "nobody"),
        (["--select", "PL777"], "'PL777' is no rule"),
        (["--config", "missing.toml"], "missing.toml: cannot be read"),
        (["--practice-model", "Practise"], "'Practise'"),
        (["-o", "no/such/folder/report.json"], "cannot write"),
        (["--min-proved", "101"], "101"),
        (["explain", "PL102x"], "did you mean"),
    ],
)
def test_2_usage(project: Path, arguments: list[str], words: str) -> None:
    done = lint(project, *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_2_configuration(project: Path) -> None:
    (project / "practice-lint.toml").write_text("practise-model = 'x'")
    done = lint(project, "--exit-zero", "--allow-incomplete")
    assert done.returncode == 2
    assert "did you mean 'practice-model'" in done.stderr


def test_3_no_django_model(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    done = lint(tmp_path, "-f", "sarif")
    assert done.returncode == 3
    assert "no Django model" in done.stderr
    assert json.loads(done.stdout)["runs"][0]["invocations"][0]["executionSuccessful"] is False
    assert lint(tmp_path, "--exit-zero").returncode == 0


def test_3_no_file(tmp_path: Path) -> None:
    done = lint(tmp_path)
    assert done.returncode == 3
    assert "no findings" not in done.stdout


def test_3_no_practice_model(tmp_path: Path) -> None:
    (tmp_path / "models.py").write_text("from django.db import models\n\nclass Country(models.Model):\n    pass\n")
    done = lint(tmp_path)
    assert done.returncode == 3
    assert "--practice-model" in done.stderr


def test_4_incomplete(project: Path) -> None:
    (project / "clinic" / "broken.py").write_text("def f(:\n")
    for format_ in ("console", "sarif", "json", "github", "junit", "csv"):
        done = lint(project, "-f", format_)
        assert done.returncode == 4
        assert "clinic/broken.py" in done.stdout
        assert "PL901" in done.stdout
    assert lint(project, "--exit-zero").returncode == 4
    assert lint(project, "--allow-incomplete").returncode == 0
    assert lint(project, "--select", "PL1").returncode == 4


def test_4_a_rule_that_crashes(project: Path) -> None:
    def crash(program: object) -> Any:
        raise ZeroDivisionError("boo")

    views(project, LEAK)
    rule = Rule(**{**{n: getattr(RULES[0], n) for n in Rule.__slots__}, "code": "PL199", "name": "x", "check": crash})
    configuration = Configuration(Settings(), None, project, {})
    report = check([project], configuration, Run(), rules=(*RULES, rule))
    assert report.status == 4
    assert [p.rule for p in report.problems] == ["PL199"]
    assert "ZeroDivisionError: boo" in report.problems[0].message
    assert "in crash" in report.problems[0].detail
    assert [f.code for f in report.findings] == ["PL102"], "the other rules still report"


def test_4_an_entry_on_which_the_interpreter_crashes(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*arguments: object) -> None:
        raise ZeroDivisionError("boo")

    monkeypatch.setattr(Reader, "read", crash)
    raw = """
def totals(request):
    from django.db import connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM clinic_patient")
        return render(request, "totals.html", {"rows": cursor.fetchall()})
"""
    views(project, LEAK + raw)
    urls = (project / "clinic" / "urls.py").read_text()
    (project / "clinic" / "urls.py").write_text(urls + 'urlpatterns += [path("totals/", views.totals)]\n')
    report = check([project], Configuration(Settings(), None, project, {}), Run())
    assert report.status == 4
    assert [(p.kind, p.message) for p in report.problems] == [
        ("entry-crash", "/totals/: following it crashed: ZeroDivisionError: boo")
    ]
    assert "in crash" in report.problems[0].detail
    assert [f.code for f in report.findings] == ["PL102"], "the other entries still report"


def test_4_beats_1_beats_5_beats_3(project: Path) -> None:
    views(project, NO_REASON)
    assert lint(project).returncode == 1
    (project / "clinic" / "broken.py").write_text("def f(:\n")
    assert lint(project).returncode == 4
    assert lint(project, "--allow-incomplete").returncode == 1
    assert lint(project, "--allow-incomplete", "--fail-on", "never").returncode == 5
    assert lint(project, "--allow-incomplete", "--exit-zero").returncode == 0


def test_5_unused_suppression(project: Path) -> None:
    views(project, UNUSED)
    assert lint(project).returncode == 5
    assert codes(lint(project, "-f", "json")) == ["PL902"]
    assert lint(project, "--ignore", "PL902").returncode == 0
    assert lint(project, "--ignore", "PL102").returncode == 0, "whether it is unused cannot be told"


def test_5_gates_on_the_ledger(project: Path) -> None:
    views(project, SUPPRESSED)
    assert lint(project).returncode == 0
    done = lint(project, "--min-proved", "100")
    assert done.returncode == 5
    assert "100 % wanted" in done.stderr
    assert lint(project, "--min-proved", "0").returncode == 0


# ── what is shown ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_suppressed_finding_is_counted_and_not_shown(project: Path) -> None:
    views(project, SUPPRESSED)
    done = lint(project)
    assert done.returncode == 0
    assert "1 suppressed" in done.stdout


def test_select_and_ignore(project: Path) -> None:
    views(project, LEAK)
    assert lint(project, "--ignore", "PL1").returncode == 0
    assert lint(project, "--select", "PL101").returncode == 0
    assert lint(project, "--select", "PL102", "--ignore", "PL1").returncode == 1
    assert lint(project, "--ignore", "unscoped-lookup").returncode == 0


def test_overrides_by_path(project: Path) -> None:
    views(project, LEAK)
    (project / "practice-lint.toml").write_text("[[overrides]]\npaths = ['clinic/**']\nignore = ['PL102']\n")
    assert lint(project).returncode == 0
    assert lint(project, "--no-config").returncode == 1
    (project / "practice-lint.toml").write_text("[[overrides]]\npaths = ['other/**']\nignore = ['PL102']\n")
    assert lint(project).returncode == 1


def test_the_configuration_is_found_from_the_target(project: Path) -> None:
    views(project, LEAK)
    (project / "practice-lint.toml").write_text("ignore = ['PL102']\n")
    assert lint(project.parent, str(project)).returncode == 0


def test_pre_commit_names_filter_the_report_and_not_the_analysis(project: Path) -> None:
    views(project, LEAK)
    assert lint(project, "check", "--pre-commit", "clinic/views.py").returncode == 1
    done = lint(project, "check", "--pre-commit", "clinic/models.py")
    assert done.returncode == 0
    assert "1 further elsewhere" in done.stdout


# ── streams ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("format_", ["sarif", "json", "gitlab", "rdjson"])
def test_machine_formats_are_pure(project: Path, format_: str) -> None:
    views(project, LEAK)
    done = lint(project, "-f", format_, "-v", "--color", "always", FORCE_COLOR="1")
    json.loads(done.stdout)
    assert "\x1b" not in done.stdout
    assert "practice model: clinic.Practice (inferred" in done.stderr


def test_quiet_says_nothing_on_stderr(project: Path) -> None:
    views(project, LEAK)
    done = lint(project, "-q")
    assert done.stderr == ""
    assert done.stdout.startswith("clinic/views.py:6:11 error PL102 ")
    assert len(done.stdout.splitlines()) == 1


def test_colour(project: Path) -> None:
    views(project, LEAK)
    assert "\x1b" not in lint(project).stdout
    assert "\x1b" in lint(project, "--color", "always").stdout
    assert "\x1b" in lint(project, FORCE_COLOR="1").stdout
    assert "\x1b" not in lint(project, FORCE_COLOR="1", NO_COLOR="1").stdout
    assert "\x1b" not in lint(project, "--color", "never", FORCE_COLOR="1").stdout


def test_several_reports_of_one_run(project: Path) -> None:
    views(project, LEAK)
    done = lint(project, "-o", "sarif=a.sarif", "-o", "json=b.json")
    assert done.returncode == 1
    assert done.stdout == ""
    assert json.loads((project / "a.sarif").read_text("utf-8"))["runs"][0]["results"]
    assert json.loads((project / "b.json").read_text("utf-8"))["findings"]
    assert "PL102" in lint(project, "-f", "console", "-o", "sarif=a.sarif").stdout
    assert lint(project, "-f", "json", "-o", "c.json").stdout == ""
    assert json.loads((project / "c.json").read_text("utf-8"))["findings"]
    assert json.loads(lint(project, "-f", "json", "-o", "-").stdout)["findings"]


def test_utf_8_whatever_the_locale(project: Path) -> None:
    views(project, LEAK.replace("row =", "größe = 'ß'; row ="))
    done = spawned(project, ".", PYTHONIOENCODING="ascii", LC_ALL="C", PYTHONUTF8="0")
    assert "größe = 'ß'" in done.stdout


def test_a_reader_that_has_seen_enough(project: Path) -> None:
    views(project, LEAK)
    script = f"'{sys.executable}' -m practice_lint | true; exit ${{PIPESTATUS[0]}}"
    done = spawned(project, "bash", "-c", script)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


# ── determinism ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_equal_whatever_jobs_cache_and_hash_seed(project: Path) -> None:
    views(project, LEAK)
    for number in range(20):  # enough files for a pool
        (project / "clinic" / f"views{number}.py").write_text(LEAK.replace("patient(", f"patient{number}("))
    reports = ("-o", "sarif=sarif", "-o", "json=json", "-o", "csv=csv", "-f", "markdown")

    def run(*arguments: str, seed: str) -> list[str]:
        done = spawned(project, ".", *reports, *arguments, PYTHONHASHSEED=seed)
        assert done.returncode == 1
        return [done.stdout, *((project / name).read_text("utf-8") for name in ("sarif", "json", "csv"))]

    first = run("--no-cache", "-j", "1", seed="1")
    assert "PL102" in first[0]
    assert run("-j", "2", seed="2") == first, "written to the cache"
    assert run("-j", "2", seed="3") == first, "read from the cache"


def test_equal_from_wherever_it_is_called(project: Path) -> None:
    views(project, LEAK)
    first = json.loads(lint(project, "-f", "json").stdout)["findings"]
    inside = json.loads(lint(project / "clinic", "-f", "json", "..").stdout)["findings"]
    assert first == inside
    assert first[0]["path"] == "clinic/views.py"


def test_nothing_is_written_but_the_cache(project: Path) -> None:
    before = set(project.rglob("*"))
    lint(project, "--no-cache")
    assert set(project.rglob("*")) == before
    lint(project)
    new = {p.relative_to(project).parts[0] for p in set(project.rglob("*")) - before}
    assert new == {".practice_lint_cache"}


# ── the other commands ──────────────────────────────────────────────────────────────────────────────────────────────


def test_explain_by_code_and_name(project: Path) -> None:
    assert lint(project, "explain", "PL903").stdout.startswith("# PL903 suppression-without-reason")
    assert lint(project, "explain", "suppression-without-reason").stdout == lint(project, "explain", "pl903").stdout


def test_rules(project: Path) -> None:
    assert lint(project, "rules").stdout.count("\n") == len(RULES)
    assert len(json.loads(lint(project, "rules", "-f", "json").stdout)) == len(RULES)
    assert lint(project, "rules", "--write", "rules.md").returncode == 0
    assert (project / "rules.md").read_text("utf-8") == lint(project, "rules", "-f", "markdown").stdout


def test_config_show_tells_values_and_where_they_came_from(project: Path) -> None:
    (project / "practice-lint.toml").write_text("persona = 'gate'\n")
    lines = lint(project, "config", "show", PRACTICE_LINT_FAIL_ON="error").stdout.splitlines()
    assert any(line.startswith('persona = "gate"  # ') and "practice-lint.toml" in line for line in lines)
    assert 'fail-on = "error"  # PRACTICE_LINT_FAIL_ON' in lines
    assert "practice-model = (not set)  # default" in lines
    rows = json.loads(lint(project, "config", "show", "-f", "json").stdout)
    assert rows["persona"]["value"] == "gate"


def test_help_and_version(project: Path) -> None:
    assert "check" in lint(project, "--help").stdout
    assert "--fail-on" in lint(project, "check", "--help").stdout
    assert "practice-lint" in lint(project, "--version").stdout


def test_interrupted(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "check", interrupt)
    assert lint(project).returncode == 130


def test_a_crash_of_the_tool_is_no_finding(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*arguments: object) -> None:
        raise RuntimeError("boo")

    monkeypatch.setattr(cli, "check", crash)
    done = lint(project, "--exit-zero", "--allow-incomplete")
    assert done.returncode == 4
    assert "RuntimeError: boo" in done.stderr
