# ruff: noqa: E501  (a case is code with its verdict at the line's end)
"""What a check proves, and where: it must dominate the use, stand before the write, and speak of this very row."""

from __future__ import annotations

from verdicts import Board

BOARD = Board("""
# case: a check after a write does not count
def late(request, pk):
    patient = Patient.objects.get(pk=pk)  # leak: write
    patient.delete()
    if patient.practice_id != request.practice.id:
        raise Http404
    return HttpResponse()
def before(request, pk):
    patient = Patient.objects.get(pk=pk)  # proved: checked
    if patient.practice_id != request.practice.id:
        raise Http404
    patient.delete()
    return HttpResponse()
def update_late(request, pk):
    Patient.objects.filter(pk=pk).update(active=False)  # leak: write
    get_object_or_404(Patient, pk=pk, practice=request.practice)  # proved: own-practice
    return HttpResponse()

# case: branches
def one_side(request, pk):
    patient = Patient.objects.get(pk=pk)  # leak: row
    if request.GET.get("check"):
        if patient.practice_id != request.practice.id:
            raise Http404
    return shown(request, patient)
def both_sides(request, pk):
    patient = Patient.objects.get(pk=pk)  # proved: checked
    if request.GET.get("check"):
        if patient.practice_id != request.practice.id:
            raise Http404
    else:
        get_object_or_404(Access, user=request.user, practice=patient.practice)  # proved: own-rows
    return shown(request, patient)
def wrong_side(request, pk):
    patient = Patient.objects.get(pk=pk)  # leak: row
    if patient.practice_id == request.practice.id:
        raise Http404
    return shown(request, patient)
def falls_through(request, pk):
    patient = Patient.objects.get(pk=pk)  # leak: row
    if patient.practice_id != request.practice.id:
        print("no")
    return shown(request, patient)

# case: connectives
def or_(request, pk):
    patient = Patient.objects.get(pk=pk)  # proved: checked
    if patient is None or patient.practice_id != request.practice.id:
        raise Http404
    return shown(request, patient)
def and_(request, pk):
    patient = Patient.objects.get(pk=pk)  # leak: row
    if patient.practice_id != request.practice.id and request.GET.get("strict"):
        raise Http404
    return shown(request, patient)
def not_(request, pk):
    patient = Patient.objects.get(pk=pk)  # proved: checked
    if not (patient.practice_id == request.practice.id):
        raise Http404
    return shown(request, patient)
def all_(request, pk):
    patient = Patient.objects.get(pk=pk)  # proved: checked
    if patient.active and patient.practice == request.practice:
        return shown(request, patient)
    raise Http404

# case: try and except
def caught(request, pk):
    try:
        patient = request.practice.patients.get(pk=pk)  # proved: own-practice
    except Patient.DoesNotExist:
        raise Http404
    return shown(request, patient)
def guarded(request, pk):
    try:
        request.practice.patients.get(pk=pk)  # proved: own-practice
    except Patient.DoesNotExist:
        raise Http404
    return shown(request, Patient.objects.get(pk=pk))  # proved: proved-key
def swallowed(request, pk):
    try:
        request.practice.patients.get(pk=pk)  # proved: own-practice
    except Patient.DoesNotExist:
        pass
    return shown(request, Patient.objects.get(pk=pk))  # leak: row

# case: loops
def continued(request):
    for patient in Patient.objects.filter(pk__in=request.POST.getlist("ids")):  # proved: checked
        if patient.practice_id != request.practice.id:
            continue
        patient.delete()
    return HttpResponse()
def unchecked(request):
    for patient in Patient.objects.filter(pk__in=request.POST.getlist("ids")):  # leak: write
        patient.delete()
    return HttpResponse()
def one_by_one(request):
    for pk in request.POST.getlist("ids"):
        patient = get_object_or_404(Patient, pk=pk, practice=request.practice)  # proved: own-practice
        patient.delete()
    return HttpResponse()

# case: several keys
def any_of(request):
    ids = request.POST.getlist("ids")
    if not request.practice.patients.filter(pk__in=ids).exists():
        raise Http404
    return shown(request, Patient.objects.filter(pk__in=ids))  # leak: row
def all_of(request):
    ids = request.POST.getlist("ids")
    if request.practice.patients.filter(pk__in=ids).count() != len(ids):  # proved: own-practice
        raise Http404
    return shown(request, Patient.objects.filter(pk__in=ids))  # proved: proved-key

# case: another key, another model
def other_key(request, pk, other):
    get_object_or_404(Patient, pk=other, practice=request.practice)  # proved: own-practice
    return shown(request, Patient.objects.get(pk=pk))  # leak: row
def other_model(request, pk):
    get_object_or_404(Patient, pk=pk, practice=request.practice)  # proved: own-practice
    return shown(request, Tag.objects.get(pk=pk))  # leak: row
def other_row(request, pk, other):
    patient = Patient.objects.get(pk=pk)  # leak: row
    another = Patient.objects.get(pk=other)  # proved: checked
    if another.practice_id != request.practice.id:
        raise Http404
    return shown(request, [patient, another])

# case: membership
def in_keys(request, pk):
    if pk not in request.practice.patients.values_list("pk", flat=True):  # proved: own-practice
        raise Http404
    return shown(request, Patient.objects.get(pk=pk))  # proved: proved-key
def in_practices(request, pk):
    patient = Patient.objects.get(pk=pk)  # proved: checked
    if patient.practice not in Practice.objects.filter(accesses__user=request.user):  # proved: own-rows
        raise Http404
    return shown(request, patient)
def in_constants(request, pk):
    patient = Patient.objects.get(pk=pk)  # leak: row
    if patient.name not in ("a", "b"):
        raise Http404
    return shown(request, patient)

# case: staff branches
def staff_or_own(request, pk):
    patient = Patient.objects.get(pk=pk)  # proved: checked
    if not request.user.is_superuser and patient.practice_id != request.practice.id:
        raise Http404
    return shown(request, patient)
def staff_only(request, pk):
    if not request.user.is_superuser:
        return redirect("/")
    return shown(request, Patient.objects.get(pk=pk))  # exempt: staff
def staff_rows(request):
    rows = Patient.objects.all()  # proved: own-practice
    if not request.user.is_superuser:
        rows = rows.filter(practice=request.practice)
    return shown(request, rows)

# case: predicates and guards of the project
def is_mine(request, patient):
    if patient.practice_id == request.practice.id:
        return True
    return False
def always(request, patient):
    return True
def assert_mine(request, patient):
    if not is_mine(request, patient):
        raise PermissionDenied
def predicate(request, pk):
    patient = Patient.objects.get(pk=pk)  # proved: checked
    if not is_mine(request, patient):
        raise Http404
    return shown(request, patient)
def yes(request, pk):
    patient = Patient.objects.get(pk=pk)  # leak: row
    if not always(request, patient):
        raise Http404
    return shown(request, patient)
def guard(request, pk):
    patient = Patient.objects.get(pk=pk)  # proved: checked
    assert_mine(request, patient)
    return shown(request, patient)
def ignored(request, pk):
    patient = Patient.objects.get(pk=pk)  # leak: row
    is_mine(request, patient)
    return shown(request, patient)
urlpatterns = [path("p/<int:pk>/", predicate), path("y/<int:pk>/", yes), path("g/<int:pk>/", guard), path("i/<int:pk>/", ignored)]

# case: comparisons that prove nothing
def with_request(request, pk):
    patient = Patient.objects.get(pk=pk)  # leak: row
    if patient.practice_id != int(request.GET["practice"]):
        raise Http404
    return shown(request, patient)
def with_itself(request, pk):
    patient = Patient.objects.get(pk=pk)  # leak: row
    if patient.practice_id != patient.practice.id:
        raise Http404
    return shown(request, patient)
def greater(request, pk):
    patient = Patient.objects.get(pk=pk)  # leak: row
    if patient.practice_id < request.practice.id:
        raise Http404
    return shown(request, patient)
def name(request, pk):
    patient = Patient.objects.get(pk=pk)  # leak: row
    if patient.name != request.practice.name:
        raise Http404
    return shown(request, patient)

# case: permission classes
class Member(permissions.BasePermission):
    def has_object_permission(self, request, view, obj):
        return Access.objects.filter(user=request.user, practice=obj.practice).exists()
class ManualView(APIView):
    permission_classes = [Member]
    def get(self, request, pk):
        return Response(Patient.objects.get(pk=pk).name)  # leak: row
class AskedView(APIView):
    permission_classes = [Member]
    def get(self, request, pk):
        patient = Patient.objects.get(pk=pk)  # proved: checked
        self.check_object_permissions(request, patient)
        return Response(patient.name)

# case: a name is bound anew
def rebound(request, pk, other):
    patient = get_object_or_404(Patient, pk=pk, practice=request.practice)  # proved: own-practice
    patient = Patient.objects.get(pk=other)  # leak: row
    return shown(request, patient)
def rekeyed(request, pk):
    get_object_or_404(Patient, pk=pk, practice=request.practice)  # proved: own-practice
    pk = request.GET["pk"]
    return shown(request, Patient.objects.get(pk=pk))  # leak: row

# case: a parent that is checked after the fetch
def may_write(user, patient_id, visit=None):
    if visit is not None and visit.patient.doctor_id == user.id:
        return True
    return Patient.objects.filter(pk=patient_id, practice__accesses__user=user).exists()
def checked_after(request, patient_id, visit_id):
    visit = Visit.objects.get(pk=visit_id, patient_id=patient_id)  # proved: proved-key
    if not may_write(request.user, patient_id, visit):
        raise Http404
    Note.objects.create(visit_id=visit_id, author=request.user, text="x")  # proved: own-rows
    return shown(request, [visit, Visit.objects.filter(pk=visit_id)])  # proved: proved-key
def without_parent(request, patient_id, visit_id):
    visit = Visit.objects.get(pk=visit_id)  # leak: row
    if not Patient.objects.filter(pk=patient_id, practice=request.practice).exists():
        raise Http404
    return shown(request, [visit, patient_id])
def other_parent(request, patient_id, other_id, visit_id):
    visit = Visit.objects.get(pk=visit_id, patient_id=other_id)  # leak: parent
    if not Patient.objects.filter(pk=patient_id, practice=request.practice).exists():
        raise Http404
    Note.objects.create(visit_id=visit_id, author=request.user, text="x")  # leak: relation
    return shown(request, visit)
def own_row_tells_of_its_parent(request, patient_id, note_id):
    visit = Visit.objects.get(pk=note_id, patient_id=patient_id)  # exempt: stays-inside
    if visit.patient.practice_id != request.practice.id:
        raise Http404
    return shown(request, Patient.objects.get(pk=patient_id))  # proved: proved-key
""")


@BOARD.parameters()
def test_proof(title: str) -> None:
    BOARD.check(title)
