# ruff: noqa: E501  (a case is code with its verdict at the line's end)
"""Who may, decided by an object: rules that a class body joins with operators, classes compared, containers of a
project's own."""

from __future__ import annotations

from verdicts import Board

BOARD = Board("""
# case: rules joined with operators in a class body
from django.conf import settings
from django.db import models
class Rule:
    def __or__(self, other):
        return AnyOf(self, other)
    def __and__(self, other):
        return AllOf(self, other)
class AnyOf(Rule):
    def __init__(self, *rules):
        self.rules = []
        for rule in rules:
            self.rules.append(rule)
    def may(self, user, row):
        for rule in self.rules:
            if rule.may(user, row):
                return True
        return False
class AllOf(AnyOf):
    def may(self, user, row):
        for rule in self.rules:
            if not rule.may(user, row):
                return False
        return True
class InPractice(Rule):
    def may(self, user, row):
        return Access.objects.filter(practice=row.practice, user=user).exists()
class IsOwn(Rule):
    def __init__(self, field="doctor_id"):
        self.field = field
    def may(self, user, row):
        return user.id == getattr(row, self.field)
class Anybody(Rule):
    def may(self, user, row):
        return user.is_authenticated
class Recall(models.Model):
    rules = InPractice() | IsOwn()
    practice = models.ForeignKey(Practice, models.CASCADE)
    doctor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
class Loose(models.Model):
    rules = InPractice() | Anybody()
    practice = models.ForeignKey(Practice, models.CASCADE)
class Nested(models.Model):
    own = IsOwn()
    members = InPractice()
    rules = own | Anybody() | members
    practice = models.ForeignKey(Practice, models.CASCADE)
    doctor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
class Strict(models.Model):
    doctor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    own = IsOwn()
    members = InPractice()
    rules = Anybody() & (own | members | own)
    practice = models.ForeignKey(Practice, models.CASCADE)
def may(user, row):
    return hasattr(row, "rules") and isinstance(row.rules, Rule) and row.rules.may(user, row)
def joined(request, pk):
    recall = Recall.objects.get(pk=pk)  # proved: checked
    if not may(request.user, recall):
        raise PermissionDenied
    return shown(request, recall)
def loose(request, pk):
    row = Loose.objects.get(pk=pk)  # leak: row
    if not may(request.user, row):
        raise PermissionDenied
    return shown(request, row)
def nested(request, pk):
    row = Nested.objects.get(pk=pk)  # leak: row
    if not may(request.user, row):
        raise PermissionDenied
    return shown(request, row)
def strict(request, pk):
    row = Strict.objects.get(pk=pk)  # proved: checked
    if not may(request.user, row):
        raise PermissionDenied
    return shown(request, row)

# case: a container of the project's own
class Mine:
    def __init__(self, practice):
        self.practice = practice
    def __contains__(self, patient):
        return patient.practice_id == self.practice.id
class Any(Mine):
    def __contains__(self, patient):
        return patient.active
def held(request, pk):
    patient = Patient.objects.get(pk=pk)  # proved: checked
    if patient not in Mine(request.practice):
        raise Http404
    return shown(request, patient)
def of_any(request, pk):
    patient = Patient.objects.get(pk=pk)  # leak: row
    if patient not in Any(request.practice):
        raise Http404
    return shown(request, patient)

# case: one function for several models
def readable(user, model):
    if model is Currency:
        return list(Currency.objects.values_list("pk", flat=True))
    if hasattr(model, "visit"):
        return list(model.objects.filter(visit__patient__practice__accesses__user=user).values_list("pk", flat=True))
    return list(model.objects.filter(practice__accesses__user=user).values_list("pk", flat=True))
def notes(request):
    keys = readable(request.user, Note)  # proved: own-rows
    return shown(request, Note.objects.filter(pk__in=keys))  # proved: own-rows
def patients(request):
    keys = readable(request.user, Patient)  # proved: own-rows
    return shown(request, Patient.objects.filter(pk__in=keys))  # proved: own-rows
def everything(user, model):
    if model is Note:
        return []
    return list(model.objects.values_list("pk", flat=True))
def all_patients(request):
    keys = everything(request.user, Patient)  # leak: rows
    return shown(request, Patient.objects.filter(pk__in=keys))  # leak: none

# case: a getter made per model
def getter(model):
    def by_pk(pk):
        try:
            return model.objects.get(pk=pk)
        except model.DoesNotExist:
            raise Http404
    return by_pk
patient_of = getter(Patient)
visit_of = getter(Visit)
currency_of = getter(Currency)
def card(request, pk):
    return shown(request, patient_of(pk))  # leak: row
def visit(request, pk):
    return shown(request, visit_of(pk))  # leak: row
def currency(request, pk):
    return shown(request, currency_of(pk))
def own(request, pk):
    patient = patient_of(pk)  # proved: checked
    if patient.practice != request.practice:
        raise Http404
    return shown(request, patient)

# case: a helper that is handed the model
def fetch(model, pk):
    return get_object_or_404(model, pk=pk)
def find(model, **lookups):
    return model.objects.filter(**lookups).first()
def card(request, pk):
    return shown(request, fetch(Patient, pk))  # leak: row
def own(request, pk):
    return shown(request, find(Patient, pk=pk, practice=request.practice))  # proved: own-practice
def visit(request, pk):
    return shown(request, find(Visit, pk=pk))  # leak: row

# case: a long function of whichever model
def renew(model, name):
    found = model.objects.filter(name=name)  # leak: rows
    if not model.objects.exists():  # leak: existence
        return None
    model.objects.filter(practice__name=name).update(name="")  # leak: practice
    return found
def renewed(request):
    return shown(request, renew(Patient, request.POST["name"]))

# case: a write to whichever model
def rename(model, pk, name):
    model.objects.filter(pk=pk).update(name=name)  # leak: write
def renamed(request, pk):
    rename(Patient, pk, request.POST["name"])
    return HttpResponse()

# case: a role function's word
STRANGER = "stranger"
def role_of(practice, user):
    found = practice.accesses.filter(user_id=user.pk)  # proved: own-rows
    if not found.exists():
        return STRANGER
    if found.filter(role="owner").exists():
        return "owner"
    return "member"
def not_of_strangers(request, practice_id):
    practice = Practice.objects.get(pk=practice_id)  # proved: checked
    if role_of(practice, request.user) == STRANGER:
        raise Http404()
    return shown(request, practice.name)
def of_some(request, practice_id):
    practice = Practice.objects.get(pk=practice_id)  # proved: checked
    if role_of(practice, request.user) not in ("owner", "member"):
        raise Http404()
    return shown(request, practice.name)
def of_strangers_too(request, practice_id):
    practice = Practice.objects.get(pk=practice_id)  # leak: gate
    if role_of(practice, request.user) == "owner":
        raise Http404()
    return shown(request, practice.name)
def of_anybody(request, practice_id):
    practice = Practice.objects.get(pk=practice_id)  # leak: gate
    if role_of(practice, request.user) in ("owner", STRANGER):
        return shown(request, practice.name)
    raise Http404()
class RoleGate(permissions.IsAuthenticated):
    def has_object_permission(self, request, view, obj):
        if role_of(obj, request.user) == STRANGER:
            raise Http404()
        return request.method in permissions.SAFE_METHODS
class NestedGate(RoleGate):
    def has_permission(self, request, view):
        if not super().has_permission(request, view):
            return False
        practice = Practice.objects.get(pk=view.kwargs.get("practice_id"))  # exempt: stays-inside
        return super().has_object_permission(request, view, practice)
class TagViewSet(viewsets.ModelViewSet):
    permission_classes = [NestedGate]
    def get_queryset(self):
        return Tag.objects.filter(practice_id=self.kwargs["practice_id"])  # proved: proved-key
urlpatterns = [
    path("<int:practice_id>/tags/", TagViewSet.as_view({"get": "list"})), path("<int:practice_id>/a/", not_of_strangers),
    path("<int:practice_id>/b/", of_some), path("<int:practice_id>/c/", of_strangers_too), path("<int:practice_id>/d/", of_anybody),
]

# case: a condition that no row meets
NONE_OF_THEM = Q(pk__in=[])
def any_of(*conditions):
    found = NONE_OF_THEM
    for each in conditions:
        found = found | each
    return found
def mine(request):
    return shown(request, Access.objects.filter(any_of(Q(user=request.user), Q(practice=request.practice))))  # proved: own-practice
def patients_of_mine(request):
    return shown(request, Patient.objects.filter(NONE_OF_THEM | Q(practice=request.practice)))  # proved: own-practice
def not_none(request):
    return shown(request, Patient.objects.filter(~Q(pk__in=[])))  # leak: rows
def excluded(request):
    return shown(request, Patient.objects.exclude(pk__in=[]))  # leak: rows
def or_active(request):
    return shown(request, Patient.objects.filter(any_of(Q(active=True))))  # leak: rows

# case: one permission for views of several models
from django.core.exceptions import FieldError
class MineBySomePath(permissions.BasePermission):
    def has_permission(self, request, view):
        try:
            return view.get_queryset().filter(pk=view.kwargs["pk"], practice=request.practice).exists()
        except FieldError:
            return view.get_queryset().filter(pk=view.kwargs["pk"], patient__practice=request.practice).exists()
class MineOrAny(permissions.BasePermission):
    def has_permission(self, request, view):
        try:
            return view.get_queryset().filter(pk=view.kwargs["pk"], practice=request.practice).exists()
        except FieldError:
            return view.get_queryset().filter(pk=view.kwargs["pk"]).exists()
class Names(serializers.Serializer):
    name = serializers.CharField()
class PatientView(generics.RetrieveAPIView):
    queryset = Patient.objects.all()  # proved: proved-key
    serializer_class = Names
    permission_classes = [MineBySomePath]
class VisitView(generics.RetrieveAPIView):
    queryset = Visit.objects.all()  # proved: proved-key
    serializer_class = Names
    permission_classes = [MineBySomePath]
class NoteView(generics.RetrieveAPIView):
    queryset = Note.objects.all()  # leak: class-queryset
    serializer_class = Names
    permission_classes = [MineOrAny]

# case: the one row of a table
from django.db import models
from solo.models import SingletonModel
class Installation(models.Model):
    default_practice = models.ForeignKey(Practice, models.SET_NULL, null=True)
    name = models.CharField(max_length=20)
    def save(self, *args, **kwargs):
        self.pk = 1
        super().save(*args, **kwargs)
class Appearance(SingletonModel):
    practice = models.ForeignKey(Practice, models.SET_NULL, null=True)
class Preferences(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE)
    def save(self, *args, **kwargs):
        self.pk = self.practice_id
        super().save(*args, **kwargs)
class Desk(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE)
    def save(self, *args, **kwargs):
        if self.practice is None:
            self.pk = 1
        super().save(*args, **kwargs)
def installation(request):
    return shown(request, Installation.objects.get())
def of_default(request):
    chosen = Installation.objects.get().default_practice  # undecided: constant-practice
    return shown(request, Patient.objects.filter(practice=chosen))  # undecided: constant-practice
def appearance(request):
    return shown(request, Appearance.get_solo())
def preferences(request):
    return shown(request, Preferences.objects.get())  # leak: rows
def desk(request, pk):
    return shown(request, Desk.objects.get(pk=pk))  # leak: row

# case: what is past its age goes
from datetime import timedelta
from django.conf import settings
from django.db import models
from django.utils import timezone
class PairingManager(models.Manager):
    def delete_expired(self):
        cutoff = timezone.now() - timedelta(seconds=settings.KEPT_SECONDS)
        return self.filter(created__lt=cutoff).delete()
class Pairing(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE)
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    number = models.CharField(max_length=10)
    done = models.BooleanField(default=False)
    objects = PairingManager()
def swept(request):
    Pairing.objects.delete_expired()  # exempt: outdated
def expired(request):
    Pairing.objects.filter(expires__lt=timezone.now(), done=False).update(done=True)  # exempt: outdated
def recent(request):
    Pairing.objects.filter(created__gt=timezone.now() - timedelta(days=1)).delete()  # leak: write
def named(request, pk):
    Pairing.objects.filter(pk=pk, expires__lt=timezone.now()).delete()  # leak: write
def by_number(request):
    Pairing.objects.filter(number=request.POST["number"], expires__lt=timezone.now()).delete()  # leak: write
def since(request):
    Pairing.objects.filter(created__lt=request.POST["before"]).delete()  # leak: write
def renamed(request):
    Pairing.objects.filter(expires__lt=timezone.now()).update(number=request.POST["number"])  # leak: write
def read(request):
    return shown(request, Pairing.objects.filter(expires__lt=timezone.now()))  # leak: rows

# case: a list that was not followed
import rbac
from django.conf import settings
from django.contrib.auth.models import Permission
def readable(user, model):
    return list(model.objects.filter(practice_id__in=list(rbac.state().keys())).values_list("pk", flat=True))
def in_list(request, pk):
    if pk not in readable(request.user, Patient):  # undecided: value-not-followed
        raise PermissionDenied
    return shown(request, Patient.objects.get(pk=pk))  # undecided: check-not-followed
def of_everybody(request, pk):
    if pk not in list(Patient.objects.values_list("pk", flat=True)):  # exempt: stays-inside
        raise PermissionDenied
    return shown(request, Patient.objects.get(pk=pk))  # leak: row
def allowed(user, perm, practice):
    granted = set(rbac.state().perimeter)
    if perm.codename == "add_label":
        return True
    return practice.id in granted
def by_practice(request, pk):
    patient = Patient.objects.get(pk=pk)  # undecided: check-not-followed
    if not allowed(request.user, Permission.objects.get(codename="view_patient"), patient.practice):
        raise PermissionDenied
    return shown(request, patient)
def label(request, pk):
    patient = Patient.objects.get(pk=pk)  # leak: row
    if not allowed(request.user, Permission.objects.get(codename="add_label"), patient.practice):
        raise PermissionDenied
    return shown(request, patient)
def beta(request, pk):
    patient = Patient.objects.get(pk=pk)  # leak: row
    if patient.practice_id not in settings.BETA_PRACTICES:
        raise PermissionDenied
    return shown(request, patient)

# case: a launch that a consumer signed
from django.db import models
from oauthlib.oauth1 import RequestValidator, SignatureOnlyEndpoint
class Passport(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE)
    consumer_key = models.CharField(max_length=40, unique=True)
    shared_secret = models.CharField(max_length=40)
class Validator(RequestValidator):
    def get_client_secret(self, client_key, request):
        try:
            return Passport.objects.get(consumer_key=client_key).shared_secret  # exempt: stays-inside
        except Passport.DoesNotExist:
            return "dummy"
def verified(request):
    url = request.build_absolute_uri()
    valid, _ = SignatureOnlyEndpoint(Validator()).validate_request(url, request.method, body=request.body, headers=request.META)
    if not valid:
        raise PermissionDenied
    return True
def launch(request):
    passport = Passport.objects.get(consumer_key=request.POST.get("oauth_consumer_key"))  # proved: proved-key
    if verified(request) is not True:
        raise PermissionDenied
    return shown(request, Patient.objects.filter(practice=passport.practice))  # proved: proved-key
def unsigned(request):
    passport = Passport.objects.get(consumer_key=request.POST.get("oauth_consumer_key"))  # leak: rows
    return shown(request, passport)
def of_another(request):
    verified(request)
    passport = Passport.objects.get(consumer_key=request.POST.get("consumer"))  # leak: rows
    return shown(request, passport)

# case: a proxy's row is its model's
from django.db import models
class Ward(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE)
    kind = models.CharField(max_length=10)
class Surgery(Ward):
    class Meta:
        proxy = True
class Theatre(Ward):
    beds = models.IntegerField()
class OfMyWard(permissions.BasePermission):
    def has_permission(self, request, view):
        ward = Ward.objects.get(pk=view.kwargs["pk"])  # exempt: stays-inside
        return Access.objects.filter(practice=ward.practice, user=request.user).exists()
class SurgeryView(APIView):
    permission_classes = [OfMyWard]
    def get(self, request, pk):
        return Response(Surgery.objects.get(pk=pk).kind)  # proved: proved-key
class TheatreView(APIView):
    permission_classes = [OfMyWard]
    def get(self, request, pk):
        return Response(Theatre.objects.get(pk=pk).beds)  # proved: proved-key
class OtherView(APIView):
    permission_classes = [OfMyWard]
    def get(self, request, pk):
        return Response(Visit.objects.get(pk=pk).reason)  # leak: row

# case: what the caller named
class FoundView(APIView):
    def found(self, **lookup):
        lookup = lookup or {"pk": self.kwargs["pk"]}
        return Patient.objects.filter(**lookup)  # proved: new-row
    def post(self, request, pk):
        patient = Patient.objects.create(practice=request.practice)  # proved: own-practice
        return Response(list(self.found(pk=patient.pk).values("name")))
class AnyFoundView(APIView):
    def found(self, **lookup):
        lookup = lookup or {"pk": self.kwargs["pk"]}
        return Patient.objects.filter(**lookup)  # leak: row
    def post(self, request, pk):
        return Response(list(self.found().values("name")))

# case: who knows the password
from django.contrib.auth.hashers import check_password
from django.db import models
class Desk(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE)
    keeper = models.ForeignKey(get_user_model(), models.CASCADE)
    password = models.CharField(max_length=100)
def signed_in(request):
    user = get_user_model().objects.get(username=request.POST["name"])
    if not user.check_password(request.POST["password"]):
        raise PermissionDenied
    return shown(request, Access.objects.filter(user=user))  # proved: own-rows
def only_named(request):
    user = get_user_model().objects.get(username=request.POST["name"])
    user.check_password(request.POST["password"])
    return shown(request, Access.objects.filter(user=user))  # leak: rows
def confirmed(request, pk):
    if not request.user.check_password(request.POST["password"]):
        raise PermissionDenied
    return shown(request, Patient.objects.get(pk=pk))  # leak: row
def of_another(request, pk):
    user = get_user_model().objects.get(username=request.POST["name"])
    if not user.check_password(request.POST["password"]):
        raise PermissionDenied
    return shown(request, Patient.objects.get(pk=pk))  # leak: row
def of_desk(request, pk):
    desk = Desk.objects.get(pk=pk)  # proved: checked
    if not check_password(request.POST["password"], desk.password):
        raise PermissionDenied
    return shown(request, desk)
def of_other_desk(request, pk, other):
    desk = Desk.objects.get(pk=other)  # exempt: stays-inside
    if not check_password(request.POST["password"], desk.password):
        raise PermissionDenied
    return shown(request, Desk.objects.get(pk=pk))  # leak: row

# case: one decorator for several models, and where a lookup failed another for one of them
def _found(model, **kwargs):
    pk = [v for k, v in kwargs.items() if k.endswith("_id")].pop()
    try:
        row = get_object_or_404(model, pk=pk)
    except ValueError:
        if model is Patient:
            row = get_object_or_404(model, number=pk)
    if isinstance(row, Visit):
        return row, row.patient.practice
    elif isinstance(row, Patient):
        return row, row.practice
    return row, row
def member_of(model):
    def decorator(function):
        @wraps(function)
        def wrapper(*args, **kwargs):
            row, practice = _found(model, **kwargs)  # proved: checked
            if not args[0].user.accesses.filter(practice_id=practice.pk).exists():
                raise PermissionDenied
            return function(*args, row=row, **kwargs)
        return wrapper
    return decorator
@member_of(Patient)
def card(request, patient_id, row=None):
    return shown(request, row)
@member_of(Visit)
def visit(request, visit_id, row=None):
    return shown(request, row)
@member_of(Practice)
def home(request, practice_id, row=None):
    return shown(request, row)
@member_of(Practice)
def other_card(request, practice_id, row=None):
    return shown(request, Patient.objects.get(pk=request.GET["patient"]))  # leak: row
urlpatterns = [
    path("card/<patient_id>/", card), path("visit/<int:visit_id>/", visit), path("home/<int:practice_id>/", home),
    path("other/<int:practice_id>/", other_card),
]

# case: what a step of a try that failed was to bind
def kept(request, pk):
    row = None
    try:
        row = Patient.objects.get(pk=pk)  # leak: row
    except ValueError:
        pass
    return shown(request, row)
def halfway(request, pk):
    try:
        row = Patient.objects.get(pk=pk)  # leak: row
        total = row.visits.count()  # leak: none
    except ValueError:
        total = 0
    return shown(request, [row, total])
def one_of_two(request, pk):
    try:
        row = request.practice.patients.get(pk=pk)  # proved: own-practice
    except ValueError:
        row = Patient.objects.get(number=pk)  # leak: rows
    if isinstance(row, Visit):
        raise Http404
    return shown(request, row)
""")


@BOARD.parameters()
def test_objects_that_decide(title: str) -> None:
    BOARD.check(title)
