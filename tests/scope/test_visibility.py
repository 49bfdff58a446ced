"""What a user may see: rows limited by the user's own relations, object permissions, guards after the fetch."""

from __future__ import annotations

from verdicts import MODELS, Board

PROFILES = """
from django.db.models import Q
class Profile(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE)
    def mine(self):
        return Patient.objects.filter(doctor_id=self.user_id)
class Audience(models.TextChoices):
    PUBLIC = "p", "Everybody"
    PRACTICE = "o", "The practice"
    PRIVATE = "m", "Me"
class SheetSet(models.QuerySet):
    def get_viewable(self, user):
        if user.is_authenticated:
            return self.filter(
                Q(access=Audience.PUBLIC) | Q(author=user) | Q(shared_with__user=user)
                | Q(access=Audience.PRACTICE, practice__accesses__user=user)
            ).exclude(title="").distinct()
        return self.filter(access=Audience.PUBLIC)
    def get_editable(self, user):
        if not user.is_authenticated:
            return self.none()
        mine = Q(author=user) & ~Q(access=Audience.PUBLIC)
        return self.filter(mine | Q(access__in=(Audience.PUBLIC, Audience.PRACTICE), practice__accesses__user=user))
    def of_any_practice(self, user):
        return self.filter(Q(access=Audience.PRACTICE) | Q(author=user))
class Sheet(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    shared_with = models.ManyToManyField(Profile)
    access = models.CharField(max_length=1, choices=Audience.choices)
    title = models.CharField(max_length=80)
    objects = SheetSet.as_manager()
    def make_token(self):
        from django.conf import settings
        from hashlib import sha256
        return sha256((str(self.pk) + settings.SECRET_KEY).encode()).hexdigest()
class Line(models.Model):
    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="lines")
    text = models.TextField()
"""

