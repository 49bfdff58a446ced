"""Gates: a check that stands apart from the query, in a decorator, a permission or a comparison made before it is known
what it proves."""

from __future__ import annotations

from verdicts import MODELS, Board

BOARDS = """
import uuid
def new_anchor():
    return uuid.uuid4().hex
class Board(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE)
    title = models.CharField(max_length=80, default="a board")
    anchor = models.CharField(max_length=40, default=new_anchor)
    uuid = models.UUIDField(default=uuid.uuid4)
    claim_code = models.CharField(max_length=8)
    join_password = models.CharField(max_length=20)
    is_default = models.BooleanField(default=False)
"""
BOARD = Board(
    """
# case: the row names the practice of the URL, whose member the caller is found to be only later
def patient_required(view):
    @wraps(view)
    def inner(request, slug, pk):
        patient = get_object_or_404(Patient, pk=pk)  # proved: checked
        if patient.practice.slug == slug:
            request.patient = patient
            return view(request, slug, pk)
        raise Http404
    return inner
def member_required(view):
    @wraps(view)
    def inner(request, slug, pk):
        practice = Practice.objects.filter(slug=slug).first()  # exempt: stays-inside
        if not Access.objects.filter(user=request.user, practice=practice).first():  # proved: own-rows
            raise Http404
        return view(request, slug, pk)
    return inner
@patient_required
@member_required
def shows(request, slug, pk):
    visits = Visit.objects.filter(patient=request.patient)  # proved: checked
    return shown(request, [request.patient, visits])

# case: nobody asks whose member the caller is
def patient_required(view):
    @wraps(view)
    def inner(request, slug, pk):
        patient = get_object_or_404(Patient, pk=pk)  # leak: row
        if patient.practice.slug != slug:
            raise Http404
        request.patient = patient
        return view(request, slug, pk)
    return inner
@patient_required
def shows(request, slug, pk):
    return shown(request, request.patient)

# case: a permission of Django's instead of the membership
def member(request, slug):
    practice = get_object_or_404(Practice, slug=slug)  # exempt: stays-inside
    access = Access.objects.filter(user=request.user, practice=practice).first()  # proved: own-rows
    if not (access or request.user.has_perm("clinic.all_practices")):
        raise Http404
    return shown(request, Patient.objects.filter(practice=practice))  # proved: checked
def permission_alone(request, slug):
    if not request.user.has_perm("clinic.view_patient"):
        raise Http404
    return shown(request, Patient.objects.filter(practice__slug=slug))  # leak: gate
def may(user, practice):
    if user.has_perm("clinic.all_practices"):
        return True
    return Access.objects.filter(user=user, practice=practice).exists()
def asked(request, slug):
    practice = get_object_or_404(Practice, slug=slug)  # exempt: stays-inside
    if not may(request.user, practice):
        raise PermissionDenied
    return shown(request, Patient.objects.filter(practice=practice))  # proved: checked

# case: a permission on the object
def permitted(request, pk):
    patient = get_object_or_404(Patient, pk=pk)  # proved: checked
    if not request.user.has_perm("clinic.view_patient", patient):
        raise PermissionDenied
    return shown(request, patient)
def permitted_on_another(request, pk, other):
    patient = get_object_or_404(Patient, pk=pk)  # leak: row
    if not request.user.has_perm("clinic.view_patient", Patient.objects.get(pk=other)):  # exempt: stays-inside
        raise PermissionDenied
    return shown(request, patient)

# case: fetched once, before the gate
class MemoView(View):
    def dispatch(self, request, *args, **kwargs):
        self.object = self.get_patient()
        get_object_or_404(Access, user=request.user, practice__slug=kwargs["slug"])  # proved: own-rows
        return super().dispatch(request, *args, **kwargs)
    def get_patient(self):
        if not hasattr(self, "_patient"):
            patient = get_object_or_404(Patient, pk=self.kwargs["pk"])  # proved: checked
            if patient.practice.slug != self.kwargs["slug"]:
                raise Http404
            self._patient = patient
        return self._patient
    def get(self, request, **kwargs):
        return shown(request, self.get_patient())

# case: a status beside what is wrong
def _checked(request, patient):
    if patient.practice != request.practice:
        return False, "not yours"
    return True, None
def view1(request, pk):
    patient = get_object_or_404(Patient, pk=pk)  # proved: checked
    ok, error = _checked(request, patient)
    if not ok:
        raise Http404
    return shown(request, patient)
def view2(request, pk):
    patient = get_object_or_404(Patient, pk=pk)  # leak: row
    ok, error = _checked(request, patient)
    return shown(request, patient)
def view5(request, pk):
    patient = get_object_or_404(Patient, pk=pk)  # proved: checked
    ok, error = _checked(request, patient)
    if error:
        raise Http404
    return shown(request, patient)
def view6(request, pk):
    patient = get_object_or_404(Patient, pk=pk)  # leak: row
    ok, error = _checked(request, patient)
    if ok:
        raise Http404
    return shown(request, patient)
def view7(request, pk):
    patient = get_object_or_404(Patient, pk=pk)  # proved: checked
    ok, error = _checked(request, patient)
    if error is not None:
        return HttpResponse(error)
    return shown(request, patient)

# case: a status in a dict
def _checked(request, patient):
    if patient.practice != request.practice:
        return {"error": True, "message": "not yours"}
    return {"error": False}
def view1(request, pk):
    patient = get_object_or_404(Patient, pk=pk)  # proved: checked
    result = _checked(request, patient)
    if result["error"]:
        raise Http404
    return shown(request, patient)
def view3(request, pk):
    patient = get_object_or_404(Patient, pk=pk)  # proved: checked
    result = _checked(request, patient)
    if result.get("error"):
        raise Http404
    return shown(request, patient)
def view4(request, pk):
    patient = get_object_or_404(Patient, pk=pk)  # leak: row
    result = _checked(request, patient)
    if result["message"]:
        pass
    return shown(request, patient)

# case: what the caller may do in the practice, found once and kept
from django.core.cache import cache
def _codes(user, practice):
    if not user or not practice:
        return set()
    name = f"codes:{user.pk}:{practice.pk}"
    kept = cache.get(name)
    if kept is not None:
        return kept
    access = Access.objects.filter(user=user, practice=practice).first()  # proved: own-rows
    if not access:
        return set()
    codes = set()
    for code in access.role.split():
        codes.add(code)
    cache.set(name, codes, 300)
    return codes
def _may(user, practice, code):
    codes = _codes(user, practice)
    if code in codes:
        return True
    for each in codes:
        if each.endswith(".*") and code.startswith(each[:-2]):
            return True
    return False
def page(request, pk):
    practice = get_object_or_404(Practice, pk=pk)  # exempt: stays-inside
    if not _may(request.user, practice, "notes.view"):
        raise PermissionDenied
    return shown(request, Patient.objects.filter(practice=practice))  # proved: checked
def other_practice(request, pk):
    practice = get_object_or_404(Practice, pk=pk)  # exempt: stays-inside
    if not _may(request.user, practice, "notes.view"):
        raise PermissionDenied
    return shown(request, Patient.objects.filter(practice=request.GET["practice"]))  # leak: practice
def may_not(request, pk):
    practice = get_object_or_404(Practice, pk=pk)  # leak: gate
    if "notes.view" in _codes(request.user, practice):
        raise PermissionDenied
    return shown(request, Patient.objects.filter(practice__slug=practice.slug))  # leak: none

# case: kept for all practices alike
from django.core.cache import cache
def _codes(user, practice):
    if not user or not practice:
        return set()
    name = f"codes:{user.pk}"
    kept = cache.get(name)
    if kept is not None:
        return kept
    access = Access.objects.filter(user=user, practice=practice).first()  # proved: own-rows
    if not access:
        return set()
    codes = set()
    for code in access.role.split():
        codes.add(code)
    cache.set(name, codes, 300)
    return codes
def _may(user, practice, code):
    codes = _codes(user, practice)
    if code in codes:
        return True
    for each in codes:
        if each.endswith(".*") and code.startswith(each[:-2]):
            return True
    return False
def page(request, pk):
    practice = get_object_or_404(Practice, pk=pk)  # leak: gate
    if not _may(request.user, practice, "notes.view"):
        raise PermissionDenied
    return shown(request, Patient.objects.filter(practice__slug=practice.slug))  # leak: none

# case: something for everybody
from django.core.cache import cache
def _codes(user, practice):
    if not user or not practice:
        return set()
    name = f"codes:{user.pk}:{practice.pk}"
    kept = cache.get(name)
    if kept is not None:
        return kept
    access = Access.objects.filter(user=user, practice=practice).first()  # proved: own-rows
    if not access:
        return {"notes.view"}
    codes = set()
    for code in access.role.split():
        codes.add(code)
    cache.set(name, codes, 300)
    return codes
def _may(user, practice, code):
    codes = _codes(user, practice)
    if code in codes:
        return True
    for each in codes:
        if each.endswith(".*") and code.startswith(each[:-2]):
            return True
    return False
def page(request, pk):
    practice = get_object_or_404(Practice, pk=pk)  # leak: gate
    if not _may(request.user, practice, "notes.view"):
        raise PermissionDenied
    return shown(request, Patient.objects.filter(practice__slug=practice.slug))  # leak: none

# case: a filter by a column that is not known, by one that was sent
def by_column(request, pk):
    from clinic.options import column
    return shown(request, get_object_or_404(Patient, **{column: request.GET["q"]}))  # undecided: filter-not-followed
def by_column_sent(request, pk):
    return shown(request, get_object_or_404(Patient, **{request.GET["column"]: request.GET["value"]}))  # leak: rows

# case: the practice on the request is the one that was sent
def same(request, pk):
    if request.practice_id != pk:
        raise PermissionDenied
    return shown(request, Patient.objects.filter(practice=pk))  # proved: proved-key
def same_name(request, pk):
    if request.practice_label != pk:
        raise PermissionDenied
    return shown(request, Patient.objects.filter(practice=pk))  # leak: gate

# case: asked of those who are signed in, before Django REST framework says who is
class Member:
    def dispatch(self, request, *args, **kwargs):
        if hasattr(request, "user") and request.user.is_authenticated:
            if not Access.objects.filter(user=request.user, practice_id=kwargs["pk"]).exists():
                raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
class SignedIn(permissions.BasePermission):
    def has_permission(self, request, view):
        from django.conf import settings
        if settings.DEBUG and request.method in permissions.SAFE_METHODS:
            return True
        user = getattr(request, "user", None)
        return bool(user and user.is_authenticated)
class ClosedView(Member, APIView):
    permission_classes = [permissions.IsAuthenticated]
    def get(self, request, pk):
        return shown(request, Patient.objects.filter(practice=pk))  # undecided: gate-not-followed
class OwnPermissionView(Member, APIView):
    permission_classes = [SignedIn]
    def get(self, request, pk):
        return shown(request, Patient.objects.filter(practice=pk))  # undecided: gate-not-followed
class Late:
    def dispatch(self, request, *args, **kwargs):
        if request.user.is_anonymous:
            return super().dispatch(request, *args, **kwargs)
        get_object_or_404(Access, user=request.user, practice_id=kwargs["pk"])  # proved: own-rows
        return super().dispatch(request, *args, **kwargs)
class LateView(Late, APIView):
    permission_classes = [permissions.IsAuthenticated]
    def get(self, request, pk):
        return shown(request, Patient.objects.filter(practice=pk))  # leak: practice
class OpenView(Member, APIView):
    permission_classes = [permissions.AllowAny]
    def get(self, request, pk):
        return shown(request, Patient.objects.filter(practice=pk))  # undecided: gate-not-followed
class AnotherView(Member, APIView):
    permission_classes = [permissions.IsAuthenticated]
    def get(self, request, pk):
        return shown(request, Patient.objects.filter(practice=request.GET["practice"]))  # leak: practice

# case: a gate of a class's method
from django.utils.decorators import method_decorator
def member_required(view):
    @wraps(view)
    def inner(request, *args, **kwargs):
        if not Access.objects.filter(user=request.user, practice=kwargs["pk"]).exists():
            raise Http404
        return view(request, *args, **kwargs)
    return inner
class MemberMixin:
    @method_decorator(member_required)
    def dispatch(self, request, *args, **kwargs):
        return super().dispatch(request, *args, **kwargs)
class MixedView(MemberMixin, View):
    def get(self, request, pk):
        return shown(request, Patient.objects.filter(practice=pk))  # proved: proved-key
@method_decorator([member_required, login_required], name="dispatch")
class WholeView(View):
    def get(self, request, pk):
        return shown(request, Patient.objects.filter(practice=pk))  # proved: proved-key

# case: returned beside an error
def found(request, pk):
    patient = Patient.objects.filter(pk=pk).first()  # proved: checked
    if patient is None or patient.practice_id != request.practice.id:
        return None, HttpResponseForbidden()
    return patient, None
def shows_found(request, pk):
    patient, error = found(request, pk)
    if error:
        return error
    return shown(request, patient)
def ternary(request, pk):
    patient = Patient.objects.get(pk=pk)  # proved: checked
    mine = patient if patient.practice == request.practice else None
    return shown(request, mine)
def not_this_one(request, pk):
    patient = Patient.objects.get(pk=pk)  # leak: conditional
    mine = patient if patient.practice == request.practice else None
    return shown(request, [mine, patient])

# case: a key that may be left out
class VisitForm(serializers.Serializer):
    patient_id = serializers.IntegerField(allow_null=True)
    def validate_patient_id(self, value):
        if value is None:
            return value
        if not Patient.objects.filter(pk=value, practice=self.context["request"].practice).exists():
            raise serializers.ValidationError("unknown")
        return value
    def create(self, data):
        return Visit.objects.create(**data)  # proved: proved-key
class VisitViewSet(viewsets.ModelViewSet):
    serializer_class = VisitForm
    queryset = Visit.objects.none()  # proved: empty
def optional(request):
    pk = request.GET.get("patient")
    if pk is not None:
        pk = Patient.objects.filter(pk=pk, practice=request.practice).first()  # proved: own-practice
    return shown(request, Visit.objects.filter(patient=pk))  # proved: own-practice

# case: a permission of Django's widens what is shown
def visible(user):
    if user.has_perm("clinic.view_all"):
        return Patient.objects.all()  # undecided: granted
    return Patient.objects.filter(practice__accesses__user=user)  # proved: own-rows
def lists(request):
    return shown(request, visible(request.user))

# case: a secret of the environment
import os
def env_hook(request):
    if request.headers.get("X-Key") != os.getenv("HOOK_KEY"):
        raise PermissionDenied
    return shown(request, Patient.objects.get(number=request.POST["number"]))  # exempt: signed

def not_secret(request):
    if request.headers.get("X-Mode") != os.getenv("HOOK_MODE"):
        raise PermissionDenied
    return shown(request, Patient.objects.get(number=request.POST["number"]))  # leak: rows

def of_shared_and_public(request, token, pk):
    patient = get_object_or_404(Patient, share_token=token, is_public=True)  # exempt: secret
    other = Patient.objects.get(pk=pk)  # proved: checked
    if not other.is_public and other.practice_id != patient.practice.id:
        raise Http404
    return shown(request, [patient, other])

# case: what the token was issued for
class TokenView(APIView):
    def get(self, request, pk):
        currency = Currency.objects.get(code=request.auth.application.code)
        patient = Patient.objects.get(pk=pk)  # proved: checked
        if patient.currency != currency:
            raise Http404
        return Response(patient.name)
class SessionView(APIView):
    def get(self, request, pk):
        currency = Currency.objects.get(code=request.session["code"])
        patient = Patient.objects.get(pk=pk)  # leak: row
        if patient.currency != currency:
            raise Http404
        return Response(patient.name)

# case: reached from a shared row
def of_shared(request, token, pk):
    patient = get_object_or_404(Patient, share_token=token)  # exempt: secret
    visit = Visit.objects.get(pk=pk)  # proved: checked
    if visit.patient_id != patient.id:
        raise Http404
    return shown(request, [patient, visit])

# case: signatures
import base64, hashlib, hmac
from django.conf import settings as conf
from django.core import signing
from django.utils.crypto import constant_time_compare
from clinic.models import Board
def signed(view):
    @wraps(view)
    def inner(request):
        expected = base64.b64encode(hmac.new(conf.HOOK_KEY, request.body, hashlib.sha256).digest())
        if not hmac.compare_digest(expected, request.headers["X-Signature"]):
            raise PermissionDenied
        return view(request)
    return inner
@signed
def hook(request):
    return shown(request, Patient.objects.get(number=request.POST["number"]))  # exempt: signed
def unsigned_hook(request):
    return shown(request, Patient.objects.get(number=request.POST["number"]))  # leak: rows
def plain_secret(request):
    if request.headers["X-Token"] != conf.HOOK_TOKEN:
        raise PermissionDenied
    return shown(request, Patient.objects.get(number=request.POST["number"]))  # exempt: signed
def own_secret(request, pk):
    patient = Patient.objects.get(pk=pk)  # proved: checked
    expected = hmac.new(patient.share_token.encode(), request.body, hashlib.sha256).hexdigest()
    if expected != request.headers["X-Signature"]:
        raise PermissionDenied
    return shown(request, patient)
def anothers_secret(request, pk, other):
    mine = Patient.objects.get(pk=other)  # exempt: stays-inside
    if not constant_time_compare(mine.share_token, request.headers["X-Token"]):
        raise PermissionDenied
    return shown(request, Patient.objects.get(pk=pk))  # leak: row
def signed_key(request):
    pk = signing.loads(request.GET["link"])
    return shown(request, Patient.objects.get(pk=pk))  # proved: active-practice
def unsign(request):
    pk = signing.TimestampSigner().unsign(request.GET["link"])
    return shown(request, Patient.objects.get(pk=pk))  # proved: active-practice

def signed_link(request, pk):
    if request.GET["sig"] != hmac.new(conf.HOOK_KEY.encode(), str(pk).encode(), hashlib.sha256).hexdigest():
        raise PermissionDenied
    mine = Patient.objects.get(pk=pk)  # proved: proved-key
    return shown(request, [mine, Patient.objects.get(pk=request.GET["other"])])  # leak: row
def mailed_link(request, pk, code):
    patient = Patient.objects.get(pk=pk)  # proved: checked
    if hashlib.sha256((patient.number + conf.SECRET_KEY).encode()).hexdigest() != code:
        raise PermissionDenied
    return shown(request, patient)
def no_secret_in_it(request, pk, code):
    patient = Patient.objects.get(pk=pk)  # leak: row
    if hashlib.sha256((patient.number + conf.TIME_ZONE).encode()).hexdigest() != code:
        raise PermissionDenied
    return shown(request, patient)
def by_keyword(request, pk):
    patient = Patient.objects.get(pk=pk)  # proved: checked
    expected = hmac.new(key=patient.share_token.encode(), msg=request.body, digestmod=hashlib.sha256).hexdigest()
    if expected != request.headers["X-Signature"]:
        raise PermissionDenied
    return shown(request, patient)
def by_password(request):
    return shown(request, Board.objects.filter(join_password=request.POST["password"]))  # exempt: secret

# case: webhooks whose signature the provider's library verifies
import stripe
from django.conf import settings as conf
from slack_sdk.signature import SignatureVerifier
from svix.webhooks import Webhook
from twilio.request_validator import RequestValidator
class FromTwilio(BasePermission):
    def has_permission(self, request, view):
        if not conf.TWILIO_TOKEN:
            return request.data["account"] == conf.TWILIO_ACCOUNT
        return RequestValidator(conf.TWILIO_TOKEN).validate(request.path, request.POST, request.headers["X-Signature"])
class CallView(APIView):
    permission_classes = [FromTwilio]
    def post(self, request):
        return Response(Patient.objects.get(number=request.data["caller"]).name)  # undecided: consulted
class AnyCallView(APIView):
    def post(self, request):
        RequestValidator(conf.TWILIO_TOKEN).validate(request.path, request.POST, request.headers["X-Signature"])
        return Response(Patient.objects.get(number=request.data["caller"]).name)  # leak: rows
def paid(request):
    event = stripe.Webhook.construct_event(request.body, request.headers["Stripe-Signature"], conf.STRIPE_SECRET)
    return shown(request, Patient.objects.get(number=event["customer"]))  # exempt: signed
def unpaid(request):
    event = stripe.Event.construct_from(request.body)
    return shown(request, Patient.objects.get(number=request.POST["customer"]))  # leak: rows
def slack(request):
    if not SignatureVerifier(conf.SLACK_SECRET).is_valid_request(request.body, request.headers):
        raise PermissionDenied
    return shown(request, Patient.objects.get(number=request.POST["text"]))  # exempt: signed
def mailed(request):
    event = Webhook(conf.MAIL_SECRET).verify(request.body, request.headers)
    return shown(request, Patient.objects.get(number=event["number"]))  # exempt: signed
def by_its_own(request, pk):
    patient = Patient.objects.get(pk=pk)  # proved: checked
    Webhook(patient.share_token).verify(request.body, request.headers)
    return shown(request, [patient, Patient.objects.get(pk=request.POST["other"])])  # leak: row

# case: a token that the key or the service of the practice verifies
import jwt, requests
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
class ByItsKey(BaseAuthentication):
    def authenticate(self, request):
        practice = Practice.objects.get(slug=request.headers["X-Practice"])  # proved: checked
        keys = requests.get(f"https://{practice.address}/keys").json()
        claims = jwt.decode(request.headers["Authorization"], keys["keys"][0], algorithms=["RS256"])
        return claims["sub"], practice
class KeyView(APIView):
    authentication_classes = [ByItsKey]
    def get(self, request):
        return Response([p.name for p in Patient.objects.filter(practice=request.auth)])  # proved: carrier
class Unverified(BaseAuthentication):
    def authenticate(self, request):
        claims = jwt.decode(request.headers["Authorization"], options={"verify_signature": False})
        return claims["sub"], claims
class UnverifiedView(APIView):
    authentication_classes = [Unverified]
    def get(self, request):
        return Response([p.name for p in Patient.objects.filter(number=request.auth["number"])])  # leak: rows
class AsksIt(BaseAuthentication):
    def authenticate(self, request):
        practice = Practice.objects.get(slug=request.headers["X-Practice"])  # proved: checked
        answer = requests.get(practice.address, headers={"Authorization": request.headers["Authorization"]})
        if answer.status_code != 200:
            raise AuthenticationFailed
        return None, practice
class AskedView(APIView):
    authentication_classes = [AsksIt]
    def get(self, request):
        return Response([p.name for p in Patient.objects.filter(practice=request.auth)])  # proved: carrier
class Holder:
    def __init__(self, practice):
        self.held = practice
    @property
    def practice(self):
        return self.held
class AsksItForTheName(BaseAuthentication):
    def authenticate(self, request):
        name = request.headers["X-Practice"]
        practice = Practice.objects.filter(slug=name).first()  # exempt: stays-inside
        answer = self.ask(request.headers["Authorization"], name)
        if not answer or answer["name"] != name:
            raise AuthenticationFailed
        return None, Holder(practice)
    def ask(self, token, name):
        try:
            response = requests.post("https://login.example.com", json={"token": token, "name": name})
            response.raise_for_status()
        except requests.HTTPError:
            return None
        return response.json()
class AskedForTheNameView(APIView):
    authentication_classes = [AsksItForTheName]
    def get(self, request):
        return Response([p.name for p in Patient.objects.filter(practice=request.auth.practice)])  # proved: carrier
class IgnoresTheAnswer(BaseAuthentication):
    def authenticate(self, request):
        practice = Practice.objects.get(slug=request.headers["X-Practice"])  # undecided: consulted
        answer = requests.get(practice.address, headers={"Authorization": request.headers["Authorization"]})
        if answer.status_code >= 500:
            log(answer)
        return None, Holder(practice)
class IgnoredView(APIView):
    authentication_classes = [IgnoresTheAnswer]
    def get(self, request):
        rows = Patient.objects.filter(practice=request.auth.practice)  # undecided: consulted
        return Response([p.name for p in rows])
class AsksForAnotherName(BaseAuthentication):
    def authenticate(self, request):
        answer = requests.post("https://login.example.com", json={"token": request.headers["Authorization"]})
        answer.raise_for_status()
        return None, Holder(Practice.objects.get(slug=request.headers["X-Practice"]))  # exempt: stays-inside
class OfAnotherNameView(APIView):
    authentication_classes = [AsksForAnotherName]
    def get(self, request):
        rows = Patient.objects.filter(practice=request.auth.practice)  # undecided: value-not-followed
        return Response([p.name for p in rows])
class TakesIt(BaseAuthentication):
    def authenticate(self, request):
        practice = Practice.objects.get(slug=request.headers["X-Practice"])  # exempt: stays-inside
        return None, practice
class TakenView(APIView):
    authentication_classes = [TakesIt]
    def get(self, request):
        rows = Patient.objects.filter(practice=request.auth)  # undecided: value-not-followed
        return Response([p.name for p in rows])
class ForwardView(APIView):
    def post(self, request):
        practice = Practice.objects.get(slug=request.data["practice"])  # leak: practice
        requests.post(practice.address, headers={"Authorization": request.headers["Authorization"]})
        return Response([p.name for p in Patient.objects.filter(practice=practice)])  # leak: none

# case: another server of the platform's, told from people by what its credential holds
import hmac
from django.conf import settings as conf
from rest_framework.authentication import BaseAuthentication
from rest_framework_simplejwt.authentication import JWTAuthentication
class WorkerAuthentication(BaseAuthentication):
    def authenticate(self, request):
        sent = request.headers.get("Authorization", "").split()
        if not sent or sent[0] != "Worker":
            return None
        return self.authenticate_credentials(sent[1])
    def authenticate_credentials(self, key):
        if hmac.compare_digest(key, conf.WORKER_TOKEN):
            return (AnonymousUser(), {"permissions": {"process"}})
        raise PermissionDenied
class PatientViewSet(viewsets.ModelViewSet):
    authentication_classes = [WorkerAuthentication, JWTAuthentication]
    serializer_class = PatientSerializer
    def get_queryset(self):
        if self.request.auth is not None and "process" in self.request.auth.get("permissions", []):
            return Patient.objects.all()  # undecided: granted
        return Patient.objects.filter(practice__accesses__user=self.request.user)  # proved: own-rows
class VisitViewSet(viewsets.ModelViewSet):
    authentication_classes = [WorkerAuthentication, JWTAuthentication]
    serializer_class = VisitSerializer
    def get_queryset(self):
        if "process" in self.request.query_params.getlist("permissions"):
            return Visit.objects.all()  # leak: rows
        return Visit.objects.filter(patient__practice__accesses__user=self.request.user)  # proved: own-rows

# case: staff or a server
import hmac
from django.conf import settings as conf
def staff_or_server(view):
    @wraps(view)
    def inner(request):
        if request.user.is_superuser:
            return view(request)
        if hmac.compare_digest(request.headers["X-Token"], conf.REPORT_TOKEN):
            return view(request)
        raise PermissionDenied
    return inner
@staff_or_server
def report(request):
    return shown(request, Patient.objects.all())  # exempt: signed

# case: logins
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth import login as log_in
from django.contrib.auth.hashers import check_password
from lib.tokens import Token
from rest_framework_simplejwt.tokens import RefreshToken
User = get_user_model()
def logs_in(request):
    user = authenticate(request, username=request.POST["name"], password=request.POST["password"])
    if user is None:
        raise PermissionDenied
    return shown(request, Patient.objects.filter(practice__accesses__user=user))  # proved: own-rows

def by_code(request):
    user = User.objects.get(email=request.POST["email"])
    token = Token.objects.filter(user=user).first()
    if not check_password(request.POST["code"], token.code_hash):
        raise PermissionDenied
    log_in(request, user)
    return shown(request, Access.objects.filter(user=user))  # proved: own-rows
def of_anybody(request):
    user = User.objects.get(email=request.POST["email"])
    return shown(request, Access.objects.filter(user=user))  # leak: rows
def of_old_and_new(request):
    try:
        user = User.objects.get(email=request.POST["email"])
    except User.DoesNotExist:
        user = User.objects.create(email=request.POST["email"])
    log_in(request, user)
    return shown(request, Access.objects.filter(user=user))  # proved: new-row
def hands_out_a_token(request):
    user = User.objects.get(email=request.POST["email"])
    mine = [access.role for access in Access.objects.filter(user=user)]  # proved: own-rows
    return shown(request, [mine, str(RefreshToken.for_user(user).access_token)])

# case: clients of OAuth
from oauth2_provider.views.mixins import ClientProtectedResourceMixin
class OfClientView(ClientProtectedResourceMixin, View):
    def get(self, request):
        return shown(request, Patient.objects.filter(number=request.GET["number"]))  # undecided: consulted
class OfNobodyView(View):
    def get(self, request):
        return shown(request, Patient.objects.filter(number=request.GET["number"]))  # leak: rows

# case: stores of the server's
import redis
from lib.jobs import Job
class Store:
    _held = None
    @classmethod
    def get(cls):
        if cls._held is None:
            cls._held = redis.Redis(host="localhost")
        return cls._held
def reset(request):
    store = redis.Redis()
    pk = store.get("reset:" + request.POST["code"])
    return shown(request, Patient.objects.get(pk=pk))  # undecided: value-not-followed
def confirmed(request):
    pk = Store.get().get("reset:" + request.POST["code"])
    if pk is None:
        raise Http404
    return shown(request, Patient.objects.get(pk=pk))  # undecided: value-not-followed
def of_the_confirmed(request):
    pk = Store.get().get("reset:" + request.POST["code"])
    doctor = Patient.objects.get(pk=pk).doctor  # undecided: value-not-followed
    return shown(request, Patient.objects.filter(doctor=doctor))  # undecided: value-not-followed
def forgot(request):
    patient = Patient.objects.get(number=request.POST["number"])  # exempt: stays-inside
    Store.get().set("reset:" + new_code(), patient.pk)
    return HttpResponse()
def polled(request, job):
    return shown(request, Patient.objects.get(pk=Job(job).result["patient"]))  # undecided: value-not-followed

# case: random columns are secrets, public identifiers are not
from clinic.models import Board
def linked(request, anchor):
    return shown(request, get_object_or_404(Board, anchor=anchor))  # exempt: shared-link
def all_of_its_practice(request, anchor, pk):
    board = get_object_or_404(Board, anchor=anchor)  # exempt: shared-link
    return shown(request, get_object_or_404(Patient, pk=pk, practice=board.practice))  # leak: practice
def guessed(request, uuid):
    return shown(request, get_object_or_404(Board, uuid=uuid))  # leak: rows
def by_title(request, title):
    return shown(request, get_object_or_404(Board, title=title))  # leak: rows
def by_code(request):
    return shown(request, get_object_or_404(Board, claim_code=request.POST["code"]))  # exempt: secret

# case: rows that say that they are everybody's
from clinic.models import Board
def public(request):
    return shown(request, Patient.objects.filter(is_public=True))  # exempt: shared-rows
def not_public(request):
    return shown(request, Patient.objects.filter(is_public=False))  # leak: rows
def defaults(request):
    return shown(request, Letter.objects.filter(is_default=True))  # exempt: shared-rows
def defaults_of_each(request):
    return shown(request, Board.objects.filter(is_default=True))  # leak: rows

# case: a secret inside a column of JSON
class Alert(models.Model):
    practice = models.ForeignKey(Practice, models.CASCADE)
    options = models.JSONField(default=dict)
def unsubscribe(request, token):
    return shown(request, Alert.objects.filter(options__extras__unsubscribe_token=token).first())  # exempt: secret
def by_address(request, address):
    return shown(request, Alert.objects.filter(options__extras__address=address).first())  # leak: rows
def every(request):
    return shown(request, Alert.objects.filter(options__extras__unsubscribe_token__isnull=False))  # leak: rows
""",
    extra={"clinic/models.py": MODELS + BOARDS},
)


@BOARD.parameters()
def test_gate(title: str) -> None:
    BOARD.check(title)
