"""The safe idioms of real code, each in a few forms: nothing of this is a leak, and the cause says why."""

from __future__ import annotations

from verdicts import Board

BOARD = Board('''
# case: S1 keyword, direct
def detail(request, pk):
    return shown(request, Patient.objects.get(pk=pk, practice=request.practice))  # proved: own-practice
def listing(request):
    return shown(request, Patient.objects.filter(practice=request.practice))  # proved: own-practice
def shortcut(request, pk):
    return shown(request, get_object_or_404(Patient, pk=pk, practice=request.practice))  # proved: own-practice

# case: S1 keyword, by id, pk, slug and in
def by_id(request, pk):
    return shown(request, Patient.objects.get(pk=pk, practice_id=request.practice.id))  # proved: own-practice
def by_pk(request, pk):
    return shown(request, Patient.objects.get(pk=pk, practice__pk=request.practice.pk))  # proved: own-practice
def by_slug(request, pk):
    return shown(request, Patient.objects.get(pk=pk, practice__slug=request.practice.slug))  # proved: own-practice
def by_in(request, pk):
    return shown(request, Patient.objects.get(pk=pk, practice__in=[request.practice]))  # proved: own-practice

# case: S1 keyword, through a path
def two(request, pk):
    return shown(request, Visit.objects.get(pk=pk, patient__practice=request.practice))  # proved: own-practice
def three(request, pk):
    return shown(request, Note.objects.filter(visit__patient__practice=request.practice, pk=pk))  # proved: own-practice
''')


@BOARD.parameters()
def test_safe(title: str) -> None:
    BOARD.check(title)
