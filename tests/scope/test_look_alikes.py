# ruff: noqa: E501  (a case is code with its verdict at the line's end)
"""Scope that is none, and the reverse: names and gestures prove nothing, bodies do."""

from __future__ import annotations

from verdicts import MODELS, Board

MANAGERS = """
class Kept(models.Manager):
    def get_queryset(self):
        return super().get_queryset().filter(active=True).select_related("practice")
    def for_practice(self, practice):
        return self.get_queryset()
    def of(self, practice):
        return self.get_queryset().filter(practice=practice)
class RowSet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(practice__accesses__user=user)
    def live(self):
        return self.filter(active=True)
class Recall(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE)
    active = models.BooleanField(default=True)
    objects = Kept()
    rows = RowSet.as_manager()
    mixed = Kept.from_queryset(RowSet)()
    def has_permission(self, user):
        return user.is_authenticated
    def belongs_to(self, practice):
        return self.practice_id == practice.id
"""

BOARD = Board('''
# case: rows that a FilterSet is given, and rows that a field is given
import django_filters
from django_filters.rest_framework import DjangoFilterBackend
class Sorted:
    def __init__(self, queryset):
        self.queryset = queryset
class PatientFilter(django_filters.FilterSet):
    class Meta:
        model = Patient
        fields = ["name"]
class Narrowed(DjangoFilterBackend):
    def filter_queryset(self, request, queryset, view):
        return super().filter_queryset(request, queryset, view).filter(practice=request.practice)
class SafeView(generics.ListAPIView):
    queryset = Patient.objects.all()  # proved: own-practice
    filter_backends = [Narrowed]
    filterset_class = PatientFilter
class OpenView(generics.ListAPIView):
    queryset = Patient.objects.all()  # leak: class-queryset
    filter_backends = [DjangoFilterBackend]
    filterset_class = PatientFilter
def holding(request):
    held = Sorted(Patient.objects.all())  # proved: own-practice
    return shown(request, held.queryset.filter(practice=request.practice))
class Choice(forms.ModelChoiceField):
    pass
def choosing(request):
    field = Choice(Patient.objects.filter(practice=request.practice))  # proved: own-practice
    field.queryset = Patient.objects.all()  # leak: rows
    return render(request, "choice.html", {"field": field.label})
class ByMethod(django_filters.FilterSet):
    mine = django_filters.BooleanFilter(method="filter_mine")
    class Meta:
        model = Patient
        fields = ["name"]
    def filter_mine(self, queryset, name, value):
        return queryset.filter(practice=self.request.practice)
class Always(ByMethod):
    mine = django_filters.BooleanFilter(method="filter_mine", required=True)
class AskedView(generics.ListAPIView):
    queryset = Patient.objects.all()  # leak: conditional
    filter_backends = [DjangoFilterBackend]
    filterset_class = ByMethod
class RequiredView(generics.ListAPIView):
    queryset = Patient.objects.all()  # proved: own-practice
    filter_backends = [DjangoFilterBackend]
    filterset_class = Always

# case: a constant practice is doubt, not a leak
def demo(request):
    return shown(request, Patient.objects.filter(practice__slug="demo"))  # undecided: constant-practice

# case: permission by name
from clinic.models import Recall
def can_see(user, recall):
    return user.is_active
def by_method(request, pk):
    recall = get_object_or_404(Recall, pk=pk)  # leak: row
    if not recall.has_permission(request.user):
        raise Http404
    return shown(request, recall)
def by_function(request, pk):
    recall = get_object_or_404(Recall, pk=pk)  # leak: row
    if not can_see(request.user, recall):
        raise Http404
    return shown(request, recall)
def by_body(request, pk):
    recall = get_object_or_404(Recall, pk=pk)  # proved: checked
    if not recall.belongs_to(request.practice):
        raise Http404
    return shown(request, recall)
def by_role(request, pk):
    if not request.user.has_perm("clinic.view_recall"):
        raise PermissionDenied
    return shown(request, Recall.objects.get(pk=pk))  # leak: row
urlpatterns = [path("a/<int:pk>/", by_method), path("b/<int:pk>/", by_function), path("c/<int:pk>/", by_body), path("d/<int:pk>/", by_role)]

# case: permission classes by name
class OwnsObject(permissions.BasePermission):
    def has_object_permission(self, request, view, obj):
        return request.user.is_authenticated
class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["name"]
class AnyView(generics.RetrieveAPIView):
    queryset = Patient.objects.all()  # leak: class-queryset
    serializer_class = PatientSerializer
    permission_classes = [OwnsObject]

# case: presence is not equality
def present(request, pk):
    if request.practice is None:
        raise PermissionDenied
    return shown(request, Patient.objects.get(pk=pk))  # leak: row
def has_one(request, pk):
    patient = get_object_or_404(Patient, pk=pk)  # leak: row
    if patient.practice is None:
        raise Http404
    return shown(request, patient)
@login_required
def signed_in(request, pk):
    return shown(request, Patient.objects.get(pk=pk))  # leak: row

# case: managers and querysets
from clinic.models import Recall
def soft_delete(request):
    return shown(request, Recall.objects.all())  # leak: rows
def named(request):
    return shown(request, Recall.objects.for_practice(request.practice))  # leak: rows
def scoped(request):
    return shown(request, Recall.objects.of(request.practice))  # proved: own-practice
def visible(request):
    return shown(request, Recall.rows.visible_to(request.user).live())  # proved: own-rows
def live(request):
    return shown(request, Recall.rows.live())  # leak: rows
def mixed(request):
    return shown(request, Recall.mixed.live().visible_to(request.user))  # proved: own-rows
def base(request, pk):
    return shown(request, Recall._base_manager.get(pk=pk))  # leak: row
def default(request, pk):
    return shown(request, Recall._default_manager.get(pk=pk, practice=request.practice))  # proved: own-practice

# case: naming the practice without pinning it
def joined(request):
    return shown(request, Patient.objects.select_related("practice"))  # leak: rows
def ordered(request):
    return shown(request, Patient.objects.order_by("practice"))  # leak: rows
def excluded(request):
    return shown(request, Patient.objects.exclude(practice=request.practice))  # leak: rows
def negated(request):
    return shown(request, Patient.objects.filter(~Q(practice=request.practice)))  # leak: rows
def annotated(request):
    return shown(request, Patient.objects.annotate(mine=Q(practice=request.practice)))  # leak: rows
def set_(request):
    return shown(request, Patient.objects.filter(practice__isnull=False))  # leak: rows
def compared(request):
    return shown(request, Patient.objects.filter(practice__gte=request.practice.pk))  # leak: rows
def other_column(request):
    return shown(request, Patient.objects.filter(practice=F("practice")))  # leak: rows
def name_of(request):
    return shown(request, Patient.objects.filter(name=request.practice.name))  # leak: rows

# case: the owner of a row
def written_by(request):
    return shown(request, Note.objects.filter(author=request.user))  # proved: own-rows
def by_another(request, pk):
    return shown(request, Note.objects.filter(author_id=pk))  # leak: rows

# case: alias practices
def through_access(request, pk):
    access = request.user.accesses.first()  # proved: own-rows
    return shown(request, Patient.objects.get(pk=pk, practice=access.practice))  # proved: own-practice
def through_row(request, pk):
    mine = request.practice.patients.first()  # proved: own-practice
    return shown(request, Patient.objects.get(pk=pk, practice=mine.practice))  # proved: own-practice

# case: a binder that compares
def bound(view):
    def wrapper(request, pk):
        patient = get_object_or_404(Patient, pk=pk)  # proved: checked
        if patient.practice_id != request.practice.id:
            raise Http404
        request.patient = patient
        return view(request, pk)
    return wrapper
@bound
def held(request, pk):
    return shown(request, request.patient)
urlpatterns = [path("<int:pk>/", held)]

# case: an annotation that is asked for
def readable(queryset, user):
    mine = Exists(Access.objects.filter(user=user, practice_id=OuterRef("practice_id")))  # proved: own-rows
    return queryset.annotate(mine=mine).filter(mine=True)
def listing(request):
    return shown(request, readable(Patient.objects.all(), request.user))  # proved: own-rows
def card(request, pk):
    return shown(request, readable(Patient.objects.all(), request.user).get(pk=pk))  # proved: own-rows
def ways(request, pk):
    through = Exists(Patient.tags.through.objects.filter(tag__name="x", patient_id=OuterRef("pk")))
    return shown(request, Patient.objects.annotate(tagged=through).filter(tagged=True))  # leak: rows
def shows(request):
    mine = Exists(Access.objects.filter(user=request.user, practice_id=OuterRef("practice_id")))  # proved: own-rows
    return shown(request, Patient.objects.annotate(mine=mine).order_by("mine"))  # leak: rows
def others(request):
    mine = Exists(Access.objects.filter(user=request.user, practice_id=OuterRef("practice_id")))  # proved: own-rows
    return shown(request, Patient.objects.annotate(mine=mine).filter(mine=False))  # leak: rows
def asked_at_once(request):
    mine = Access.objects.filter(user=request.user, practice_id=OuterRef("practice_id"))  # proved: own-rows
    return shown(request, Patient.objects.filter(Exists(mine)))  # proved: own-rows
def of_either_kind(request):
    mine = Access.objects.filter(user=request.user, practice_id=OuterRef("practice_id"))  # proved: own-rows
    found = Patient.objects.annotate(edit=Exists(mine.filter(role="editor")), view=Exists(mine.filter(role="viewer")))  # proved: own-rows
    return shown(request, found.filter(Q(edit=True) | Q(view=True)))
def of_no_row_in_particular(request):
    mine = Access.objects.filter(user=request.user)  # proved: own-rows
    return shown(request, Patient.objects.annotate(mine=Exists(mine)).filter(mine=True))  # leak: rows
def asked_of_no_row(request):
    mine = Access.objects.filter(user=request.user)  # proved: own-rows
    return shown(request, Patient.objects.filter(Exists(mine)))  # leak: rows
''', extra={"clinic/models.py": MODELS + MANAGERS})  # fmt: skip


@BOARD.parameters()
def test_look_alike(title: str) -> None:
    BOARD.check(title)
