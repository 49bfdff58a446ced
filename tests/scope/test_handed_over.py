"""Lists and dicts that are handed to a function hold afterwards what it put into them."""

from __future__ import annotations

from verdicts import Board

BOARD = Board("""
# case: a helper fills what it was handed
def _collect(found, patients):
    for patient in patients:
        found.append(patient)
def _keyed(into, pk):
    into["patient"] = Patient.objects.get(pk=pk)  # leak: row
def _replaced(found):
    found = [Patient.objects.first()]  # exempt: stays-inside
    found.append(1)
def filled(request):
    found = []
    _collect(found, Patient.objects.all())  # leak: rows
    return shown(request, found)
def filled_by_name(request):
    found = []
    _collect(patients=Patient.objects.all(), found=found)  # leak: rows
    return shown(request, found)
def of_the_practice(request):
    found = []
    _collect(found, Patient.objects.filter(practice=request.practice))  # proved: own-practice
    return shown(request, found)
def keyed(request, pk):
    into = {}
    _keyed(into, pk)
    return shown(request, into)
def nothing_came_back(request):
    found = []
    _replaced(found)
    return shown(request, found)
def looped(request):
    grants = {}
    _collect_grants(grants, request.GET)
    for name in grants:
        Patient.objects.filter(name=name).delete()  # leak: write
    return HttpResponse()
def _collect_grants(grants, sent):
    for name in sent:
        grants[name] = True
""")


@BOARD.parameters()
def test_handed_over(title: str) -> None:
    BOARD.check(title)
