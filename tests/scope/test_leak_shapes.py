# ruff: noqa: E501  (a case is code with its verdict at the line's end)
"""The leak shapes of real code: the query that leaks has a verdict with its shape, its safe neighbours have none."""

from __future__ import annotations

from verdicts import Board

BOARD = Board("""
# case: the plain ones
def rows(request):
    return shown(request, Patient.objects.all())  # leak: rows
def row(request, pk):
    return shown(request, Patient.objects.get(pk=pk))  # leak: row
def shortcut(request, pk):
    return shown(request, get_object_or_404(Patient, pk=pk))  # leak: row
def first(request):
    return shown(request, Patient.objects.filter(name=request.GET["name"]).first())  # leak: rows
def changed(request, pk):
    Patient.objects.filter(pk=pk).update(active=False)  # leak: write
    return HttpResponse()
def removed(request, pk):
    Patient.objects.get(pk=pk).delete()  # leak: write
    return HttpResponse()
def saved(request, pk):
    patient = Patient.objects.get(pk=pk)  # leak: write
    patient.active = False
    patient.save()
    return HttpResponse()
def counted(request):
    return shown(request, Patient.objects.count())  # leak: rows
def valued(request):
    return JsonResponse({"names": list(Patient.objects.values("name"))})  # leak: rows

# case: L1 a second id in a scoped view
def tagged(request, pk):
    patient = get_object_or_404(Patient, pk=pk, practice=request.practice)  # proved: own-practice
    Tag.objects.filter(pk__in=request.POST.getlist("tags")).update(name=patient.name)  # leak: write
    return HttpResponse()
def linked(request, pk):
    patient = get_object_or_404(Patient, pk=pk, practice=request.practice)  # proved: own-practice
    tag = Tag.objects.get(pk=request.POST["tag"])  # leak: row
    return shown(request, [patient, tag])
def bulk(request):
    rows = list(Patient.objects.filter(pk__in=request.POST.getlist("ids")))  # leak: write
    for row in rows:
        row.active = False
    Patient.objects.bulk_update(rows, ["active"])  # proved: given
    return HttpResponse()

# case: L1 a relation of a row of any practice is written
class Ward(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE)
    currencies = models.ManyToManyField(Currency)
def linked(request, pk):
    ward = get_object_or_404(Ward, pk=pk)  # leak: write
    ward.currencies.set(Currency.objects.filter(code="EUR"))
    return HttpResponse()
def unlinked(request, pk):
    ward = Ward.objects.get(pk=pk)  # leak: write
    ward.currencies.clear()
    return HttpResponse()
def own(request, pk):
    ward = get_object_or_404(Ward, pk=pk, practice=request.practice)  # proved: own-practice
    ward.currencies.add(request.GET["currency"])
    return HttpResponse()

# case: L1 a gate that asks whether any practice has such a row
def counted(request, pk):
    get_object_or_404(Patient, pk=pk)  # leak: existence
    return HttpResponse(str(Visit.objects.filter(patient__practice=request.practice).count()))  # proved: own-practice
def asked_within(request, pk):
    get_object_or_404(Patient, pk=pk, practice=request.practice)  # proved: own-practice
    return HttpResponse()

# case: L2 false anchor
def visit(request, patient_pk, pk):
    return shown(request, Visit.objects.get(pk=pk, patient_id=patient_pk))  # leak: parent
def visits(request, patient_pk):
    return shown(request, Visit.objects.filter(patient__pk=patient_pk))  # leak: parent
def notes(request):
    return shown(request, Note.objects.filter(visit__patient_id=request.GET["patient"]))  # leak: parent
def through_row(request, patient_pk):
    patient = Patient.objects.get(pk=patient_pk)  # leak: row
    return shown(request, patient.visits.all())  # leak: none

# case: L3 gate on one key, fetch by another
def owns_patient(view):
    @wraps(view)
    def wrapper(request, patient_pk, *args, **kwargs):
        get_object_or_404(Patient, pk=patient_pk, practice=request.practice)  # proved: own-practice
        return view(request, patient_pk, *args, **kwargs)
    return wrapper
@owns_patient
def gated(request, patient_pk, visit_pk):
    return shown(request, Visit.objects.get(pk=visit_pk))  # leak: row
class IsMember(permissions.BasePermission):
    def has_permission(self, request, view):
        return Access.objects.filter(user=request.user, practice__slug=view.kwargs["slug"]).exists()
class OtherView(APIView):
    permission_classes = [IsMember]
    def get(self, request, slug, pk):
        return Response([Patient.objects.get(pk=pk).name])  # leak: row
urlpatterns = [path("<int:patient_pk>/<int:visit_pk>/", gated), path("<slug:slug>/<int:pk>/", OtherView.as_view())]

# case: L4 discarded refinement
def discarded(request):
    rows = Patient.objects.all()  # leak: discarded
    rows.filter(practice=request.practice)
    return shown(request, rows)
def in_branch(request, pk):
    rows = Patient.objects.all()  # leak: discarded
    if not request.user.is_superuser:
        rows.filter(practice=request.practice)
    return shown(request, get_object_or_404(rows, pk=pk))

# case: L5 conditional scope
def optional(request):
    rows = Patient.objects.all()  # leak: conditional
    if request.GET.get("mine"):
        rows = rows.filter(practice=request.practice)
    return shown(request, rows)
class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["name"]
class PatientViewSet(viewsets.ModelViewSet):
    serializer_class = PatientSerializer
    def get_queryset(self):
        rows = Patient.objects.all()  # leak: row
        return rows.filter(practice=self.request.practice) if self.action == "list" else rows

# case: L6 fail-open fallback
def fallback(request):
    if request.GET.get("practice"):
        rows = Patient.objects.filter(practice=request.practice)  # proved: own-practice
    else:
        rows = Patient.objects.all()  # leak: rows
    return shown(request, rows)
def swallowed(request, pk):
    try:
        row = request.practice.patients.get(pk=pk)  # proved: own-practice
    except Patient.DoesNotExist:
        row = Patient.objects.get(pk=pk)  # leak: row
    return shown(request, row)

# case: L7 or-escape
def escape(request):
    mine = Q(practice=request.practice) | Q(pk=request.GET["pk"])
    return shown(request, Patient.objects.filter(mine))  # leak: or
def written(request):
    Patient.objects.filter(Q(practice=request.practice) | Q(is_public=True)).delete()  # leak: or
    return HttpResponse()

# case: L8 model from input
def anything(request, label, pk):
    model = apps.get_model("clinic", label)
    return shown(request, model.objects.get(pk=pk))  # leak: model
def attribute(request, name):
    from clinic import models
    return shown(request, getattr(models, name).objects.get(pk=request.GET["pk"]))  # leak: model
def here(request, name):
    return shown(request, globals()[name].objects.all())  # leak: model
def content_type(request, type_id, pk):
    from django.contrib.contenttypes.models import ContentType
    kind = ContentType.objects.get(pk=type_id)
    return shown(request, kind.get_object_for_this_type(pk=pk))  # leak: model
def of_a_class(request, name):
    from django.contrib.contenttypes.models import ContentType
    model = ContentType.objects.get(model=name).model_class()
    model.objects.filter(pk=request.POST["pk"]).delete()  # leak: model
    return HttpResponse()
def out_of_a_dict(request, kind, pk):
    return shown(request, {"patient": Patient, "visit": Visit}[kind].objects.get(pk=pk))  # leak: model
def one_of_two(request, kind, pk):
    model = Patient if kind == "patient" else Currency
    return shown(request, model.objects.get(pk=pk))  # leak: row
def out_of_a_dict_scoped(request, kind):
    patients = Patient.objects.filter(practice=request.practice)  # proved: own-practice
    tags = Tag.objects.filter(practice=request.practice)  # proved: own-practice
    return shown(request, {"patient": patients, "tag": tags}[kind])
def filtered(request, name):
    return shown(request, apps.get_model("clinic", name).objects.filter(practice=request.practice))  # undecided: lookup
def constant(request):
    return shown(request, apps.get_model("clinic", "Patient").objects.filter(practice=request.practice))  # proved: own-practice

# case: a scope that fails open
def absent(request):
    rows = Patient.objects.all()  # leak: fail-open
    if request.practice:
        rows = rows.filter(practice=request.practice)
    return shown(request, rows)
def other_way(request):
    if request.practice is None:
        return shown(request, Patient.objects.all())  # leak: fail-open
    return shown(request, Patient.objects.filter(practice=request.practice))  # proved: own-practice
def membership(request):
    access = Access.objects.filter(user=request.user).first()  # proved: own-rows
    rows = Patient.objects.order_by("name")  # leak: fail-open
    return shown(request, rows.filter(practice=access.practice) if access else rows)
def refused(request):
    if request.practice is None:
        raise Http404
    return shown(request, Patient.objects.filter(practice=request.practice))  # proved: own-practice
def none(request):
    rows = Patient.objects.none()  # proved: empty
    if request.practice:
        rows = Patient.objects.filter(practice=request.practice)  # proved: own-practice
    return shown(request, rows)
def noted(request):
    if request.practice is None:
        return None
    return 1 / request.practice.pk
def beside(request, pk):
    noted(request)
    return shown(request, Patient.objects.get(pk=pk))  # leak: row
def other_lock(user, pk):
    lock = Access.objects.filter(pk=pk).first()  # leak: existence
    if not lock:
        return
    raise Http404
def behind_a_lock(request, lock, pk):
    other_lock(request.user, lock)
    return shown(request, Patient.objects.get(pk=pk))  # leak: row
def parameter(request):
    rows = Patient.objects.all()  # leak: conditional
    if request.GET.get("mine"):
        rows = rows.filter(practice=request.practice)
    return shown(request, rows)

# case: L9 unscoped writable relation, serializer
class VisitSerializer(serializers.ModelSerializer):
    class Meta:
        model = Visit
        fields = ["patient", "reason"]
class VisitViewSet(viewsets.ModelViewSet):
    serializer_class = VisitSerializer
    def get_queryset(self):
        return Visit.objects.filter(patient__practice=self.request.practice)  # proved: own-practice

# case: L10 upsert keyed without the practice
def upsert(request):
    Tag.objects.update_or_create(name=request.POST["name"], defaults={"practice": request.practice})  # leak: upsert
    return HttpResponse()
def keyed(request):
    Tag.objects.update_or_create(name=request.POST["name"], practice=request.practice)  # proved: own-practice
    return HttpResponse()

# case: L11 natural key
def by_number(request):
    return shown(request, Patient.objects.get(number=request.GET["number"]))  # leak: rows
def by_name(request, name):
    return shown(request, get_object_or_404(Tag, name=name))  # leak: rows

# case: L12 practice chosen by the request
def by_id(request):
    return shown(request, Patient.objects.filter(practice_id=request.GET["practice"]))  # leak: practice
def by_slug(request, slug):
    return shown(request, Patient.objects.filter(practice__slug=slug))  # leak: gate
def by_row(request, slug):
    practice = get_object_or_404(Practice, slug=slug)  # leak: gate
    return shown(request, practice.patients.all())  # leak: none
def unpacked(request):
    return shown(request, Patient.objects.filter(**request.GET.dict()))  # leak: rows

# case: writes with a parent that the request names
def created(request):
    Visit.objects.create(patient_id=request.POST["patient"], reason="")  # leak: relation
    return HttpResponse()
def built(request):
    visit = Visit(patient_id=request.POST["patient"], reason="")  # leak: relation
    visit.save()
    return HttpResponse()
def bulk(request):
    Visit.objects.bulk_create([Visit(patient_id=pk) for pk in request.POST.getlist("ids")])  # leak: relation
    return HttpResponse()
def mine(request):
    Patient.objects.create(practice=request.practice, name="")  # proved: own-practice
    return HttpResponse()

# case: a class attribute that nothing narrows
class Listed(ListView):
    queryset = Patient.objects.all()  # leak: class-queryset
class Detail(DetailView):
    model = Patient  # leak: class-queryset
class Removed(DeleteView):
    queryset = Patient.objects.order_by("name")  # leak: class-queryset
    success_url = "/"
urlpatterns = [path("l/", Listed.as_view()), path("d/<int:pk>/", Detail.as_view()), path("r/<int:pk>/", Removed.as_view())]

# case: self.queryset beside self.get_queryset()
class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["name"]
class PatientViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Patient.objects.all()  # proved: own-practice
    serializer_class = PatientSerializer
    def get_queryset(self):
        return super().get_queryset().filter(practice=self.request.practice)
    @action(detail=True, methods=["post"])
    def card(self, request, pk=None):
        return Response(PatientSerializer(self.queryset.get(pk=pk)).data)  # leak: class-queryset-used

# case: the mixin stands after the view
class Scoped:
    def get_queryset(self):
        return super().get_queryset().filter(practice=self.request.practice)
class Listed(ListView, Scoped):
    model = Patient  # leak: mixin-after-view
class First(Scoped, ListView):
    model = Patient  # proved: own-practice
urlpatterns = [path("l/", Listed.as_view()), path("f/", First.as_view())]

# case: an override drops the mixin's scope
class Scoped:
    def get_queryset(self):
        return super().get_queryset().filter(practice=self.request.practice)
class First(Scoped, ListView):
    model = Patient  # proved: own-practice
class Wide(Scoped, ListView):
    model = Patient
    def get_queryset(self):
        return Patient.objects.filter(active=True)  # leak: override
urlpatterns = [path("f/", First.as_view()), path("w/", Wide.as_view())]

# case: an action goes round get_queryset
class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["name"]
class PatientViewSet(viewsets.ReadOnlyModelViewSet):
    serializer_class = PatientSerializer
    def get_queryset(self):
        return Patient.objects.filter(practice=self.request.practice)  # proved: own-practice
    @action(detail=True, methods=["post"])
    def card(self, request, pk=None):
        return Response(PatientSerializer(Patient.objects.get(pk=pk)).data)  # leak: action

# case: a context that is written into
class OneView(TemplateView):
    def get_context_data(self, **kwargs):
        kwargs["patient"] = Patient.objects.get(pk=self.kwargs["pk"])  # leak: row
        return super().get_context_data(**kwargs)
class TwoView(TemplateView):
    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context.update(patient=Patient.objects.get(pk=self.kwargs["pk"]))  # leak: row
        return context
class ThreeView(TemplateView):
    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), "patient": Patient.objects.get(pk=self.kwargs["pk"])}  # leak: row
def either(request, pk):
    context = {"a": 1} if request.GET.get("a") else {"b": 2}
    context["patient"] = Patient.objects.get(pk=pk)  # leak: row
    return shown(request, context)
def element(request, pk):
    rows = [] if request.GET.get("a") else [1]
    rows.append(Patient.objects.get(pk=pk))  # leak: row
    return shown(request, rows)

# case: each name of what was sent is a key of its own
class Keys(serializers.Serializer):
    a = serializers.IntegerField()
    b = serializers.IntegerField()
class SentView(APIView):
    def post(self, request):
        keys = Keys(data=request.data)
        keys.is_valid(raise_exception=True)
        Patient.objects.get(pk=keys.validated_data["a"], practice=request.practice)  # proved: own-practice
        return Response(Patient.objects.get(pk=keys.validated_data["b"]).name)  # leak: row
class WrittenView(APIView):
    def post(self, request):
        data = request.data.copy()
        data["x"] = 1
        Patient.objects.get(pk=data["a"], practice=request.practice)  # proved: own-practice
        return Response(Patient.objects.get(pk=data["b"]).name)  # leak: row

# case: a helper that only receives an id
def load(pk):
    return Patient.objects.get(pk=pk)  # leak: row
class Service:
    def __init__(self, pk):
        self.patient = Patient.objects.get(pk=pk)  # leak: row
def helped(request, pk):
    return shown(request, load(pk))
def served(request, pk):
    return shown(request, Service(pk).patient)
urlpatterns = [path("h/<int:pk>/", helped), path("s/<int:pk>/", served)]

# case: reverse relations of global rows
def reverse(request, pk):
    currency = Currency.objects.get(pk=pk)
    return shown(request, currency.patient_set.all())  # leak: rows
def other_user(request, pk):
    return shown(request, Patient.objects.filter(doctor_id=pk))  # leak: rows
def through_many(request, pk):
    return shown(request, Patient.objects.filter(tags=pk))  # leak: parent

# case: several practices, one picked for you
def role(request, pk):
    if not Access.objects.filter(user=request.user, role="doctor").exists():
        raise PermissionDenied
    return shown(request, Patient.objects.get(pk=pk))  # leak: row

# case: asynchronous views
async def detail(request, pk):
    return shown(request, await Patient.objects.aget(pk=pk))  # leak: row
async def scoped(request, pk):
    return shown(request, await Patient.objects.aget(pk=pk, practice=request.practice))  # proved: own-practice
async def listed(request):
    return JsonResponse({"names": [p.name async for p in Patient.objects.all()]})  # leak: rows

# case: REST function views
@api_view(["GET"])
def detail(request, pk):
    return Response({"name": Patient.objects.get(pk=pk).name})  # leak: row
@api_view(["POST"])
@permission_classes([permissions.IsAuthenticated])
def posted(request):
    patient = Patient.objects.get(pk=request.data["patient"])  # leak: row
    return Response({"name": patient.name})

# case: over a row that practices share
def doctor(request, pk):
    doctor = get_object_or_404(get_user_model(), pk=pk, accesses__practice=request.practice)
    return shown(request, doctor.patients.all())  # leak: rows
def own(request):
    return shown(request, request.user.patients.all())  # proved: own-rows
def narrowed(request, pk):
    doctor = get_object_or_404(get_user_model(), pk=pk, accesses__practice=request.practice)
    return shown(request, doctor.patients.filter(practice=request.practice))  # proved: own-practice
def currency(request, pk):
    patient = get_object_or_404(Patient, pk=pk, practice=request.practice)  # proved: own-practice
    return shown(request, patient.currency.patient_set.all())  # leak: rows

# case: everybody's name
def namesakes(request, pk):
    patient = get_object_or_404(Patient, pk=pk, practice=request.practice)  # proved: own-practice
    return shown(request, Patient.objects.filter(name=patient.name).count())  # leak: rows

# case: lists of users
def searched(request):
    return shown(request, get_user_model().objects.filter(email__icontains=request.GET["q"]))  # leak: rows
def active(request):
    return shown(request, get_user_model().objects.filter(is_active=True))  # leak: rows
def colleagues(request):
    return shown(request, get_user_model().objects.filter(accesses__practice=request.practice))
def known(request):
    return shown(request, get_user_model().objects.filter(email=request.GET["email"]).first())

# case: an OR with what the sender searches for
def found(request):
    mine = Q(practice=request.practice)
    return shown(request, Patient.objects.filter(mine | Q(name__icontains=request.GET["q"])))  # leak: or
def shared(request):
    mine = Q(practice=request.practice)
    return shown(request, Patient.objects.filter(mine | Q(is_public=True)))  # exempt: shared-rows

# case: formsets
def every_row(request):
    formset = modelformset_factory(Patient, fields=["name"])
    return shown(request, formset())  # leak: rows
def no_queryset(request):
    formset = modelformset_factory(Patient, fields=["name"])
    return shown(request, formset(queryset=None))  # leak: rows
def narrowed_rows(request):
    formset = modelformset_factory(Patient, fields=["name"])
    rows = Patient.objects.filter(practice=request.practice)  # proved: own-practice
    return shown(request, formset(request.POST or None, queryset=rows))
def children(request, pk):
    formset = inlineformset_factory(Patient, Visit, fields=["reason"])
    patient = get_object_or_404(Patient, pk=pk, practice=request.practice)  # proved: own-practice
    return shown(request, formset(request.POST or None, instance=patient))  # proved: own-practice
def children_to_be(request):
    formset = inlineformset_factory(Patient, Visit, fields=["reason"])
    patient = Patient(practice=request.practice, name=request.POST["name"])
    return shown(request, formset(request.POST or None, instance=patient))  # proved: empty
class OwnFormSet(BaseModelFormSet):
    def __init__(self, *args, practice, **kwargs):
        self.practice = practice
        super().__init__(*args, **kwargs)
    def get_queryset(self):
        return super().get_queryset().filter(practice=self.practice)  # proved: own-practice
def overridden(request):
    formset = modelformset_factory(Patient, formset=OwnFormSet, fields=["name"])
    return shown(request, formset(practice=request.practice))

# case: relations written to rows that the sender names
def tagged_with(request, pk):
    patient = get_object_or_404(Patient, pk=pk, practice=request.practice)  # proved: own-practice
    patient.tags.add(request.POST["tag"])  # leak: relation
    return HttpResponse()
def retagged(request, pk):
    patient = get_object_or_404(Patient, pk=pk, practice=request.practice)  # proved: own-practice
    patient.tags.set(request.POST.getlist("tags"))  # leak: relation
    return HttpResponse()
def tagged_with_own(request, pk):
    patient = get_object_or_404(Patient, pk=pk, practice=request.practice)  # proved: own-practice
    tag = get_object_or_404(Tag, pk=request.POST["tag"], practice=request.practice)  # proved: own-practice
    patient.tags.add(tag)  # proved: own-practice
    return HttpResponse()
def moved_by_update(request, pk):
    mine = Visit.objects.filter(pk=pk, patient__practice=request.practice)  # proved: own-practice
    mine.update(patient_id=request.POST["patient"])  # leak: relation
    return HttpResponse()
def moved_by_save(request, pk):
    visit = get_object_or_404(Visit, pk=pk, patient__practice=request.practice)  # proved: own-practice
    visit.patient_id = request.POST["patient"]
    visit.save()  # leak: relation
    return HttpResponse()
def given_away(request, pk):
    patient = get_object_or_404(Patient, pk=pk, practice=request.practice)  # proved: own-practice
    patient.practice_id = request.POST["practice"]
    patient.save()  # leak: practice
    return HttpResponse()
class VisitCreateView(CreateView):
    model = Visit
    fields = ["reason"]
    def form_valid(self, form):
        form.instance.patient_id = self.kwargs["pk"]  # leak: relation
        return super().form_valid(form)

# case: an OR with what lacks another relation
def without_doctor(request):
    return shown(request, Patient.objects.filter(Q(practice=request.practice) | Q(doctor=None)))  # leak: or
def without_practice_id(request):
    return shown(request, Letter.objects.filter(Q(is_default=True) | Q(practice_id=None)))  # exempt: shared-rows
def without_practice(request):
    return shown(request, Letter.objects.filter(Q(practice=request.practice) | Q(practice=None)))  # exempt: shared-rows

# case: a bare manager that a generic view is handed
class ListedViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Patient.objects  # leak: class-queryset
    serializer_class = serializers.ModelSerializer
class HandedView(ListView):
    def get_queryset(self):
        return Patient.objects  # leak: rows
class EitherView(ListView):
    def get_queryset(self):
        patients = Patient.objects
        if self.request.GET.get("active"):
            return patients.filter(practice=self.request.practice, active=True)  # proved: own-practice
        return patients  # leak: rows
class NarrowedViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Patient.objects
    serializer_class = serializers.ModelSerializer
    def get_queryset(self):
        return self.queryset.filter(practice=self.request.practice)  # proved: own-practice
class HelpedView(ListView):
    def manager(self):
        return Patient.objects
    def get_queryset(self):
        return self.manager().filter(practice=self.request.practice)  # proved: own-practice

# case: filter backends of a library that is not sketched
from drf_maps.filters import BoxFilter, OrganizationFilter
class Own(filters.BaseFilterBackend):
    def filter_queryset(self, request, queryset, view):
        return queryset.filter(practice=request.practice)
class Renamed(BoxFilter):
    param = "box"
class MappedViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Patient.objects.all()  # leak: class-queryset
    serializer_class = serializers.ModelSerializer
    filter_backends = [BoxFilter, Renamed]
class NarrowedViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Patient.objects.all()  # proved: own-practice
    serializer_class = serializers.ModelSerializer
    filter_backends = [BoxFilter, Renamed, filters.DjangoFilterBackend, Own]
class DoubtfulViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Patient.objects.all()  # undecided: filter-not-followed
    serializer_class = serializers.ModelSerializer
    filter_backends = [OrganizationFilter]

# case: plain class views
class OpenView(View):
    def get(self, request, pk):
        return shown(request, Patient.objects.get(pk=pk))  # leak: row
    def post(self, request, *args, **kwargs):
        Patient.objects.filter(pk=kwargs["pk"]).delete()  # leak: write
        return HttpResponse()
class TemplatedView(TemplateView):
    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["patient"] = Patient.objects.get(pk=self.kwargs["pk"])  # leak: row
        return context
""")


@BOARD.parameters()
def test_leak(title: str) -> None:
    BOARD.check(title)
