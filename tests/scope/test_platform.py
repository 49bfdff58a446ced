# ruff: noqa: E501  (a case is code with its verdict at the line's end)
"""Who runs the platform: a level above all practices, a practice that watches over the others; a role inside a practice
opens no other."""

from __future__ import annotations

from verdicts import HEADER, MODELS, Board

STAFFED = """
class Level:
    reader = "RO"
    admin = "AD"
    global_admin = "GA"
class Profile(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="profile")
    LEVELS = (("RO", "Read only"), ("GA", "Global admin"))
    level = models.CharField(max_length=2, choices=LEVELS, default="RO")
    is_platform_admin = models.BooleanField(default=False)
class Employee(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="employee")
    practice = models.ForeignKey(Practice, models.CASCADE)
    level = models.CharField(max_length=2, choices=Profile.LEVELS, default="RO")
class House(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
"""
KINDS = "class Practice(models.Model):\n    ADMIN = 'Administration'\n    AUDITOR = 'Auditor'\n    LAB = 'Lab'\n    kind = models.CharField(max_length=20)\n    is_platform = models.BooleanField(default=False)"
BOARD = Board(
    """
# case: a level of the user that no practice gave him
def is_global_admin(user):
    return user.profile.level == Level.global_admin
def required(view):
    @wraps(view)
    def wrapper(*args, **kwargs):
        if args[0].user.profile.level != Level.global_admin:
            return redirect("home")
        return view(*args, **kwargs)
    return wrapper
@required
def wrapped(request):
    return shown(request, Patient.objects.all())  # exempt: staff
def branched(request):
    user_is_admin = is_global_admin(request.user)
    rows = Patient.objects.all()  # proved: own-rows
    if not user_is_admin:
        rows = rows.filter(practice__accesses__user=request.user)
    return shown(request, rows)
def labelled(request):
    if request.user.profile.level not in ("GA",):
        raise PermissionDenied
    return shown(request, Patient.objects.all())  # exempt: staff
def flagged(request):
    if not request.user.profile.is_platform_admin:
        raise PermissionDenied
    return shown(request, Patient.objects.all())  # exempt: staff
def found(request):
    if not Profile.objects.filter(user=request.user, level=Level.global_admin).exists():
        raise PermissionDenied
    return shown(request, Patient.objects.all())  # exempt: staff
def reader(request):
    if request.user.profile.level != Level.reader:
        raise PermissionDenied
    return shown(request, Patient.objects.all())  # leak: rows
def either(request):
    if request.user.profile.level not in (Level.reader, Level.global_admin):
        raise PermissionDenied
    return shown(request, Patient.objects.all())  # leak: rows
def the_other_way(request):
    if is_global_admin(request.user):
        raise PermissionDenied
    return shown(request, Patient.objects.all())  # leak: rows
def may(user):
    return user.profile.level in (Level.admin, Level.global_admin) or user.is_staff
def may_by_return(user):
    if user.is_staff:
        return True
    return user.profile.level in (Level.admin, Level.global_admin)
def above_by_return(request):
    if not may_by_return(request.user):
        raise PermissionDenied
    return shown(request, Patient.objects.all())  # undecided: level
def above(request):
    if not may(request.user):
        raise PermissionDenied
    return shown(request, Patient.objects.all())  # undecided: level
def above_or_own(request):
    rows = Patient.objects.all()  # undecided: level
    if not may(request.user):
        rows = Patient.objects.filter(practice__accesses__user=request.user)  # proved: own-rows
    return shown(request, rows)
def contained(request, pk):
    patient = get_object_or_404(Patient, pk=pk)  # proved: checked
    rows = Patient.objects.filter(practice__accesses__user=request.user)  # proved: own-rows
    if may(request.user):
        rows = Patient.objects.all()  # undecided: level
    if not rows.contains(patient):
        raise PermissionDenied
    return shown(request, patient)
def of_another(request, pk):
    if not is_global_admin(User.objects.get(pk=pk)):
        raise PermissionDenied
    return shown(request, Patient.objects.all())  # leak: rows

# case: the same level of who belongs to a practice
def employed(request):
    if request.user.employee.level != Level.global_admin:
        raise PermissionDenied
    return shown(request, Patient.objects.all())  # leak: rows
def a_member(request, pid):
    get_object_or_404(Access, user=request.user, practice_id=pid, role="global_admin")  # proved: own-rows
    return shown(request, Patient.objects.all())  # leak: rows

# case: a practice that watches over the others
def admin_required(view):
    @wraps(view)
    def wrapper(request, *args, **kwargs):
        practice = Practice.objects.get(pk=request.GET["practice"], kind__in=[Practice.ADMIN])  # exempt: stays-inside
        get_object_or_404(Access, user=request.user, practice=practice)  # proved: own-rows
        return view(request, *args, **kwargs)
    return wrapper
@admin_required
def asked_for(request):
    return shown(request, Patient.objects.all())  # exempt: staff
class Kind(permissions.BasePermission):
    kinds = ()
    def has_permission(self, request, view):
        practice = Practice.objects.get(pk=request.GET["practice"])  # exempt: stays-inside
        if practice.kind not in self.kinds:
            return False
        roles = {str(a.practice_id): a.role for a in Access.objects.filter(user=request.user)}  # proved: own-rows
        return str(practice.pk) in roles
def allowed(*kinds):
    class Allowed(Kind):
        pass
    Allowed.kinds = kinds
    return Allowed
class OverAll(Kind):
    kinds = (Practice.ADMIN,)
class Audits(Kind):
    kinds = (Practice.ADMIN, Practice.AUDITOR)
class AllView(APIView):
    permission_classes = [OverAll]
    def get(self, request, pk):
        return Response(Patient.objects.values())  # exempt: staff
class AuditView(APIView):
    permission_classes = [Audits]
    def get(self, request, pk):
        return Response(Patient.objects.values())  # leak: rows
def of_mine(request):
    if not Practice.objects.filter(accesses__user=request.user, is_platform=True).exists():
        raise PermissionDenied
    return shown(request, Patient.objects.all())  # exempt: staff
def active(request):
    if not request.practice.is_platform:
        raise PermissionDenied
    return shown(request, Patient.objects.all())  # exempt: staff
def a_laboratory(request):
    if not Practice.objects.filter(accesses__user=request.user, kind=Practice.LAB).exists():
        raise PermissionDenied
    return shown(request, Patient.objects.all())  # leak: rows
def anybodys(request):
    if not Practice.objects.filter(pk=request.GET["practice"], kind=Practice.ADMIN).exists():
        raise PermissionDenied
    return shown(request, Patient.objects.all())  # leak: rows
def anybodys_column(request):
    practice = Practice.objects.get(pk=request.GET["practice"])  # exempt: stays-inside
    if practice.kind != Practice.ADMIN:
        raise PermissionDenied
    return shown(request, Patient.objects.all())  # leak: rows

# case: kinds of practices told apart where the platform's own comes in as well
class OfKind(permissions.BasePermission):
    kinds = ()
    def has_permission(self, request, view):
        practice = Practice.objects.get(pk=request.GET["practice"])  # exempt: stays-inside
        if practice.kind not in self.kinds:
            return False
        return Access.objects.filter(user=request.user, practice=practice).exists()
class Labs(OfKind):
    kinds = (Practice.LAB,)
class Auditors(OfKind):
    kinds = (Practice.AUDITOR,)
class Platform(OfKind):
    kinds = (Practice.ADMIN,)
class LabOrAllView(APIView):
    permission_classes = [Labs | Platform]
    def get(self, request, pk):
        practice = Practice.objects.get(pk=request.GET["practice"])  # proved: proved-key
        rows = Patient.objects.all()  # undecided: other-kind
        if practice.kind == Practice.LAB:
            rows = rows.filter(practice=practice)
        return Response(rows.values())
class LabOrAuditorView(APIView):
    permission_classes = [Labs | Auditors]
    def get(self, request, pk):
        practice = Practice.objects.get(pk=request.GET["practice"])  # proved: proved-key
        rows = Patient.objects.all()  # leak: conditional
        if practice.kind == Practice.LAB:
            rows = rows.filter(practice=practice)
        return Response(rows.values())
class NoBranchView(APIView):
    permission_classes = [Labs | Platform]
    def get(self, request, pk):
        return Response(Patient.objects.values())  # leak: rows

""",
    HEADER.replace("import Access,", "import Access, Level, Profile,")
    + "from django.contrib.auth.models import User\n",
    {"clinic/models.py": MODELS.replace("class Practice(models.Model):", KINDS) + STAFFED},
)


@BOARD.parameters()
def test_platform(title: str) -> None:
    BOARD.check(title)
