# ruff: noqa: E501  (a case is code with its verdict at the line's end)
"""What a check of many keys proves: that each is the caller's, or only that one is."""

from __future__ import annotations

from verdicts import Board

BOARD = Board("""
# case: counted then one by one
def one_by_one(request):
    ids = request.POST.getlist("ids")
    mine = Patient.objects.filter(practice=request.practice, id__in=ids)  # proved: own-practice
    if mine.count() != len(ids):
        raise Http404
    for order, pk in enumerate(ids):
        Patient.objects.filter(id=pk).update(name=str(order))  # proved: proved-key
    return HttpResponse()
def with_parent(request, pk):
    patient = get_object_or_404(Patient, pk=pk, practice=request.practice)  # proved: own-practice
    ids = request.POST.get("ids", [])
    visits = Visit.objects.filter(patient=patient, id__in=ids)  # proved: own-practice
    if visits.count() != len(ids):
        return HttpResponse(status=400)
    for order, pk in enumerate(ids):
        Visit.objects.filter(id=pk).update(reason=str(order))  # proved: proved-key
    return HttpResponse()
def as_set(request):
    ids = request.POST.getlist("ids")
    if Patient.objects.filter(practice=request.practice, id__in=ids).count() != len(set(ids)):  # proved: own-practice
        raise Http404
    return shown(request, Patient.objects.filter(pk__in=ids))  # proved: proved-key
def set_before(request):
    ids = set(request.POST.getlist("ids"))
    if len(Patient.objects.filter(practice=request.practice, id__in=ids)) < len(ids):  # proved: own-practice
        raise Http404
    return shown(request, Patient.objects.filter(pk__in=ids))  # proved: proved-key
def length_kept(request):
    ids = request.POST.getlist("ids")
    found = Patient.objects.filter(practice=request.practice, id__in=ids)  # proved: own-practice
    wanted = len(ids)
    if len(found) != wanted:
        raise Http404
    return shown(request, Patient.objects.filter(pk__in=ids))  # proved: proved-key
def length_of_other(request):
    ids = request.POST.getlist("ids")
    others = request.POST.getlist("others")
    found = Patient.objects.filter(practice=request.practice, id__in=ids)  # proved: own-practice
    if len(found) != len(others):
        raise Http404
    return shown(request, Patient.objects.filter(pk__in=ids))  # leak: row
def compared_with_number(request):
    ids = request.POST.getlist("ids")
    found = Patient.objects.filter(practice=request.practice, id__in=ids)  # proved: own-practice
    if found.count() == 0:
        raise Http404
    return shown(request, Patient.objects.filter(pk__in=ids))  # leak: row
def positive(request):
    ids = request.POST.getlist("ids")
    found = Patient.objects.filter(practice=request.practice, id__in=ids)  # proved: own-practice
    if found.count() == len(ids):
        return shown(request, Patient.objects.filter(pk__in=ids))  # proved: proved-key
    raise Http404
def differs_is_fine(request):
    ids = request.POST.getlist("ids")
    found = Patient.objects.filter(practice=request.practice, id__in=ids)  # proved: own-practice
    if found.count() != len(ids):
        return shown(request, Patient.objects.filter(pk__in=ids))  # leak: row
    raise Http404
def open_count(request):
    ids = request.POST.getlist("ids")
    if Patient.objects.filter(id__in=ids).count() != len(ids):  # exempt: stays-inside
        raise Http404
    for pk in ids:
        Patient.objects.filter(id=pk).update(name="")  # leak: write
    return HttpResponse()

# case: difference of sets
def difference(request):
    ids = request.POST.getlist("ids")
    mine = Patient.objects.filter(practice=request.practice, id__in=ids).values_list("id", flat=True)  # proved: own-practice
    missing = set(ids) - set(mine)
    if missing:
        raise Http404
    return shown(request, Patient.objects.filter(id__in=ids))  # proved: proved-key
def method(request):
    ids = set(request.POST.getlist("ids"))
    missing = ids.difference(request.practice.patients.values_list("id", flat=True))  # proved: own-practice
    if len(missing) > 0:
        raise Http404
    return shown(request, Patient.objects.filter(id__in=ids))  # proved: proved-key
def subset(request):
    ids = request.POST.getlist("ids")
    if not set(ids).issubset(request.practice.patients.values_list("id", flat=True)):  # proved: own-practice
        raise Http404
    return shown(request, Patient.objects.filter(id__in=ids))  # proved: proved-key
def subset_operator(request):
    ids = set(request.POST.getlist("ids"))
    mine = {patient.pk for patient in request.practice.patients.all()}  # proved: own-practice
    if not ids <= mine:
        raise Http404
    return shown(request, Patient.objects.filter(id__in=ids))  # proved: proved-key
def superset(request):
    ids = set(request.POST.getlist("ids"))
    mine = set(request.practice.patients.values_list("id", flat=True))  # proved: own-practice
    if not mine.issuperset(ids):
        raise Http404
    return shown(request, Patient.objects.filter(id__in=ids))  # proved: proved-key
def wrong_way_round(request):
    ids = set(request.POST.getlist("ids"))
    mine = set(request.practice.patients.values_list("id", flat=True))  # proved: own-practice
    if mine - ids:
        raise Http404
    return shown(request, Patient.objects.filter(id__in=ids))  # leak: row
def disjoint(request):
    ids = set(request.POST.getlist("ids"))
    mine = set(request.practice.patients.values_list("id", flat=True))  # proved: own-practice
    if ids & mine:
        return shown(request, Patient.objects.filter(id__in=ids))  # leak: row
    raise Http404
def not_refused(request):
    ids = set(request.POST.getlist("ids"))
    mine = set(request.practice.patients.values_list("id", flat=True))  # proved: own-practice
    missing = ids - mine
    print(missing)
    return shown(request, Patient.objects.filter(id__in=ids))  # leak: row
def open_difference(request):
    ids = set(request.POST.getlist("ids"))
    if ids - set(Patient.objects.values_list("id", flat=True)):  # exempt: stays-inside
        raise Http404
    return shown(request, Patient.objects.filter(id__in=ids))  # leak: row

# case: kept elements
def common(request):
    ids = set(request.POST.getlist("ids"))
    mine = set(request.practice.patients.values_list("id", flat=True))  # proved: own-practice
    return shown(request, Patient.objects.filter(id__in=ids & mine))  # proved: own-practice
def common_method(request):
    ids = set(request.POST.getlist("ids"))
    mine = [patient.pk for patient in request.practice.patients.all()]  # proved: own-practice
    return shown(request, Patient.objects.filter(id__in=ids.intersection(mine)))  # proved: own-practice
def what_is_left(request):
    ids = set(request.POST.getlist("ids"))
    mine = set(request.practice.patients.values_list("id", flat=True))  # proved: own-practice
    return shown(request, Patient.objects.filter(id__in=ids - mine))  # leak: row
def first_missing(request):
    ids = request.POST.getlist("ids")
    mine = set(request.practice.patients.values_list("id", flat=True))  # proved: own-practice
    missing = next((pk for pk in ids if pk not in mine), None)
    if missing is not None:
        raise Http404
    return shown(request, Patient.objects.filter(id__in=ids))  # proved: proved-key
def names_only(request):
    names = request.POST.getlist("names")
    mine = request.practice.patients.values_list("name", flat=True)  # proved: own-practice
    if any(name not in mine for name in names):
        raise Http404
    return shown(request, Patient.objects.filter(name__in=names))  # leak: rows
def of_another_model(request):
    ids = request.POST.getlist("ids")
    mine = Visit.objects.filter(patient__practice=request.practice).values_list("patient_id", flat=True)  # proved: own-practice
    if set(ids) - set(mine):
        raise Http404
    return shown(request, [Patient.objects.filter(id__in=ids), None])  # proved: proved-key
def of_another_model_confused(request):
    ids = request.POST.getlist("ids")
    mine = Visit.objects.filter(patient__practice=request.practice).values_list("patient_id", flat=True)  # proved: own-practice
    if set(ids) - set(mine):
        raise Http404
    return shown(request, Visit.objects.filter(id__in=ids))  # leak: row
def counted_beside(request, pk):
    ids = request.POST.getlist("ids")
    visits = Visit.objects.filter(patient_id=pk, patient__practice=request.practice, id__in=ids)  # proved: own-practice
    if visits.count() != len(ids):
        raise Http404
    return shown(request, Patient.objects.get(pk=pk))  # leak: row
def no_visit_counted(request, pk):
    if Visit.objects.filter(patient_id=pk, patient__practice=request.practice).count() == 0:  # proved: own-practice
        raise Http404
    return shown(request, Patient.objects.get(pk=pk))  # proved: proved-key
def counted_tags(request):
    ids = request.POST.getlist("ids")
    if request.practice.patients.filter(tags__in=ids).count() != len(ids):  # proved: own-practice
        raise Http404
    return shown(request, Tag.objects.filter(pk__in=ids))  # leak: row
def blanks_left_out(request):
    ids = request.POST.getlist("ids")
    mine = set(request.practice.patients.values_list("id", flat=True))  # proved: own-practice
    if not all(pk in mine for pk in ids if pk):
        raise Http404
    return shown(request, Patient.objects.filter(id__in=ids))  # proved: proved-key
def some_left_out(request):
    ids = request.POST.getlist("ids")
    mine = set(request.practice.patients.values_list("id", flat=True))  # proved: own-practice
    if not all(pk in mine for pk in ids if request.POST.get(pk)):
        raise Http404
    return shown(request, Patient.objects.filter(id__in=ids))  # leak: row
def of_one_says_nothing(request):
    ids = request.POST.getlist("ids")
    mine = set(request.practice.patients.values_list("id", flat=True))  # proved: own-practice
    if any(pk in mine for pk in ids):
        for pk in ids:
            Patient.objects.filter(id=pk).update(name="")  # leak: write
    return HttpResponse()
def left_early(request):
    ids = request.POST.getlist("ids")
    for pk in ids:
        get_object_or_404(Patient, pk=pk, practice=request.practice)  # proved: own-practice
        if pk:
            break
    return shown(request, Patient.objects.filter(id__in=ids))  # leak: row
def skipped(request):
    ids = request.POST.getlist("ids")
    for pk in ids:
        if pk == request.POST["last"]:
            continue
        get_object_or_404(Patient, pk=pk, practice=request.practice)  # proved: own-practice
    return shown(request, Patient.objects.filter(id__in=ids))  # leak: row
def none_at_all(request, pk):
    for name in request.POST.getlist("names"):
        get_object_or_404(Patient, pk=pk, name=name, practice=request.practice)  # proved: own-practice
    return shown(request, Patient.objects.filter(id=pk))  # leak: row
def parts(request):
    items = request.POST.get("items", [])
    mine = set(request.practice.patients.values_list("id", flat=True))  # proved: own-practice
    if any(item["patient"] not in mine for item in items):
        raise Http404
    for item in items:
        Patient.objects.filter(pk=item["patient"]).update(name=item["name"])  # proved: proved-key
    return HttpResponse()

# case: quantified
def every(request):
    ids = request.POST.getlist("ids")
    allowed = request.practice.patients.values_list("pk", flat=True)  # proved: own-practice
    if not all(pk in allowed for pk in ids):
        raise Http404
    return shown(request, Patient.objects.filter(id__in=ids))  # proved: proved-key
def some_not(request):
    ids = request.POST.getlist("ids")
    allowed = set(request.practice.patients.values_list("pk", flat=True))  # proved: own-practice
    if any(pk not in allowed for pk in ids):
        raise Http404
    return shown(request, Patient.objects.filter(id__in=ids))  # proved: proved-key
def not_found(request):
    ids = request.POST.getlist("ids")
    allowed = set(request.practice.patients.values_list("pk", flat=True))  # proved: own-practice
    not_found = [pk for pk in ids if pk not in allowed]
    if not_found:
        raise Http404
    for pk in ids:
        Patient.objects.filter(id=pk).update(name="")  # proved: proved-key
    return HttpResponse()
def kept(request):
    ids = request.POST.getlist("ids")
    allowed = set(request.practice.patients.values_list("pk", flat=True))  # proved: own-practice
    mine = [pk for pk in ids if pk in allowed]
    return shown(request, Patient.objects.filter(id__in=mine))  # proved: given
def kept_but_not_used(request):
    ids = request.POST.getlist("ids")
    allowed = set(request.practice.patients.values_list("pk", flat=True))  # proved: own-practice
    mine = [pk for pk in ids if pk in allowed]
    return shown(request, [mine, Patient.objects.filter(id__in=ids)])  # leak: row
def some(request):
    ids = request.POST.getlist("ids")
    allowed = set(request.practice.patients.values_list("pk", flat=True))  # proved: own-practice
    if not any(pk in allowed for pk in ids):
        raise Http404
    return shown(request, Patient.objects.filter(id__in=ids))  # leak: row
def loop_then(request):
    ids = request.POST.getlist("ids")
    allowed = set(request.practice.patients.values_list("pk", flat=True))  # proved: own-practice
    for pk in ids:
        if pk not in allowed:
            raise Http404
    return shown(request, Patient.objects.filter(id__in=ids))  # proved: proved-key
def loop_get(request):
    ids = request.POST.getlist("ids")
    for pk in ids:
        get_object_or_404(Patient, pk=pk, practice=request.practice)  # proved: own-practice
    return shown(request, Patient.objects.filter(id__in=ids))  # proved: proved-key
def loop_some(request):
    ids = request.POST.getlist("ids")
    allowed = set(request.practice.patients.values_list("pk", flat=True))  # proved: own-practice
    for pk in ids:
        if pk in allowed:
            break
    return shown(request, Patient.objects.filter(id__in=ids))  # leak: row
# case: a dict of the caller's roles by practice
def mine(request):
    return {str(a.practice_id): a.role for a in Access.objects.filter(user=request.user)}  # proved: own-rows
def listed(request):
    roles = mine(request)
    pid = request.GET["practice"]
    if pid not in roles:
        raise PermissionDenied
    return shown(request, Patient.objects.filter(practice_id=pid))  # proved: proved-key
def role(request):
    if mine(request).get(request.GET["practice"]) is None:
        raise PermissionDenied
    return shown(request, Patient.objects.filter(practice_id=request.GET["practice"]))  # proved: proved-key
def item(request):
    if mine(request)[request.GET["practice"]] != "owner":
        raise PermissionDenied
    return shown(request, Patient.objects.filter(practice_id=request.GET["practice"]))  # proved: proved-key
def looped(request):
    roles = {}
    for access in Access.objects.filter(user=request.user):  # proved: own-rows
        roles[str(access.practice_id)] = access.role
    if request.GET["practice"] not in roles:
        raise PermissionDenied
    return shown(request, Patient.objects.filter(practice_id=request.GET["practice"]))  # proved: proved-key
def another(request):
    if request.GET["practice"] not in mine(request):
        raise PermissionDenied
    return shown(request, Patient.objects.filter(practice_id=request.GET["other"]))  # leak: practice
def perhaps(request):
    role = mine(request).get(request.GET["practice"], "guest")
    return shown(request, [role, Patient.objects.filter(practice_id=request.GET["practice"])])  # leak: practice
def everybodys(request):
    roles = {str(a.practice_id): a.role for a in Access.objects.all()}  # exempt: stays-inside
    if request.GET["practice"] not in roles:
        raise PermissionDenied
    return shown(request, Patient.objects.filter(practice_id=request.GET["practice"]))  # leak: practice
def held(request):
    practices = {a.role: a.practice_id for a in Access.objects.filter(user=request.user)}  # proved: own-rows
    if request.GET["practice"] not in practices:
        raise PermissionDenied
    return shown(request, Patient.objects.filter(practice_id=request.GET["practice"]))  # leak: practice

""")


@BOARD.parameters()
def test_keys(title: str) -> None:
    BOARD.check(title)