BOARD = Board(
    """
# case: a row and what the caller may do with it, returned as a pair
def may(request, pk):
    patient = get_object_or_404(Patient.objects.select_related("practice"), pk=pk)  # proved: checked
    if request.user.is_superuser:
        return patient, True
    if request.user.id == patient.doctor_id:
        return patient, True
    access = get_object_or_404(Access, practice=patient.practice, user=request.user)  # proved: own-rows
    return patient, access.role == "rw"
def visits(request, pk):
    patient, rw = may(request, pk)
    return shown(request, [rw, patient, Visit.objects.filter(patient=patient)])  # proved: checked
def writes(request, pk):
    patient, rw = may(request, pk)
    if not rw:
        raise PermissionDenied
    Visit.objects.filter(patient=patient).delete()  # proved: checked
    return HttpResponse()
urlpatterns = [path("v/<int:pk>/", visits), path("w/<int:pk>/", writes)]

# case: a pair whose row was not checked on one way
def may(request, pk):
    patient = get_object_or_404(Patient, pk=pk)  # leak: conditional
    if patient.practice_id == request.practice.id:
        return patient, True
    return patient, False
def looks(request, pk):
    patient, mine = may(request, pk)
    return shown(request, patient)
urlpatterns = [path("l/<int:pk>/", looks)]

# case: the answer of a guarded view that another view hands on
def with_header(view):
    @wraps(view)
    def inner(request, *args, **kwargs):
        if request.method == "OPTIONS":
            response = HttpResponse(status=204)
        else:
            response = view(request, *args, **kwargs)
        response["X-Version"] = "1"
        return response
    return inner
def needs_json(view):
    @wraps(view)
    def inner(request, *args, **kwargs):
        if request.content_type != "application/json":
            return JsonResponse({"error": "send JSON"}, status=415)
        return view(request, *args, **kwargs)
    return inner
def as_dict(patient):
    return {"name": patient.name}
@needs_json
def _one(request, pk):
    patient = get_object_or_404(Patient, pk=pk)  # proved: checked
    if patient.practice_id != request.practice.id:
        return HttpResponseForbidden()
    return JsonResponse(as_dict(patient))
@needs_json
def _another(request, pk):
    patient = get_object_or_404(Patient, pk=pk)  # leak: row
    if patient.practice_id != request.practice.id and request.method == "PUT":
        return HttpResponseForbidden()
    return JsonResponse(as_dict(patient))
@with_header
def single(request, pk):
    if request.method == "POST":
        return _another(request, pk)
    return _one(request, pk)

# case: a request that typing.cast names
from typing import cast
from django.http import HttpRequest
def casts(request, pk):
    request = cast(HttpRequest, request)
    patient = get_object_or_404(Patient, pk=pk)  # proved: checked
    get_object_or_404(Access, practice=patient.practice, user=request.user)  # proved: own-rows
    return shown(request, patient)

# case: from the user to the profile and back
def mine(request):
    return shown(request, request.user.profile.mine())
def by_lookup(request):
    from clinic.models import Profile
    profile = Profile.objects.get(user=request.user)
    return shown(request, Patient.objects.filter(doctor=profile.user))  # proved: own-rows

# case: rows that a user may see, and rows that he may change
from clinic.models import Sheet
def seen(request, pk):
    return shown(request, get_object_or_404(Sheet.objects.get_viewable(request.user), pk=pk))  # exempt: shared-rows
def all_seen(request):
    return shown(request, Sheet.objects.get_viewable(request.user))  # exempt: shared-rows
def lines(request, pk):
    sheet = get_object_or_404(Sheet.objects.get_viewable(request.user), pk=pk)  # exempt: shared-rows
    return shown(request, [sheet, sheet.lines.all()])  # exempt: shared-rows
def changed(request, pk):
    sheet = get_object_or_404(Sheet.objects.get_editable(request.user), pk=pk)  # proved: empty
    sheet.title = request.POST["title"]
    sheet.save()
    return shown(request, sheet)
def changed_because_seen(request, pk):
    get_object_or_404(Sheet.objects.get_viewable(request.user), pk=pk).delete()  # leak: or
def of_any_practice(request, pk):
    get_object_or_404(Sheet.objects.of_any_practice(request.user), pk=pk).delete()  # leak: or

# case: who has a permission on the row
from clinic.models import Sheet
def allowed(request, pk):
    sheet = get_object_or_404(Sheet.objects.get_viewable(request.user), pk=pk)  # proved: checked
    if not request.user.has_perm("clinic.change_sheet", sheet):
        raise PermissionDenied
    sheet.delete()
    return HttpResponse()
def allowed_in_general(request, pk):
    sheet = get_object_or_404(Sheet.objects.get_viewable(request.user), pk=pk)  # leak: or
    if not request.user.has_perm("clinic.change_sheet"):
        raise PermissionDenied
    sheet.delete()
    return HttpResponse()

# case: permissions by the method of the request
class MayChange(permissions.BasePermission):
    def has_object_permission(self, request, view, obj):
        return obj.practice_id == request.practice.id
class PatientViewSet(viewsets.ModelViewSet):
    queryset = Patient.objects.filter(is_public=True)  # proved: checked
    def get_permissions(self):
        if self.request.method in permissions.SAFE_METHODS:
            return [permissions.AllowAny()]
        return [MayChange()]
    def perform_destroy(self, instance):
        instance.visits.all().delete()  # proved: checked
        super().perform_destroy(instance)
class WrongWayViewSet(viewsets.ModelViewSet):
    queryset = Patient.objects.filter(is_public=True)  # leak: class-queryset
    def get_permissions(self):
        if self.request.method in permissions.SAFE_METHODS:
            return [MayChange()]
        return [permissions.AllowAny()]

# case: a permission that the class asks for in check_permissions
from clinic.models import Sheet
class LineViewSet(viewsets.ModelViewSet):
    permission_classes = [permissions.DjangoObjectPermissions]
    def get_queryset(self):
        viewable = Sheet.objects.get_viewable(self.request.user)  # proved: checked
        self.sheet = get_object_or_404(viewable, pk=self.kwargs["pk"])
        return self.sheet.lines.all()  # proved: checked
    def check_permissions(self, request):
        super().check_permissions(request)
        if request.method not in permissions.SAFE_METHODS:
            if not request.user.has_perm("clinic.change_sheet", self.sheet):
                raise PermissionDenied
    def perform_create(self, serializer):
        serializer.save(sheet=Sheet.objects.get(pk=self.kwargs["pk"]))  # proved: proved-key

# case: a token that the server made for the row
from clinic.models import Sheet
def told(request, pk, token):
    sheet = get_object_or_404(Sheet, pk=pk)  # proved: checked
    if sheet.make_token() == token:
        sheet.delete()
    return HttpResponse()
def signed(request, pk, signed):
    from django.core import signing
    sheet = get_object_or_404(Sheet, pk=pk)  # proved: checked
    if sheet.make_token() != signing.TimestampSigner().unsign(signed):
        raise Http404
    sheet.delete()
    return HttpResponse()
def no_secret(request, pk, token):
    from hashlib import sha256
    sheet = get_object_or_404(Sheet, pk=pk)  # leak: write
    if sha256(str(sheet.pk).encode()).hexdigest() == token:
        sheet.delete()
    return HttpResponse()

# case: what a token may do knows no practice
def exported(request):
    if "export" in request.auth.get("scopes", []):
        patients = Patient.objects.all()  # undecided: granted
    else:
        patients = Patient.objects.filter(practice=request.practice)  # proved: own-practice
    return shown(request, patients)
def constant(request):
    if "export" not in ("export", "import"):
        raise PermissionDenied
    return shown(request, Patient.objects.all())  # leak: rows
""",
    extra={"clinic/models.py": MODELS + PROFILES},
)


