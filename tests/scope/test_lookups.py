"""What a lookup pins: paths on the model graph, Q trees, dicts, subqueries. One row is one query in one view."""

from __future__ import annotations

import pytest
from verdicts import Board

OWN = "proved: own-practice"
USER = "proved: own-rows"
ROWS, ROW, PARENT, PRACTICE = "leak: rows", "leak: row", "leak: parent", "leak: practice"
P, U, G = "request.practice", "request.user", 'request.GET["x"]'

LOOKUPS = [
    # paths
    ("Note", f"visit__patient__practice={P}", OWN),
    ("Note", f"visit__patient__practice_id={P}.pk", OWN),
    ("Note", f"visit__patient__practice__slug={P}.slug", OWN),
    ("Note", f"visit__patient__practice__id__exact={P}.id", OWN),
    ("Note", f"visit__patient__practice__accesses__user={U}", USER),
    ("Note", f"visit__patient__practice__accesses__user_id={U}.pk", USER),
    ("Note", f"visit__patient__in={P}.patients.all()", f"{OWN} + {OWN}"),
    ("Note", f"visit__in=Visit.objects.filter(patient__practice={P})", f"{OWN} + {OWN}"),
    ("Note", f"visit__patient__doctor={U}", USER),
    ("Note", f"visit__patient__tags__practice={P}", OWN),
    ("Visit", f"note__author={U}", USER),
    ("Tag", f"patient__practice={P}", OWN),
    ("Patient", f"visits__note__author={U}", USER),
    ("Holiday", f"practice={P}", OWN),
    ("Patient", f"practice__holiday={P}.holiday", OWN),
    ("Patient", f"nowhere={P}", "undecided: lookup"),
    # request values
    ("Patient", f"pk={G}", ROW),
    ("Patient", f"id__in=[{G}]", ROW),
    ("Patient", f"practice={G}", PRACTICE),
    ("Patient", f"practice__slug={G}", PRACTICE),
    ("Patient", f"practice__in=[{P}, {G}]", PRACTICE),
    ("Visit", f"patient={G}", PARENT),
    ("Visit", f"patient__practice={G}", PRACTICE),
    ("Note", f"visit__patient={G}", PARENT),
    ("Patient", f"name={G}", ROWS),
    ("Patient", f"name__icontains={G}", ROWS),
    ("Patient", f"pk={G}, practice={P}", OWN),
    # transforms
    ("Patient", "practice__isnull=False", ROWS),
    ("Letter", "practice__isnull=True", "exempt: shared-rows"),
    ("Letter", "practice=None", "exempt: shared-rows"),
    ("Patient", f"practice__gt={P}.pk", ROWS),
    ("Patient", f"practice__in=[{P}]", OWN),
    ("Patient", f"practice__in=({P},)", OWN),
    ("Patient", f"practice__in=Practice.objects.filter(accesses__user={U})", f"{OWN} + {USER}"),
    ("Patient", 'practice=F("practice")', ROWS),
    # Q
    ("Patient", f"Q(practice={P})", OWN),
    ("Patient", f"Q(practice={P}) & Q(name={G})", OWN),
    ("Patient", f"Q(name={G}) & Q(practice={P})", OWN),
    ("Patient", f"Q(practice={P}, name={G})", OWN),
    ("Patient", f"Q(practice={P}), Q(name={G})", OWN),
    ("Patient", f"Q(practice={P}) | Q(practice__accesses__user={U})", OWN),
    ("Patient", f"Q(practice={P}) | Q(pk={G})", "leak: or"),
    ("Patient", f"(Q(practice={P}) | Q(pk={G})) & Q(practice={P})", OWN),
    ("Patient", f"Q(Q(practice={P}) & Q(name={G}))", OWN),
    ("Patient", f"~Q(practice={P})", ROWS),
    ("Patient", f"~Q(name={G}) & Q(practice={P})", OWN),
    ("Patient", f"Q() & Q(practice={P})", OWN),
    ("Patient", "Q()", ROWS),
    ("Letter", f"Q(practice={P}) | Q(practice=None)", "exempt: shared-rows"),
    # dicts
    ("Patient", f"**{{'practice': {P}}}", OWN),
    ("Patient", f"**dict(practice={P})", OWN),
    ("Patient", f"**{{'name': {G}, **{{'practice': {P}}}}}", OWN),
    ("Patient", "**request.GET", ROWS),
    ("Patient", f"**request.GET.dict(), practice={P}", OWN),
    ("Patient", "**{f'{request.resolver_match.namespace}': 1}", "undecided: filter-not-followed"),
    # subqueries
    ("Visit", f"patient__in=Subquery({P}.patients.values('pk'))", f"{OWN} + {OWN}"),
    ("Visit", f"patient_id__in={P}.patients.values_list('pk', flat=True)", f"{OWN} + {OWN}"),
    ("Visit", "patient__in=Patient.objects.all()", f"leak: none + {ROWS}"),
    ("Visit", f"Exists({P}.patients.filter(pk=OuterRef('patient')))", f"{OWN} + {OWN}"),
    ("Visit", f"patient={P}.patients.get(pk={G})", f"{OWN} + {OWN}"),
    ("Visit", f"patient={P}.patients.first()", f"{OWN} + {OWN}"),
    # generic relations
    ("Patient", f"attachments__file={G}", ROWS),
]  # fmt: skip
CASES = {f"{model}({lookup})": (model, lookup, expected) for model, lookup, expected in LOOKUPS}

ACCESSORS = [
    (f"{P}.patients.all()", OWN),
    (f"{P}.letter_set.all()", OWN),
    (f"{P}.patients.first().visits.all()", OWN),
    (f"{P}.patients.first().visits.first().note_set.all()", OWN),
    (f"{P}.patients.first().tags.all()", OWN),
    (f"{U}.patients.all()", USER),
    (f"{U}.accesses.first().practice.patients.all()", OWN),
    (f"Currency.objects.get(pk={G}).patient_set.all()", ROWS),
    (f"Patient.objects.get(pk={G}).visits.all()", PARENT),
    (f"Practice.objects.get(pk={G}).patients.all()", PRACTICE),
    (f"{P}.patients.prefetch_related(Prefetch('visits', Visit.objects.all()))", f"{OWN} + proved: prefetch"),
]  # fmt: skip

BOARD = Board(
    "\n".join(
        f"# case: {title}\ndef view(request):\n    return shown(request, {model}.objects.filter({lookup}))\n"
        for title, (model, lookup, _) in CASES.items()
    )
    + "\n".join(f"# case: {each}\ndef view(request):\n    return shown(request, {each})\n" for each, _ in ACCESSORS)
)


@pytest.mark.parametrize("title", CASES)
def test_lookup(title: str) -> None:
    assert BOARD.found(title).get(2) == CASES[title][2]


@pytest.mark.parametrize(("chain", "expected"), ACCESSORS)
def test_accessor(chain: str, expected: str) -> None:
    assert BOARD.found(chain).get(2) == expected
