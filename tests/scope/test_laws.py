"""What holds of every query: one more filter never makes it worse; order, names and the hash seed do not matter."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import permutations
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from verdicts import Board

CLINIC = Path(__file__).parent.parent / "fixtures" / "clinic"
MINE = "practice=request.practice"
WORST_FIRST = ("leak", "undecided", "exempt", "proved")

CONDITIONS = st.sampled_from([
    "pk=pk", "name=request.GET['name']", "practice=request.GET['practice']", "practice__slug=request.GET['slug']",
    "doctor=request.user", "practice__accesses__user=request.user", "share_token=request.GET['token']", "tags=pk",
    "active=True", "practice__isnull=False", "currency__code='EUR'", "pk__in=request.POST.getlist('ids')",
])  # fmt: skip
STEPS = st.sampled_from([
    ".order_by('name')", ".select_related('practice')", ".distinct()",
    ".exclude(active=False)", ".annotate(n=Count('visits'))",
    ".values('name')", ".only('name')",
])  # fmt: skip
FEW = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def verdicts(bodies: list[str]) -> list[tuple[str, ...]]:
    """The kinds of verdict of each view's body, line by line."""
    head = "def view(request, pk):\n    "
    table = "\n".join(f"# case: {n}\n{head}{body}\n" for n, body in enumerate(bodies))
    board = Board(table)
    found = [board.found(str(n)) for n in range(len(bodies))]
    return [tuple(each[line].partition(":")[0] for line in sorted(each)) for each in found]


def chain(conditions: list[str], steps: list[str] | None = None, end: str = "") -> str:
    filters = "".join(f".filter({c})" for c in conditions)
    return f"return shown(request, Patient.objects{filters or '.all()'}{''.join(steps or [])}{end})"


@FEW
@given(st.lists(st.tuples(st.lists(CONDITIONS, max_size=3), st.lists(STEPS, max_size=2)), min_size=6, max_size=6))
def test_another_filter_never_makes_it_worse(queries: list[tuple[list[str], list[str]]]) -> None:
    bodies = [chain(c, s) for c, s in queries] + [chain([*c, MINE], s) for c, s in queries]
    found = verdicts(bodies)
    for (without,), (narrowed,) in zip(found[: len(queries)], found[len(queries) :], strict=True):
        assert WORST_FIRST.index(narrowed) >= WORST_FIRST.index(without)
        assert narrowed == "proved"


@FEW
@given(st.lists(CONDITIONS, min_size=2, max_size=3, unique=True))
def test_order_of_filters_and_arms_does_not_matter(conditions: list[str]) -> None:
    orders = [list(order) for order in permutations([*conditions, MINE])]
    chains = [chain(order) for order in orders]
    arms = [chain([" & ".join(f"Q({c})" for c in order)]) for order in orders]
    calls = [chain([", ".join(f"Q({c})" for c in order)]) for order in orders]
    assert len(set(verdicts([*chains, *arms, *calls]))) == 1


@FEW
@given(st.lists(CONDITIONS, min_size=2, max_size=3, unique=True))
def test_order_of_alternatives_does_not_matter(conditions: list[str]) -> None:
    bodies = [chain([" | ".join(f"Q({c})" for c in order)]) for order in permutations(conditions)]
    assert len(set(verdicts(bodies))) == 1


@FEW
@given(st.lists(CONDITIONS, max_size=2), st.lists(st.sampled_from("abcdefgh"), min_size=3, max_size=3, unique=True))
def test_names_of_locals_do_not_matter(conditions: list[str], names: list[str]) -> None:
    filters = "".join(f"\n    {{0}} = {{0}}.filter({c})" for c in conditions)
    body = (
        f"{{0}} = Patient.objects.all(){filters}"
        "\n    {1} = {0}.first()"
        "\n    {2} = request.practice"
        "\n    if {1}.practice != {2}:"
        "\n        raise Http404"
        "\n    return shown(request, [{0}, {1}])"
    )
    assert len(set(verdicts([body.format("rows", "row", "practice"), body.format(*names)]))) == 1


SITES = """
import sys
from pathlib import Path
from practice_lint.config import Settings
from practice_lint.project.link import link
from practice_lint.scope.infer import analyse
from practice_lint.source.lower import lower
root = Path(sys.argv[1])
files = {p.relative_to(root).as_posix(): lower(p.read_bytes()) for p in sorted(root.rglob("*.py"))}
for site in analyse(link(files, Settings())).sites:
    print(site)
"""


def test_the_hash_seed_does_not_matter() -> None:
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", SITES, str(CLINIC)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "2")
    ]
    one, *others = (run.communicate()[0].splitlines() for run in runs)
    assert [run.returncode for run in runs] == [0, 0]
    assert len(one) > 50
    assert others == [one]
