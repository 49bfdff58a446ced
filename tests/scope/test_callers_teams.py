# ruff: noqa: E501  (a case is code with its verdict at the line's end)
"""Groups that the caller is in, addresses that a permission reads, columns that publish a row."""

from verdicts import MODELS, Board

TEAMS = """
class Team(models.Model):
    name = models.CharField(max_length=80)
class TeamMember(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="team_members")
    team = models.ForeignKey(Team, models.CASCADE)
class TeamToken(models.Model):
    team = models.ForeignKey(Team, models.CASCADE)
    token = models.CharField(max_length=64)
class Drug(models.Model):
    name = models.CharField(max_length=80)
class Rating(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    drug = models.ForeignKey(Drug, models.CASCADE)
class Trial(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE)
    teams = models.ManyToManyField(Team)
    drug = models.ForeignKey(Drug, models.CASCADE)
    published = models.BooleanField(default=False)
    approved_by_board = models.BooleanField(default=False)
    featured = models.BooleanField(default=False)
class Guide(models.Model):
    practices = models.ManyToManyField(Practice)
    title = models.CharField(max_length=80)
class Chapter(models.Model):
    guide = models.ForeignKey(Guide, models.CASCADE, related_name="chapters")
class Reading(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="readings")
    chapter = models.ForeignKey(Chapter, models.CASCADE)
"""
BOARD = Board('''
# case: teams of the caller's
from clinic.models import Rating, Team, TeamMember, Trial
def listed(request):
    teams = [member.team for member in TeamMember.objects.filter(user=request.user)]
    return shown(request, Trial.objects.filter(teams__in=teams))  # proved: own-rows
def keys(request):
    teams = [member.team_id for member in request.user.team_members.all()]
    return shown(request, Trial.objects.filter(teams__in=teams))  # proved: own-rows
def of_all(request):
    teams = [member.team for member in TeamMember.objects.all()]
    return shown(request, Trial.objects.filter(teams__in=teams))  # leak: rows
def of_another(request, pk):
    teams = [member.team for member in TeamMember.objects.filter(user_id=pk)]
    return shown(request, Trial.objects.filter(teams__in=teams))  # leak: rows
def rated(request):
    drugs = [rating.drug for rating in Rating.objects.filter(user=request.user)]
    return shown(request, Trial.objects.filter(drug__in=drugs))  # leak: rows

# case: groups that the caller is among
from clinic.models import Drug, Rating, Team, TeamMember, Trial
def of_his_team(request, pk):
    team = Team.objects.filter(teammember__user=request.user).values_list("pk", flat=True).first()
    return shown(request, Trial.objects.get(pk=pk, teams=team))  # proved: own-rows
def of_any_team(request, pk):
    team = Team.objects.filter(teammember__user_id=pk).values_list("pk", flat=True).first()
    return shown(request, Trial.objects.filter(teams=team))  # leak: rows
def of_his_drug(request, pk):
    drug = Drug.objects.filter(rating__user=request.user).values_list("pk", flat=True).first()
    return shown(request, Trial.objects.get(pk=pk, drug=drug))  # leak: row

# case: the caller, or whom the request names
def either(request):
    user = get_user_model().objects.get(pk=request.GET["u"]) if "u" in request.GET else request.user
    return shown(request, Note.objects.filter(author=user))  # leak: rows
def either_by_name(request):
    name = request.GET.get("u") or request.user.username
    return shown(request, Note.objects.filter(author__username=name))  # leak: rows
def for_staff(request):
    user = request.user
    if request.user.is_superuser and "u" in request.GET:
        user = get_user_model().objects.get(pk=request.GET["u"])
    return shown(request, Note.objects.filter(author=user))  # proved: own-rows
def of_that_name(request):
    return shown(request, Note.objects.filter(author__first_name=request.user.first_name))  # leak: rows
def of_his_address(request):
    return shown(request, Note.objects.filter(author__email=request.user.email))  # proved: own-rows

# case: what a token's row says
from clinic.models import TeamToken, Trial
def invited(request):
    token = TeamToken.objects.get(token=request.GET["token"])
    return shown(request, Trial.objects.filter(teams=token.team))  # exempt: secret
def by_number(request, pk):
    token = TeamToken.objects.get(pk=pk)
    return shown(request, Trial.objects.filter(teams=token.team))  # leak: rows

# case: an address that a permission reads
class IsMember(permissions.BasePermission):
    def has_permission(self, request, view):
        if request.method in permissions.SAFE_METHODS:
            return True
        key = request.parser_context["kwargs"]["pk"]
        return Access.objects.filter(practice=Patient.objects.get(pk=key).practice, user=request.user).exists()  # exempt: stays-inside
class IsMemberByView(permissions.BasePermission):
    def has_permission(self, request, view):
        patient = Patient.objects.get(pk=view.kwargs.get("pk"))  # exempt: stays-inside
        return Access.objects.filter(practice=patient.practice, user=request.user).exists()
@api_view(["POST"])
@permission_classes([IsMember])
def renamed(request, pk):
    patient = Patient.objects.get(pk=pk)  # proved: proved-key
    patient.name = request.data["name"]
    patient.save()
    return Response(patient.name)
@api_view(["POST"])
@permission_classes([IsMemberByView])
def renamed_by_view(request, pk):
    patient = Patient.objects.get(pk=pk)  # proved: proved-key
    patient.name = request.data["name"]
    patient.save()
    return Response(patient.name)
@api_view(["GET", "POST"])
@permission_classes([IsMember])
def read(request, pk):
    return Response(Patient.objects.get(pk=pk).name)  # leak: row
@api_view(["POST"])
@permission_classes([IsMember])
def by_another_key(request, pk, other):
    patient = Patient.objects.get(pk=other)  # leak: row
    return Response(patient.name)

# case: the name that a verified token claims
from rest_framework_simplejwt.authentication import JWTAuthentication
def name_of(request):
    return request.auth["sub"] if request.auth else request.user.username
class PatientViewSet(viewsets.ReadOnlyModelViewSet):
    authentication_classes = [JWTAuthentication]
    def get_queryset(self):
        name = name_of(self.request)
        return Patient.objects.filter(practice__accesses__user__username=name)  # proved: own-rows
class NoteViewSet(viewsets.ReadOnlyModelViewSet):
    authentication_classes = [JWTAuthentication]
    def get_queryset(self):
        name = self.request.auth["sub"] if self.request.auth else self.request.GET["name"]
        return Note.objects.filter(author__username=name)  # leak: rows
class VisitViewSet(viewsets.ReadOnlyModelViewSet):
    authentication_classes = [JWTAuthentication]
    def get_queryset(self):
        name = name_of(self.request)
        patient = get_object_or_404(Patient, pk=self.request.GET["patient"])  # proved: checked
        if not (
            patient.doctor.username == name
            or patient.practice.accesses.filter(user__username=name, role__in=["owner"]).exists()
        ):
            raise Http404
        return Visit.objects.filter(patient_id=patient.id)  # proved: checked
class LetterViewSet(viewsets.ReadOnlyModelViewSet):
    authentication_classes = [JWTAuthentication]
    def get_queryset(self):
        patient = get_object_or_404(Patient, pk=self.request.GET["patient"])  # leak: row
        if not (
            patient.doctor.username == self.request.GET["name"]
            or patient.practice.accesses.filter(user__username=name_of(self.request)).exists()
        ):
            raise Http404
        return Visit.objects.filter(patient_id=patient.id)  # leak: none

# case: what the caller's own row leads to
from clinic.models import Guide, Reading
def guide(request):
    reading = Reading.objects.filter(user=request.user).first()  # proved: own-rows
    return shown(request, reading.chapter.guide)
def of_the_same(request):
    reading = Reading.objects.filter(user=request.user).first()  # proved: own-rows
    return shown(request, Guide.objects.filter(title=reading.chapter.guide.title))  # leak: rows
def of_another(request, pk):
    reading = Reading.objects.get(pk=pk)  # leak: rows
    return shown(request, reading.chapter.guide)

# case: published and approved
from clinic.models import Trial
def site(request):
    return shown(request, Trial.objects.filter(published=True, approved_by_board=True))  # exempt: shared-rows
def front(request):
    return shown(request, Trial.objects.filter(featured=True).filter(published=True))  # exempt: shared-rows
def one(request):
    return shown(request, Trial.objects.filter(published=True))  # leak: rows
def not_yet(request):
    return shown(request, Trial.objects.filter(published=False, featured=False))  # leak: rows
def sent(request):
    published, featured = request.GET["published"] == "yes", request.GET["featured"] == "yes"
    return shown(request, Trial.objects.filter(published=published, featured=featured))  # leak: rows
def written(request):
    Trial.objects.filter(published=True, approved_by_board=True).update(featured=True)  # leak: write
    return HttpResponse()
''', extra={"clinic/models.py": MODELS + TEAMS})  # fmt: skip


@BOARD.parameters()
def test_callers_teams(title: str) -> None:
    BOARD.check(title)