@BOARD.parameters()
def test_visible(title: str) -> None:
    BOARD.check(title)


PERMITTED = Board(
    """
# case: permission classes of the settings
class PatientViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Patient.objects.all()  # leak: class-queryset
class VisitView(generics.RetrieveAPIView):
    queryset = Patient.objects.all()  # proved: checked
class OpenView(generics.RetrieveAPIView):
    permission_classes = []
    queryset = Patient.objects.all()  # leak: class-queryset
class KeyedView(APIView):
    def get(self, request, pk):
        mine = Patient.objects.get(pk=pk, practice=request.holder)  # proved: active-practice
        own = Patient.objects.filter(doctor=request.user)  # proved: own-rows
        of_token = Patient.objects.filter(practice=request.auth.practice)  # proved: active-practice
        named = Patient.objects.filter(practice=request.named)  # undecided: value-not-followed
        return shown(request, [mine, own, of_token, named])
""",
    extra={
        "clinic/permissions.py": """
from rest_framework import permissions
class OfPractice(permissions.BasePermission):
    def has_object_permission(self, request, view, obj):
        return obj.practice_id == request.practice.id
""",
        "clinic/settings.py": """
MIDDLEWARE = ["clinic.middleware.active_practice"]
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "rest_framework", "clinic"]
ROOT_URLCONF = "clinic.urls"
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["clinic.permissions.OfPractice"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["clinic.keys.ByKey"],
}
""",
        "clinic/keys.py": """
from rest_framework.authentication import BaseAuthentication
from clinic.models import Practice
from keys_of_others import keys
class ByKey(BaseAuthentication):
    def authenticate(self, request):
        key = keys.find(request.headers["X-Key"])
        request.user = key.user
        request.holder = key.practice
        request.named = Practice.objects.get(slug=request.headers["X-Practice"])
        return key.user, key
""",
    },
)


@PERMITTED.parameters()
def test_permitted(title: str) -> None:
    PERMITTED.check(title)


ROLES = """
from django.db.models import Q
class Role(models.Model):
    practices = models.ManyToManyField(Practice)
    is_superuser = models.BooleanField(default=False)
class Staff(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE)
    role = models.ForeignKey(Role, models.CASCADE, null=True)
class Fellow(models.Model):
    users = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="fellows")
    practice = models.ForeignKey(Practice, models.CASCADE)
class RoleSet(models.QuerySet):
    def filter_by_role(self, user):
        role = user.staff.role
        if user.is_superuser or (role and getattr(role, "is_superuser")):
            return self
        if not role:
            return self.none()
        practices = role.practices.all() if role else None
        one, other = Q(), Q()
        name = self.model._meta.label.split(".")[1]
        if name in ("Bed", "Room"):
            if practices:
                one = Q(practice__in=practices)
            return self.filter(one | other)
        if not hasattr(self.model, "bed"):
            return self
        if practices:
            one = Q(bed__practice__in=practices)
        return self.filter(one | other)
class Bed(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE)
    objects = RoleSet.as_manager()
class Sheet(models.Model):
    bed = models.ForeignKey(Bed, models.CASCADE)
    objects = RoleSet.as_manager()
"""
LIMITED = Board(
    """
# case: a role that lists practices is limited to them, one that lists none sees all
from clinic.models import Bed, Sheet
def beds(request):
    return shown(request, Bed.objects.filter_by_role(request.user))  # undecided: granted
def sheets(request):
    return shown(request, Sheet.objects.filter_by_role(request.user))  # undecided: granted
def may(user, pk):
    role = user.staff.role
    bed = get_object_or_404(Bed, pk=pk)  # exempt: stays-inside
    practices = role.practices.all()  # proved: own-rows
    if not practices:
        return True
    return bed.practice in practices
def by_key(request, pk):
    if not may(request.user, pk):
        raise PermissionDenied
    return shown(request, Bed.objects.get(pk=pk))  # proved: proved-key

# case: a user who is in no practice has no right to all of them
from clinic.models import Bed, Sheet
def mine_or_all(request):
    practices = request.user.fellows.all()  # proved: own-rows
    condition = Q()
    if practices:
        condition = Q(practice__fellow__in=practices)
    Bed.objects.filter(condition, pk=request.GET["pk"]).delete()  # leak: or
def own_condition(request):
    condition = Q()
    if request.GET.get("mine"):
        condition = Q(practice=request.practice)
    Bed.objects.filter(condition, pk=request.GET["pk"]).delete()  # leak: or
""",
    extra={"clinic/models.py": MODELS + ROLES},
)


@LIMITED.parameters()
def test_limited(title: str) -> None:
    LIMITED.check(title)
