# ruff: noqa: E501  (a case is code with its verdict at the line's end)
"""Who may, asked in ways that say it by the way: a role that is not None, one row of many, a library's answer, a column
that says whether a row is everybody's."""

from __future__ import annotations

from verdicts import Board

BOARD = Board("""
# case: one of the rows of a parent
def may(user, patient):
    if Access.objects.filter(practice=patient.practice, user=user).exists():
        return True
    for visit in patient.visits.all():  # exempt: stays-inside
        if Access.objects.filter(practice=visit.patient.practice, user=user).exists():
            return True
    return False
def one(request, pk):
    patient = Patient.objects.get(pk=pk)  # proved: checked
    if not may(request.user, patient):
        raise Http404
    return shown(request, patient)
def filtered(request, pk, visit_pk):
    patient = Patient.objects.get(pk=pk)  # proved: checked
    visit = Visit.objects.get(pk=visit_pk, patient=patient)  # proved: checked
    if not Access.objects.filter(practice=visit.patient.practice, user=request.user).exists():
        raise Http404
    return shown(request, [patient, visit])
def of_another(request, pk, other, visit_pk):
    patient = Patient.objects.get(pk=pk)  # leak: row
    visit = Visit.objects.get(pk=visit_pk, patient_id=other)  # proved: checked
    if not Access.objects.filter(practice=visit.patient.practice, user=request.user).exists():
        raise Http404
    return shown(request, [patient, visit])
def tagged(request, pk):
    tag = Tag.objects.get(pk=pk)  # leak: row
    for patient in tag.patient_set.all():  # exempt: stays-inside
        if patient.practice == request.practice:
            return shown(request, tag)
    raise Http404
def every(request, pk):
    patient = Patient.objects.get(pk=pk)  # leak: row
    for visit in Visit.objects.all():  # exempt: stays-inside
        if visit.patient.practice == request.practice:
            return shown(request, patient)
    raise Http404

# case: a role that is one of these
def first(request, pk):
    patient = Patient.objects.get(pk=pk)  # proved: checked
    role = Access.objects.filter(practice=patient.practice, user=request.user).values_list("role", flat=True).first()  # proved: own-rows
    if role not in ("owner", "admin"):
        raise Http404
    return shown(request, patient)
def equal(request, pk):
    patient = Patient.objects.get(pk=pk)  # proved: checked
    role = Access.objects.filter(practice=patient.practice, user=request.user).values_list("role", flat=True).first()  # proved: own-rows
    if role != "owner":
        raise Http404
    return shown(request, patient)
def item(request, pk):
    patient = Patient.objects.get(pk=pk)  # proved: checked
    try:
        role = Access.objects.filter(practice=patient.practice, user=request.user).values("role")[0]["role"]  # proved: own-rows
    except IndexError:
        role = None
    if role not in ("owner", "admin"):
        raise Http404
    return shown(request, patient)
def others(request, pk):
    patient = Patient.objects.get(pk=pk)  # leak: row
    role = Access.objects.filter(user=request.user).values_list("role", flat=True).first()  # proved: own-rows
    if role not in ("owner", "admin"):
        raise Http404
    return shown(request, patient)
def perhaps(request, pk):
    patient = Patient.objects.get(pk=pk)  # leak: row
    role = Access.objects.filter(practice=patient.practice, user=request.user).values_list("role", flat=True).first()  # proved: own-rows
    if role not in ("owner", None):
        raise Http404
    return shown(request, patient)
def table(request, pk):
    patient = Patient.objects.get(pk=pk)  # proved: checked
    role = Access.objects.filter(practice=patient.practice, user=request.user).values_list("role", flat=True).first()  # proved: own-rows
    abilities = {"get": bool(role), "patch": role in ("owner", "admin"), "names": ["a"]}
    if not abilities.get("patch", False):
        raise Http404
    return shown(request, patient)
def method(request, pk):
    patient = Patient.objects.get(pk=pk)  # proved: checked
    role = Access.objects.filter(practice=patient.practice, user=request.user).values_list("role", flat=True).first()  # proved: own-rows
    abilities = {"get": bool(role), "patch": role in ("owner", "admin")}
    if not abilities.get(request.method.lower(), False):
        raise Http404
    return shown(request, patient)

# case: a library is asked
from keeper.util import check_permissions
from keeper import audit
def refused(request, pk):
    patient = Patient.objects.get(pk=pk)  # undecided: check-not-followed
    if not check_permissions(request.user, patient, "r"):
        raise Http404
    return shown(request, patient)
def practice(request, slug):
    practice = Practice.objects.get(slug=slug)  # undecided: check-not-followed
    if not check_permissions(request.user, practice.name, "r"):
        raise Http404
    return shown(request, practice)
def ignored(request, pk):
    patient = Patient.objects.get(pk=pk)  # leak: row
    if check_permissions(request.user, patient, "r"):
        audit.note("yes")
    return shown(request, patient)
def another(request, pk, other):
    patient = Patient.objects.get(pk=pk)  # leak: row
    visit = Visit.objects.get(pk=other)  # exempt: stays-inside
    if not check_permissions(request.user, visit, "r"):
        raise Http404
    return shown(request, patient)
def nobody(request, pk):
    patient = Patient.objects.get(pk=pk)  # leak: row
    if not check_permissions(patient, "r"):
        raise Http404
    return shown(request, patient)
def keyed(request, slug, pk):
    practice = Practice.objects.get(slug=slug)  # undecided: check-not-followed
    patient = Patient.objects.get(pk=pk)  # leak: row
    if not check_permissions(request.user, slug, "read"):
        raise Http404
    return shown(request, [practice, patient])
def checked(view):
    def inner(request, pk):
        if not request.GET.get("sure"):
            return HttpResponse()
        patient = Patient.objects.get(pk=pk)  # undecided: check-not-followed
        if not check_permissions(request.user, patient.name, "read"):
            return HttpResponseForbidden()
        return view(request, patient)
    return inner
@checked
def behind(request, patient):
    return shown(request, patient)
def _found(request, pk):
    patient = Patient.objects.filter(pk=pk).first()  # undecided: check-not-followed
    if patient is None or not request.user.keeper.check(patient):
        return None, HttpResponseForbidden()
    return patient, None
def pair(request, pk):
    patient, refusal = _found(request, pk)
    return refusal or shown(request, patient)
def raising(request, pk):
    patient = Patient.objects.get(pk=pk)  # undecided: check-not-followed
    check_permissions(request.user, patient)
    return shown(request, patient)

# case: columns that say who may see it
class Project(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE)
    is_private = models.BooleanField(default=True)
    anon_permissions = models.JSONField(default=list)
    is_public = models.BooleanField(default=False)
class Task(models.Model):
    project = models.ForeignKey(Project, models.CASCADE)
    done = models.BooleanField(default=False)
def listed(request):
    return shown(request, Task.objects.filter(project__is_private=False))  # exempt: shared-rows
def listed_true(request):
    return shown(request, Task.objects.filter(project__is_public=True))  # exempt: shared-rows
def private(request):
    return shown(request, Task.objects.filter(project__is_private=True))  # leak: rows
def done(request):
    return shown(request, Task.objects.filter(done=False))  # leak: rows
def anonymous(request):
    return shown(request, Task.objects.filter(Q(project__is_private=False) | Q(project__anon_permissions__contains=["view"])))  # exempt: shared-rows
def all_closed(request):
    Task.objects.filter(project__is_private=False).update(done=True)  # leak: write
    return HttpResponse()
def one(request, pk):
    project = Project.objects.get(pk=pk)  # proved: checked
    if project.is_private and project.practice != request.practice:
        raise Http404
    return shown(request, project)
def wrong(request, pk):
    project = Project.objects.get(pk=pk)  # leak: row
    if not project.is_private and project.practice != request.practice:
        raise Http404
    return shown(request, project)

# case: a group of users
from django.contrib.auth.models import Group
from django.contrib.auth import get_user_model
from django.conf import settings
class Ward(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE)
    group = models.OneToOneField(Group, models.CASCADE)
    usual = models.ForeignKey(Group, models.CASCADE, related_name="+")
    is_open = models.BooleanField(default=False)
def keyed(request, pk):
    ward = Ward.objects.get(pk=pk)  # proved: checked
    if not request.user.groups.filter(id=ward.group.id).exists():
        raise Http404
    return shown(request, ward)
def inside(request, pk):
    ward = Ward.objects.get(pk=pk)  # proved: checked
    if ward.group not in request.user.groups.all():
        raise Http404
    return shown(request, ward)
def other(request, pk):
    ward = Ward.objects.get(pk=pk)  # leak: row
    if not Group.objects.filter(id=ward.group.id).exists():
        raise Http404
    return shown(request, ward)
def after(request, pk, other):
    ward = Ward.objects.get(pk=other)  # leak: row
    return shown(request, ward)

# case: compared with what a library was asked about
from keeper.util import check_permissions
def compared(request, slug, pk):
    practice = Practice.objects.get(slug=slug)  # undecided: check-not-followed
    if not check_permissions(request.user, practice, "r"):
        raise Http404
    patient = Patient.objects.get(pk=pk)  # undecided: check-not-followed
    if patient.practice != practice:
        raise Http404
    return shown(request, [practice, patient])
def not_compared(request, slug, pk):
    practice = Practice.objects.get(slug=slug)  # undecided: check-not-followed
    if not check_permissions(request.user, practice, "r"):
        raise Http404
    patient = Patient.objects.get(pk=pk)  # leak: row
    return shown(request, [practice, patient])

# case: an invitation that its page's practice must have sent
import uuid
class Invite(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    practice = models.ForeignKey(Practice, models.CASCADE)
def accept(request, pk):
    return shown(request, Invite.objects.get(pk=pk))  # exempt: secret
def resend(request, slug, pk):
    get_object_or_404(Practice, slug=slug, accesses__user=request.user)  # proved: own-rows
    return shown(request, Invite.objects.get(pk=pk))  # leak: row
def resend_own(request, slug, pk):
    practice = get_object_or_404(Practice, slug=slug, accesses__user=request.user)  # proved: own-rows
    return shown(request, Invite.objects.get(pk=pk, practice=practice))  # proved: own-practice

# case: what a query wrote on its rows
def may(request, pk):
    mine = Access.objects.filter(practice=OuterRef("practice"), user=request.user)  # proved: own-rows
    patient = Patient.objects.annotate(user_role=Subquery(mine.values("role")[:1])).get(pk=pk)  # undecided: check-not-followed
    if patient.user_role not in ("owner", "admin"):
        raise Http404
    return shown(request, patient)
def is_member(request, pk):
    mine = Access.objects.filter(practice=OuterRef("practice"), user=request.user)  # proved: own-rows
    patient = Patient.objects.annotate(is_member=Exists(mine)).get(pk=pk)  # undecided: check-not-followed
    if not patient.is_member:
        raise Http404
    return shown(request, patient)
def another_column(request, pk):
    patient = Patient.objects.annotate(visits_there=Count("visits")).get(pk=pk)  # leak: row
    if not patient.visits_there:
        raise Http404
    return shown(request, patient)
def role_of_its_own(request, pk):
    access = Access.objects.get(pk=pk)  # leak: row
    if access.role != "owner":
        raise Http404
    return shown(request, access)
""")


@BOARD.parameters()
def test_who_may(title: str) -> None:
    BOARD.check(title)
