# ruff: noqa: E501  (a case is code with its verdict at the line's end)
"""Gates: a check that stands apart from the query, in a decorator, a permission or a comparison made before it is known
what it proves."""

from __future__ import annotations

from verdicts import Board

BOARD = Board("""
# case: the row names the practice of the URL, whose member the caller is found to be only later
def patient_required(view):
    @wraps(view)
    def inner(request, slug, pk):
        patient = get_object_or_404(Patient, pk=pk)  # proved: checked
        if patient.practice.slug == slug:
            request.patient = patient
            return view(request, slug, pk)
        raise Http404
    return inner
def member_required(view):
    @wraps(view)
    def inner(request, slug, pk):
        practice = Practice.objects.filter(slug=slug).first()  # exempt: stays-inside
        if not Access.objects.filter(user=request.user, practice=practice).first():  # proved: own-rows
            raise Http404
        return view(request, slug, pk)
    return inner
@patient_required
@member_required
def shows(request, slug, pk):
    visits = Visit.objects.filter(patient=request.patient)  # proved: checked
    return shown(request, [request.patient, visits])

# case: nobody asks whose member the caller is
def patient_required(view):
    @wraps(view)
    def inner(request, slug, pk):
        patient = get_object_or_404(Patient, pk=pk)  # leak: row
        if patient.practice.slug != slug:
            raise Http404
        request.patient = patient
        return view(request, slug, pk)
    return inner
@patient_required
def shows(request, slug, pk):
    return shown(request, request.patient)

# case: a permission of Django's instead of the membership
def member(request, slug):
    practice = get_object_or_404(Practice, slug=slug)  # exempt: stays-inside
    access = Access.objects.filter(user=request.user, practice=practice).first()  # proved: own-rows
    if not (access or request.user.has_perm("clinic.all_practices")):
        raise Http404
    return shown(request, Patient.objects.filter(practice=practice))  # proved: checked
def permission_alone(request, slug):
    if not request.user.has_perm("clinic.view_patient"):
        raise Http404
    return shown(request, Patient.objects.filter(practice__slug=slug))  # leak: practice
def may(user, practice):
    if user.has_perm("clinic.all_practices"):
        return True
    return Access.objects.filter(user=user, practice=practice).exists()
def asked(request, slug):
    practice = get_object_or_404(Practice, slug=slug)  # exempt: stays-inside
    if not may(request.user, practice):
        raise PermissionDenied
    return shown(request, Patient.objects.filter(practice=practice))  # proved: checked

# case: a permission on the object
def permitted(request, pk):
    patient = get_object_or_404(Patient, pk=pk)  # proved: checked
    if not request.user.has_perm("clinic.view_patient", patient):
        raise PermissionDenied
    return shown(request, patient)
def permitted_on_another(request, pk, other):
    patient = get_object_or_404(Patient, pk=pk)  # leak: row
    if not request.user.has_perm("clinic.view_patient", Patient.objects.get(pk=other)):  # exempt: stays-inside
        raise PermissionDenied
    return shown(request, patient)
""")


@BOARD.parameters()
def test_gate(title: str) -> None:
    BOARD.check(title)
