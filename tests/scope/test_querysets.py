"""What each method of a queryset keeps, narrows and ends in: one case per row of the table, scoped and open."""

from __future__ import annotations

import pytest
from verdicts import Board

from practice_lint.scope.querysets import METHODS

OWN, OPEN = "proved: own-practice", "leak: rows"
WRITE = "leak: write"
KEPT = (OWN, OPEN)
TABLE_ONLY = {  # names that the table knows of Django's inside and of libraries; they keep what they are called on
    "_clone", "_chain", "resolve_expression", "as_manager", "get_queryset", "raw_as_qs", "with_prefetch", "cache",
    "nocache", "non_polymorphic", "select_subclasses", "order_with_respect_to", "order_by_rank",
}  # fmt: skip

# method -> (arguments, verdict on the practice's rows, verdict on all rows)
ROWS = {
    **dict.fromkeys((*sorted(TABLE_ONLY), "all", "distinct", "reverse", "select_for_update"), ("", *KEPT)),
    **dict.fromkeys(("order_by", "select_related", "prefetch_related", "only", "defer"), ("'name'", *KEPT)),
    **dict.fromkeys(("annotate", "alias"), ("n=Count('visits')", *KEPT)),
    "using": ("'other'", *KEPT),
    "exclude": ("name=''", *KEPT),
    "extra": ("order_by=['name']", *KEPT),
    "dates": ("'born', 'year'", *KEPT),
    "datetimes": ("'seen', 'day'", *KEPT),
    "iterator": ("", *KEPT),
    "aiterator": ("", *KEPT),
    "filter": ("name=''", *KEPT),
    "complex_filter": ("{'name': ''}", *KEPT),
    "values": ("'name'", *KEPT),
    "values_list": ("'name', flat=True", *KEPT),
    "none": ("", OWN, "proved: empty"),
    "get": ("pk=pk", OWN, "leak: row"),
    **dict.fromkeys(("first", "last", "latest", "earliest"), ("", *KEPT)),
    "count": ("", OWN, OPEN),
    "aggregate": ("Count('pk')", OWN, OPEN),
    "explain": ("", OWN, OPEN),
    "exists": ("", None, "leak: existence"),
    "contains": ("request.practice.patients.first()", OWN, OWN),
    "in_bulk": ("[pk]", OWN, "leak: row"),
    "update": ("active=False", OWN, WRITE),
    "delete": ("", OWN, WRITE),
    "_raw_delete": ("None", OWN, WRITE),
    "union": ("Patient.objects.none()", OWN, OPEN),
    "intersection": ("request.practice.patients.all()", OWN, OWN),
    "difference": ("Patient.objects.none()", OWN, OPEN),
}
SEVERAL = {"none", "contains", "union", "intersection", "difference"}  # a query in the arguments has its own verdict
ELSEWHERE = {  # have cases with a body of their own, below
    "bulk_update", "create", "bulk_create", "get_or_create", "update_or_create", "add", "set", "remove", "clear", "raw",
}  # fmt: skip

BOARD = Board(
    "".join(
        f"# case: {name}\ndef own(request, pk):\n"
        f"    return shown(request, Patient.objects.filter(practice=request.practice).{name}({args}))\n"
        f"def everyone(request, pk):\n    return shown(request, Patient.objects.{name}({args}))\n"
        for name, (args, *_) in ROWS.items()
    )
)
BODIES = Board('''
# case: create
def mine(request):
    return shown(request, Patient.objects.create(practice=request.practice))  # proved: own-practice
def related(request):
    return shown(request, request.practice.patients.create(name=""))  # proved: own-practice
def asked(request):
    return shown(request, Visit.objects.create(patient_id=request.POST["patient"]))  # leak: relation
def chosen(request):
    return shown(request, Patient.objects.create(practice_id=request.POST["practice"]))  # leak: practice

# case: bulk_create
def mine(request):
    Patient.objects.bulk_create([Patient(practice=request.practice, name=n) for n in "ab"])  # proved: own-practice
    return HttpResponse()
def asked(request):
    Visit.objects.bulk_create([Visit(patient_id=pk) for pk in request.POST.getlist("ids")])  # leak: relation
    return HttpResponse()

# case: upserts
def mine(request):
    Tag.objects.get_or_create(practice=request.practice, name=request.POST["name"])  # proved: own-practice
    return HttpResponse()
def by_name(request):
    Tag.objects.get_or_create(name=request.POST["name"], defaults={"practice": request.practice})  # leak: upsert
    return HttpResponse()
def moved(request):
    Tag.objects.update_or_create(name=request.POST["name"], defaults={"practice": request.practice})  # leak: upsert
    return HttpResponse()
def related(request):
    request.practice.tag_set.update_or_create(name=request.POST["name"])  # proved: own-practice
    return HttpResponse()

# case: bulk_update
def mine(request):
    rows = list(request.practice.patients.all())  # proved: own-practice
    Patient.objects.bulk_update(rows, ["name"])  # proved: given
    return HttpResponse()
def everyone(request):
    rows = list(Patient.objects.all())  # leak: write
    Patient.objects.bulk_update(rows, ["name"])  # proved: given
    return HttpResponse()

# case: raw
def sql(request):
    return shown(request, Patient.objects.raw("select * from clinic_patient"))  # leak: raw

# case: slices and indexes
def sliced(request):
    return shown(request, Patient.objects.filter(practice=request.practice)[:10])  # proved: own-practice
def indexed(request):
    return shown(request, Patient.objects.filter(practice=request.practice)[0])  # proved: own-practice
def open_(request):
    return shown(request, Patient.objects.order_by("name")[:10])  # leak: rows

# case: operators
def both(request):
    mine = Patient.objects.filter(practice=request.practice)  # proved: own-practice
    return shown(request, mine & Patient.objects.filter(active=True))  # exempt: stays-inside
def either(request):
    mine = Patient.objects.filter(practice=request.practice)  # leak: rows
    return shown(request, mine | Patient.objects.all())  # exempt: stays-inside

# case: unknown methods stay unknown
def odd(request):
    return shown(request, Patient.objects.filter(practice=request.practice).sparkle())  # proved: own-practice
''')  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_method(name: str) -> None:
    _, own, everyone = ROWS[name]
    found = BOARD.found(name)
    if name in SEVERAL:
        assert own in (found.get(2) or "").split(" + ")
        assert everyone in (found.get(4) or "").split(" + ")
    else:
        assert (found.get(2), found.get(4)) == (own, everyone)


@BODIES.parameters()
def test_body(title: str) -> None:
    BODIES.check(title)


def test_every_row_of_the_table_has_a_case() -> None:
    known = {*ROWS, *ELSEWHERE}
    assert {name for name in METHODS if name not in known and name.removeprefix("a") not in known} == set()
