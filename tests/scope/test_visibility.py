
"""What a user may see: rows limited by the user's own relations, object permissions, guards after the fetch."""

from __future__ import annotations

from verdicts import MODELS, Board

PROFILES = """
class Profile(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE)
    def mine(self):
        return Patient.objects.filter(doctor_id=self.user_id)
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
""",
    extra={"clinic/models.py": MODELS + PROFILES},
)


@BOARD.parameters()
def test_visible(title: str) -> None:
    BOARD.check(title)
