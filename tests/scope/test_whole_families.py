# ruff: noqa: E501  (a case is code with its verdict at the line's end)
"""Leaks that whole families of projects share, each beside the form that is safe."""

from __future__ import annotations

from verdicts import Board

BOARD = Board("""
# case: a check that nobody heeds
def heedless(request, pk):
    Patient.objects.filter(pk=pk, practice=request.practice).exists()  # leak: discarded
    return HttpResponse()
def may_see(user, pk):
    try:
        Patient.objects.filter(pk=pk, practice__accesses__user=user).exists()  # leak: discarded
        return True
    except Patient.DoesNotExist:
        return False
def helped(request, pk):
    if not may_see(request.user, pk):
        raise Http404
    return HttpResponse()
async def later(request, pk):
    await Patient.objects.filter(pk=pk, practice=request.practice).aexists()  # leak: discarded
    return HttpResponse()
def heeded(request, pk):
    if not Patient.objects.filter(pk=pk, practice=request.practice).exists():
        raise Http404
    return HttpResponse()
def bound(request, pk):
    known = Patient.objects.filter(pk=pk, practice=request.practice).exists()
    return HttpResponse(str(known))
def raising(request, pk):
    Patient.objects.get(pk=pk, practice=request.practice)  # proved: own-practice
    return HttpResponse()

# case: a refusal that is neither returned nor raised
class OpenView(View):
    def dispatch(self, request, *args, **kwargs):
        self.practice = get_object_or_404(Practice, slug=kwargs["slug"])  # leak: gate
        if not self.practice.accesses.filter(user=request.user).exists():
            HttpResponseForbidden()
        return super().dispatch(request, *args, **kwargs)
    def get(self, request, slug):
        return shown(request, self.practice.patients.all())  # leak: none
class ShutView(View):
    def dispatch(self, request, *args, **kwargs):
        self.practice = get_object_or_404(Practice, slug=kwargs["slug"])  # exempt: stays-inside
        if not self.practice.accesses.filter(user=request.user).exists():
            return HttpResponseForbidden()
        return super().dispatch(request, *args, **kwargs)
    def get(self, request, slug):
        return shown(request, self.practice.patients.all())  # proved: checked
urlpatterns = [path("<slug:slug>/", OpenView.as_view()), path("s/<slug:slug>/", ShutView.as_view())]

# case: a search among all users
def found(request):
    q = request.GET["q"]
    return shown(request, get_user_model().objects.filter(Q(email__icontains=q) | Q(last_name__icontains=q)))  # leak: rows
def known(request):
    return shown(request, get_user_model().objects.filter(Q(email=request.GET["q"]) | Q(username=request.GET["q"])))
def colleagues(request):
    users = get_user_model().objects.filter(accesses__practice=request.practice)
    return shown(request, users.filter(Q(email__icontains=request.GET["q"]) | Q(last_name__icontains=request.GET["q"])))

# case: a subquery that is correlated by what is no key
def by_name(request):
    last = Visit.objects.filter(patient__name=OuterRef("name")).order_by("-pk")  # leak: rows
    return shown(request, Patient.objects.filter(practice=request.practice).annotate(last=Subquery(last.values("reason")[:1])))  # proved: own-practice
def before(request):
    last = Visit.objects.filter(pk__lt=OuterRef("pk")).order_by("-pk")  # leak: rows
    return shown(request, Visit.objects.filter(patient__practice=request.practice).annotate(last=Subquery(last.values("reason")[:1])))  # proved: own-practice
def by_key(request):
    last = Visit.objects.filter(patient=OuterRef("pk")).order_by("-pk")  # proved: outer
    return shown(request, Patient.objects.filter(practice=request.practice).annotate(last=Subquery(last.values("reason")[:1])))  # proved: own-practice
def by_practice(request):
    first = Patient.objects.filter(practice=OuterRef("practice"), name__lt=OuterRef("name"))  # proved: outer
    return shown(request, Patient.objects.filter(practice=request.practice).annotate(first=Subquery(first.values("name")[:1])))  # proved: own-practice

# case: rows of a file that was sent
import csv
def taken_in(request):
    for row in csv.DictReader(request.FILES["f"].read().decode().splitlines()):
        Visit.objects.create(patient_id=row["patient"], reason=row["reason"])  # leak: relation
    return HttpResponse()
def taken_in_by_lines(request):
    made = [Visit(patient_id=line.partition(";")[0], reason="x") for line in request.FILES["f"].readlines()]  # leak: relation
    Visit.objects.bulk_create(made)
    return HttpResponse()
def taken_in_safely(request):
    for row in csv.DictReader(request.FILES["f"].read().decode().splitlines()):
        patient = get_object_or_404(Patient, pk=row["patient"], practice=request.practice)  # proved: own-practice
        Visit.objects.create(patient=patient, reason=row["reason"])  # proved: own-practice
    return HttpResponse()

# case: whatever keys the sender writes
import json
def made_of_all(request):
    Visit.objects.create(**json.loads(request.body))  # leak: relation
    return HttpResponse()
def changed_to_all(request, pk):
    Visit.objects.filter(pk=pk, patient__practice=request.practice).update(**json.loads(request.body))  # leak: relation
    return HttpResponse()
def made_beside(request):
    Tag.objects.create(**{**json.loads(request.body), "practice": request.practice})  # proved: own-practice
    return HttpResponse()
def made_of_some(request):
    sent = json.loads(request.body)
    Tag.objects.create(practice=request.practice, name=sent["name"])  # proved: own-practice
    return HttpResponse()

# case: whoever asks joins
def joined(request):
    Access.objects.get_or_create(user=request.user, practice_id=request.POST["practice"])  # leak: practice
    return HttpResponse()
def seated(request):
    Access.objects.get_or_create(user=request.user, practice=request.practice, defaults={"role": "guest"})  # proved: own-rows
    return HttpResponse()

# case: a shared row is changed for everybody
def edited(request, pk):
    letter = get_object_or_404(Letter, Q(practice=request.practice) | Q(practice=None), pk=pk)  # leak: or
    letter.title = request.POST["title"]
    letter.save()
    return HttpResponse()
def removed(request, pk):
    Letter.objects.filter(Q(practice=request.practice) | Q(practice__isnull=True), pk=pk).delete()  # leak: or
    return HttpResponse()
def read(request, pk):
    return shown(request, get_object_or_404(Letter, Q(practice=request.practice) | Q(practice=None), pk=pk))  # exempt: shared-rows
def edited_own(request, pk):
    letter = get_object_or_404(Letter, Q(practice=request.practice) | Q(practice=None), pk=pk)  # proved: checked
    if letter.practice != request.practice:
        raise Http404
    letter.title = request.POST["title"]
    letter.save()
    return HttpResponse()

# case: what another practice's row says is copied
def doubled(request, pk):
    source = get_object_or_404(Patient, pk=pk)  # leak: row
    Patient.objects.create(practice=request.practice, doctor=request.user, name=source.name)  # proved: own-rows
    return HttpResponse()
def doubled_safely(request, pk):
    source = get_object_or_404(Patient, pk=pk, practice=request.practice)  # proved: own-practice
    Patient.objects.create(practice=request.practice, doctor=request.user, name=source.name)  # proved: own-rows
    return HttpResponse()
def doubled_when_checked(request, pk):
    source = get_object_or_404(Patient, pk=pk)  # proved: checked
    copy = Patient.objects.create(practice=request.practice, doctor=request.user, name=source.name)  # proved: own-rows
    if source.practice != request.practice:
        raise Http404
    return shown(request, copy)

# case: what a row's own relation says is no copy
class Reminder(models.Model):
    visit = models.ForeignKey(Visit, models.CASCADE)
    text = models.TextField()
def reminded(request, pk):
    visit = get_object_or_404(Visit, pk=pk, patient__practice=request.practice)  # proved: own-practice
    access = visit.patient.doctor.accesses.first()  # exempt: stays-inside
    Reminder.objects.create(visit=visit, text=access.role)  # proved: own-practice
    return HttpResponse()

# case: rows found by people
class Shift(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE)
    user = models.ForeignKey(get_user_model(), models.CASCADE)
class Hobby(models.Model):
    user = models.ForeignKey(get_user_model(), models.CASCADE)
def by_people(request):
    return shown(request, Shift.objects.filter(user__accesses__practice=request.practice))  # leak: rows
def by_doctor(request):
    return shown(request, Visit.objects.filter(patient__doctor__accesses__practice=request.practice))  # leak: rows
def by_both(request):
    return shown(request, Shift.objects.filter(user__accesses__practice=request.practice, practice=request.practice))  # proved: own-practice
def of_people_alone(request):
    return shown(request, Hobby.objects.filter(user__accesses__practice=request.practice))
def mine(request):
    return shown(request, Shift.objects.filter(practice__accesses__user=request.user))  # proved: own-rows

# case: what the template asks the view for
class PatientView(DetailView):
    def get_queryset(self):
        return Patient.objects.filter(practice=self.request.practice)  # proved: own-practice
    @property
    def namesakes(self):
        return Patient.objects.filter(name=self.object.name)  # leak: rows
    @property
    def colleagues(self):
        return Patient.objects.filter(practice=self.request.practice)  # proved: own-practice

# case: a loader of the project's own
import swapper
def load_model(name):
    return swapper.load_model("clinic", name)
def loaded(request, pk):
    Rows = load_model("Patient")
    return shown(request, Rows.objects.get(pk=pk))  # leak: row
def loaded_own(request, pk):
    Rows = load_model("Patient")
    return shown(request, Rows.objects.get(pk=pk, practice=request.practice))  # proved: own-practice
""")


@BOARD.parameters()
def test_family(title: str) -> None:
    BOARD.check(title)
