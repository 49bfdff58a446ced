# ruff: noqa: E501  (a case is code with its verdict at the line's end)
"""The safe idioms of real code, each in a few forms: nothing of this is a leak, and the cause says why."""

from __future__ import annotations

from verdicts import Board

BOARD = Board("""
# case: S1 keyword, direct
def detail(request, pk):
    return shown(request, Patient.objects.get(pk=pk, practice=request.practice))  # proved: own-practice
def listing(request):
    return shown(request, Patient.objects.filter(practice=request.practice))  # proved: own-practice
def shortcut(request, pk):
    return shown(request, get_object_or_404(Patient, pk=pk, practice=request.practice))  # proved: own-practice
def several(request):
    return shown(request, get_list_or_404(Patient, practice=request.practice))  # proved: own-practice

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

# case: S1 a reference that is no foreign key, to one of several rows
def named_by_either(request, pk):
    visits = Visit.objects.filter(patient__practice=request.practice)  # proved: own-practice
    visit = get_object_or_404(visits, reason="first") if request.GET else get_object_or_404(visits, pk=pk)
    return shown(request, Patient.objects.filter(number=visit.pk))  # proved: own-practice
def named_by_anybodys(request, pk):
    visits = Visit.objects.filter(patient__practice=request.practice)  # proved: own-practice
    visit = get_object_or_404(visits, reason="first") if request.GET else get_object_or_404(Visit, pk=pk)  # leak: row
    return shown(request, Patient.objects.filter(number=visit.pk))  # leak: none

# case: S2 value through a local, self and a helper's parameter
def local(request, pk):
    practice = request.practice
    mine = practice
    return shown(request, Patient.objects.get(pk=pk, practice=mine))  # proved: own-practice
class Held(View):
    def dispatch(self, request, *args, **kwargs):
        self.practice = request.practice
        return super().dispatch(request, *args, **kwargs)
    def get(self, request, pk):
        return shown(request, Patient.objects.get(pk=pk, practice=self.practice))  # proved: own-practice
def find(practice, pk):
    return Patient.objects.get(pk=pk, practice=practice)  # proved: own-practice
def helper(request, pk):
    return shown(request, find(request.practice, pk))
urlpatterns = [path("l/<int:pk>/", local), path("h/<int:pk>/", Held.as_view()), path("p/<int:pk>/", helper)]

# case: S2 value from a call
def current(request):
    return request.practice
def called(request, pk):
    return shown(request, Patient.objects.get(pk=pk, practice=current(request)))  # proved: own-practice
def fetched(request, pk, slug):
    practice = get_object_or_404(Practice, slug=slug, accesses__user=request.user)  # proved: own-rows
    return shown(request, Patient.objects.get(pk=pk, practice=practice))  # proved: own-practice
def through_access(request, pk, access_pk):
    access = get_object_or_404(Access, user=request.user, pk=access_pk)  # proved: own-rows
    return shown(request, Patient.objects.get(pk=pk, practice=access.practice))  # proved: own-practice

# case: S3 related managers
def all_of(request):
    return shown(request, request.practice.patients.all())  # proved: own-practice
def one_of(request, pk):
    return shown(request, request.practice.patients.get(pk=pk))  # proved: own-practice
def shortcut(request, pk):
    return shown(request, get_object_or_404(request.practice.patients, pk=pk))  # proved: own-practice
def unnamed(request):
    return shown(request, request.practice.letter_set.all())  # proved: own-practice
def own(request):
    return shown(request, request.user.patients.first())  # proved: own-rows
def one_to_one(request):
    return shown(request, request.practice.holiday)
def many(request, pk):
    patient = get_object_or_404(request.practice.patients, pk=pk)  # proved: own-practice
    return shown(request, patient.tags.all())  # proved: own-practice

# case: S4 parent anchoring
def row(request, pk):
    patient = get_object_or_404(Patient, pk=pk, practice=request.practice)  # proved: own-practice
    return shown(request, Visit.objects.filter(patient=patient))  # proved: own-practice
def key(request, pk):
    patient = get_object_or_404(Patient, pk=pk, practice=request.practice)  # proved: own-practice
    return shown(request, Visit.objects.filter(patient_id=patient.pk))  # proved: own-practice
def longer(request, pk):
    patient = get_object_or_404(Patient, pk=pk, practice=request.practice)  # proved: own-practice
    return shown(request, Note.objects.filter(visit__patient=patient))  # proved: own-practice
def looped(request):
    for patient in Patient.objects.filter(practice=request.practice):  # proved: own-practice
        Visit.objects.filter(patient=patient).update(reason="")  # proved: own-practice
    return HttpResponse()

# case: S4 parent of the same request, proved on the way
def listed(request, patient_pk, pk):
    patient = get_object_or_404(Patient, pk=patient_pk, practice=request.practice)  # proved: own-practice
    return shown(request, [patient, Visit.objects.get(pk=pk, patient_id=patient_pk)])  # proved: proved-key

# case: S5 attribute hops
def parent(request, pk):
    visit = get_object_or_404(Visit, pk=pk, patient__practice=request.practice)  # proved: own-practice
    return shown(request, visit.patient.name)
def by_foreign_key(request, pk):
    visit = get_object_or_404(Visit, pk=pk, patient__practice=request.practice)  # proved: own-practice
    return shown(request, Patient.objects.get(pk=visit.patient_id))  # proved: own-practice
def back(request, pk):
    visit = get_object_or_404(Visit, pk=pk, patient__practice=request.practice)  # proved: own-practice
    return shown(request, visit.patient.visits.all())  # proved: own-practice

# case: S6 fetched again by its own key
def locked(request, pk):
    patient = get_object_or_404(Patient, pk=pk, practice=request.practice)  # proved: own-practice
    patient = Patient.objects.select_for_update().get(pk=patient.pk)  # proved: own-practice
    patient.save()
    return shown(request, patient)
def listed(request):
    rows = Patient.objects.filter(practice=request.practice)  # proved: own-practice
    ids = [row.id for row in rows]
    return shown(request, Patient.objects.filter(id__in=ids))  # proved: own-practice
def values(request):
    ids = Patient.objects.filter(practice=request.practice).values_list("id", flat=True)  # proved: own-practice
    return shown(request, Patient.objects.filter(id__in=ids))  # proved: own-practice
def listed_values(request):
    ids = list(Patient.objects.filter(practice=request.practice).values_list("id", flat=True))  # proved: own-practice
    return shown(request, Patient.objects.filter(id__in=ids))  # proved: own-practice

# case: S7 proved keys
def guarded(request, pk):
    if not Patient.objects.filter(pk=pk, practice=request.practice).exists():
        raise Http404
    Patient.objects.filter(pk=pk).update(active=False)  # proved: proved-key
    return HttpResponse()
def fetched(request, pk):
    get_object_or_404(Patient, pk=pk, practice=request.practice)  # proved: own-practice
    return shown(request, Visit.objects.filter(patient_id=pk))  # proved: proved-key
def counted(request):
    ids = request.POST.getlist("ids")
    if Patient.objects.filter(pk__in=ids, practice=request.practice).count() != len(ids):  # proved: own-practice
        raise Http404
    Patient.objects.filter(pk__in=ids).delete()  # proved: proved-key
    return HttpResponse()
class Guarded(View):
    def dispatch(self, request, *args, **kwargs):
        if not request.practice.patients.filter(pk=kwargs["pk"]).exists():
            raise Http404
        return super().dispatch(request, *args, **kwargs)
    def get(self, request, pk):
        return shown(request, Visit.objects.filter(patient_id=pk))  # proved: proved-key
urlpatterns = [path("g/<int:pk>/", guarded), path("f/<int:pk>/", fetched), path("c/", counted), path("v/<int:pk>/", Guarded.as_view())]

# case: S7 proved by a form
class Choice(forms.Form):
    patient = forms.ModelChoiceField(queryset=Patient.objects.none())  # proved: empty
    def __init__(self, *args, practice, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["patient"].queryset = Patient.objects.filter(practice=practice)  # proved: own-practice
def chosen(request):
    form = Choice(request.POST, practice=request.practice)
    if form.is_valid():
        Visit.objects.create(patient=form.cleaned_data["patient"], reason="")  # proved: given
    return shown(request, form)

# case: S8 base class get_queryset
class Scoped:
    def get_queryset(self):
        return super().get_queryset().filter(practice=self.request.practice)
class Listed(Scoped, ListView):
    model = Patient  # proved: own-practice
class Deep(Listed):  # proved: own-practice
    pass
class Removed(Scoped, DeleteView):
    model = Patient  # proved: own-practice
    success_url = "/"
class Changed(Scoped, UpdateView):
    queryset = Patient.objects.all()  # proved: own-practice
    fields = ["name"]
urlpatterns = [path("l/", Listed.as_view()), path("e/", Deep.as_view()), path("d/<int:pk>/", Removed.as_view()), path("u/<int:pk>/", Changed.as_view())]

# case: S8 REST get_queryset
class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["name"]
class Scoped:
    def get_queryset(self):
        return super().get_queryset().filter(practice=self.request.practice)
class PatientViewSet(Scoped, viewsets.ReadOnlyModelViewSet):
    queryset = Patient.objects.all()  # proved: own-practice
    serializer_class = PatientSerializer

# case: S9 queryset narrowed in place
class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["name"]
class InitialViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Patient.objects.all()  # exempt: stays-inside
    serializer_class = PatientSerializer
    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        self.queryset = self.queryset.filter(practice=request.practice)  # proved: own-practice
class GotViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Patient.objects.all()  # proved: own-practice
    serializer_class = PatientSerializer
    def get_queryset(self):
        self.queryset = self.queryset.filter(practice=self.request.practice)
        return super().get_queryset()

# case: S10 filter backends
class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["name"]
class OwnPractice(filters.BaseFilterBackend):
    def filter_queryset(self, request, queryset, view):
        return queryset.filter(practice=request.practice)
class PatientViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Patient.objects.all()  # proved: own-practice
    serializer_class = PatientSerializer
    filter_backends = [OwnPractice]

# case: S12 helper functions
def patients_of(practice):
    return Patient.objects.filter(practice=practice)  # proved: own-practice
def narrowed(rows, request):
    return rows.filter(practice=request.practice)
def one_of(model, pk, practice):
    return get_object_or_404(model, pk=pk, practice=practice)
def listing(request):
    return shown(request, patients_of(request.practice))
def passed(request, pk):
    return shown(request, get_object_or_404(narrowed(Patient.objects.all(), request), pk=pk))  # proved: own-practice
def generic(request, pk):
    return shown(request, one_of(Patient, pk, request.practice))  # proved: own-practice
def keywords(request, pk):
    return shown(request, one_of(practice=request.practice, model=Patient, pk=pk))  # proved: own-practice
urlpatterns = [path("l/", listing), path("p/<int:pk>/", passed), path("g/<int:pk>/", generic), path("k/<int:pk>/", keywords)]

# case: S13 compared after the fetch
def by_key(request, pk):
    patient = get_object_or_404(Patient, pk=pk)  # proved: checked
    if patient.practice_id != request.practice.id:
        raise Http404
    return shown(request, patient)
def by_row(request, pk):
    patient = get_object_or_404(Patient, pk=pk)  # proved: checked
    if patient.practice != request.practice:
        return HttpResponseForbidden()
    return shown(request, patient)
def in_rows(request, pk):
    patient = get_object_or_404(Patient, pk=pk)  # proved: checked
    if patient not in request.practice.patients.all():  # proved: own-practice
        raise Http404
    return shown(request, patient)
def parent(request, pk):
    visit = get_object_or_404(Visit, pk=pk)  # proved: checked
    if visit.patient.practice_id != request.practice.id:
        raise Http404
    return shown(request, visit)
def asserted(request, pk):
    patient = get_object_or_404(Patient, pk=pk)  # proved: checked
    assert patient.practice == request.practice
    return shown(request, patient)
def nested(request, pk):
    patient = get_object_or_404(Patient, pk=pk)  # proved: checked
    if patient.practice == request.practice:
        return shown(request, patient)
    raise Http404

# case: S13 membership of the row's practice
def joined(request, pk):
    patient = get_object_or_404(Patient, pk=pk)  # proved: checked
    if not Access.objects.filter(user=request.user, practice=patient.practice).exists():
        raise PermissionDenied
    return shown(request, patient)
def fetched(request, pk):
    patient = get_object_or_404(Patient, pk=pk)  # proved: checked
    get_object_or_404(Access, user=request.user, practice=patient.practice)  # proved: own-rows
    return shown(request, patient)
def through_user(request, pk):
    patient = get_object_or_404(Patient, pk=pk)  # proved: checked
    if not request.user.accesses.filter(practice_id=patient.practice_id).exists():
        raise PermissionDenied
    return shown(request, patient)

# case: S13 helper predicates
def mine(request, patient):
    return patient.practice_id == request.practice.id
def demand(request, patient):
    if patient.practice_id != request.practice.id:
        raise PermissionDenied
def asked(request, pk):
    patient = get_object_or_404(Patient, pk=pk)  # proved: checked
    if not mine(request, patient):
        raise Http404
    return shown(request, patient)
def demanded(request, pk):
    patient = get_object_or_404(Patient, pk=pk)  # proved: checked
    demand(request, patient)
    return shown(request, patient)
urlpatterns = [path("a/<int:pk>/", asked), path("d/<int:pk>/", demanded)]

# case: S13 public rows too
def public(request, pk):
    patient = get_object_or_404(Patient, pk=pk)  # proved: checked
    if not patient.is_public and patient.practice_id != request.practice.id:
        raise Http404
    return shown(request, patient)

# case: S14 object permissions
class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["name"]
class OfPractice(permissions.BasePermission):
    def has_object_permission(self, request, view, obj):
        return obj.practice_id == request.practice.id
class ChangeView(generics.RetrieveUpdateAPIView):
    queryset = Patient.objects.all()  # proved: checked
    serializer_class = PatientSerializer
    permission_classes = [OfPractice]
class AskedView(APIView):
    permission_classes = [OfPractice]
    def get(self, request, pk):
        patient = get_object_or_404(Patient, pk=pk)  # proved: checked
        self.check_object_permissions(request, patient)
        return Response(PatientSerializer(patient).data)

# case: S14 permission that looks at the key
class OwnsPatient(permissions.BasePermission):
    def has_permission(self, request, view):
        return Patient.objects.filter(pk=view.kwargs["pk"], practice=request.practice).exists()
class VisitsView(APIView):
    permission_classes = [OwnsPatient]
    def get(self, request, pk):
        return Response([v.reason for v in Visit.objects.filter(patient_id=pk)])  # proved: proved-key

# case: S15 decorators
def owns(model, name):
    def decorate(view):
        @wraps(view)
        def wrapper(request, *args, **kwargs):
            get_object_or_404(model, pk=kwargs[name], practice=request.practice)  # proved: own-practice
            return view(request, *args, **kwargs)
        return wrapper
    return decorate
def bound(view):
    @wraps(view)
    def wrapper(request, pk, *args, **kwargs):
        request.patient = get_object_or_404(Patient, pk=pk, practice=request.practice)  # proved: own-practice
        return view(request, pk, *args, **kwargs)
    return wrapper
@owns(Patient, "pk")
def gated(request, pk):
    return shown(request, Patient.objects.get(pk=pk))  # proved: proved-key
@bound
def held(request, pk):
    return shown(request, request.patient.visits.all())  # proved: own-practice
def member_of(view):
    def wrapper(request, slug, *args, **kwargs):
        practice = get_object_or_404(Practice, slug=slug)  # exempt: stays-inside
        if not practice.accesses.filter(user=request.user).exists():
            raise PermissionDenied
        request.gate = practice
        return view(request, slug, *args, **kwargs)
    return wrapper
@member_of
def slugged(request, slug, pk):
    return shown(request, Patient.objects.get(pk=pk, practice=request.gate))  # proved: proved-key
urlpatterns = [path("g/<int:pk>/", gated), path("h/<int:pk>/", held), path("<slug:slug>/<int:pk>/", slugged)]

# case: S16 correlated and joined scope
def joined(request, pk):
    return shown(request, Patient.objects.get(pk=pk, practice__accesses__user=request.user))  # proved: own-rows
def inner(request):
    mine = Patient.objects.filter(practice=request.practice)  # proved: own-practice
    return shown(request, Visit.objects.filter(patient__in=Subquery(mine.values("pk"))))  # proved: own-practice
def existing(request):
    access = Access.objects.filter(user=request.user, practice=OuterRef("practice"))  # proved: own-rows
    return shown(request, Patient.objects.filter(Exists(access)))  # proved: own-rows
def annotated(request):
    last = Visit.objects.filter(patient=OuterRef("pk")).order_by("-pk")  # proved: outer
    mine = Patient.objects.filter(practice=request.practice)  # proved: own-practice
    return shown(request, mine.annotate(last=Subquery(last.values("reason")[:1])))
def practices(request):
    mine = Practice.objects.filter(accesses__user=request.user)  # proved: own-rows
    return shown(request, Patient.objects.filter(practice__in=mine))  # proved: own-practice

# case: S17 dicts and Q
def literal(request, pk):
    return shown(request, Patient.objects.get(**{"pk": pk, "practice": request.practice}))  # proved: own-practice
def built(request, pk):
    wanted = {"pk": pk}
    wanted["practice"] = request.practice
    return shown(request, Patient.objects.get(**wanted))  # proved: own-practice
def made(request, pk):
    wanted = dict(pk=pk, practice=request.practice)
    return shown(request, Patient.objects.get(**wanted))  # proved: own-practice
def arms(request, pk):
    return shown(request, Patient.objects.get(Q(pk=pk) & Q(practice=request.practice)))  # proved: own-practice
def held(request, pk):
    mine = Q(practice=request.practice)
    if request.GET.get("name"):
        mine &= Q(name=request.GET["name"])
    return shown(request, Patient.objects.filter(mine, pk=pk))  # proved: own-practice
def either(request, pk):
    mine = Q(practice=request.practice) | Q(practice__accesses__user=request.user)
    return shown(request, Patient.objects.get(mine, pk=pk))  # proved: own-practice
def shared(request):
    return shown(request, Letter.objects.filter(Q(practice=request.practice) | Q(practice__isnull=True)))  # exempt: shared-rows

# case: S18 prefetch
def prefetched(request):
    visits = Prefetch("visits", queryset=Visit.objects.order_by("pk"))  # proved: prefetch
    return shown(request, request.practice.patients.prefetch_related(visits))  # proved: own-practice

# case: E1 secrets
def invited(request, token):
    return shown(request, get_object_or_404(Invitation, token=token))  # exempt: secret
def shared(request, token):
    return shown(request, Patient.objects.get(share_token=token))  # exempt: secret

# case: E2 the caller's own rows
def accesses(request):
    return shown(request, Access.objects.filter(user=request.user))  # proved: own-rows
def by_id(request):
    return shown(request, Patient.objects.filter(doctor_id=request.user.id))  # proved: own-rows
def reverse(request):
    return shown(request, request.user.accesses.select_related("practice"))  # proved: own-rows

# case: E3 global tables
def currencies(request, pk):
    return shown(request, [Currency.objects.all(), Currency.objects.get(pk=pk)])

# case: E4 platform staff
def tested(request):
    if not request.user.is_superuser:
        raise PermissionDenied
    return shown(request, Patient.objects.all())  # exempt: staff
@user_passes_test(lambda user: user.is_superuser)
def passed(request):
    return shown(request, Patient.objects.all())  # exempt: staff
def branch(request):
    if request.user.is_superuser:
        rows = Patient.objects.all()  # exempt: staff
    else:
        rows = Patient.objects.filter(practice=request.practice)  # proved: own-practice
    return shown(request, rows)
class StatsView(UserPassesTestMixin, ListView):
    model = Patient  # exempt: staff
    def test_func(self):
        return self.request.user.is_superuser

# case: E4 staff only, REST
class EveryoneView(APIView):
    permission_classes = [permissions.IsAdminUser]
    def get(self, request, pk):
        return Response([p.name for p in Patient.objects.all()])  # exempt: staff

# case: E5 practice switch
def switch(request, pk):
    access = get_object_or_404(Access, practice_id=pk, user=request.user)  # proved: own-rows
    request.session["practice"] = access.practice_id
    return redirect("/")

# case: E8 model methods anchored on self
class Summary:
    def __init__(self, patient):
        self.patient = patient
    def visits(self):
        return Visit.objects.filter(patient=self.patient)  # proved: own-practice
def summary(request, pk):
    patient = request.practice.patients.get(pk=pk)  # proved: own-practice
    return shown(request, Summary(patient).visits())

# case: rows that only feed a comparison stay inside
def known(request, pk):
    mine = request.practice.patients.first()  # proved: own-practice
    other = Patient.objects.get(pk=pk)  # exempt: stays-inside
    if mine == other:
        raise Http404
    return HttpResponse("ok")

# case: a placeholder is filled later
class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["name"]
class PatientViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Patient.objects.none()
    serializer_class = PatientSerializer
    def get_queryset(self):
        return Patient.objects.filter(practice=self.request.practice)  # proved: own-practice
""")


@BOARD.parameters()
def test_safe(title: str) -> None:
    BOARD.check(title)
