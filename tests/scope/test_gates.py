# ruff: noqa: E501  (a case is code with its verdict at the line's end)
"""A check in front of a view: followed it proves, not followed it leaves a doubt, about another value it says nothing."""

from __future__ import annotations

from verdicts import HEADER, MODELS, Board, program_of

BOARD = Board("""
# case: a way that only who is not logged in takes, behind and before a login
from django.contrib.auth.decorators import login_required
def current(request):
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return Practice.objects.filter(active=True).first()  # leak: arbitrary
    return request.practice
def nobodys(request):
    if request.user.is_anonymous:
        return Practice.objects.first()
    return request.practice
@login_required
def inside(request):
    return shown(request, Patient.objects.filter(practice=nobodys(request)))  # proved: own-practice
class Inside(APIView):
    permission_classes = [permissions.IsAuthenticated]
    def get(self, request):
        return Response(Patient.objects.filter(practice=nobodys(request)).values())  # proved: own-practice
def outside(request):
    return shown(request, Patient.objects.filter(practice=current(request)))  # leak: none
urlpatterns = [path("inside/", Inside.as_view())]

# case: a practice that is meant, and one that is whichever
def meant(request):
    practice = Practice.objects.get(name="Head office")  # exempt: stays-inside
    return shown(request, Patient.objects.filter(practice=practice))  # undecided: constant-practice
def named(request):
    return shown(request, Practice.objects.filter(name="Head office").first())  # leak: rows
def whichever(request):
    practice = Practice.objects.filter(active=True).order_by("name").first()  # leak: arbitrary
    if practice is None:
        raise Http404
    return shown(request, Patient.objects.filter(practice_id=practice.pk))  # leak: none
def searched(request):
    practice = Practice.objects.filter(active=True).first() if request.user.pk else None  # leak: arbitrary
    rows = Patient.objects.filter(practice=practice)  # leak: none
    asked = request.GET.get("doctor")
    return shown(request, rows.filter(doctor_id=asked) | rows.filter(name=asked))
def each(request):
    found = []
    for practice in Practice.objects.filter(active=True):  # leak: rows
        found += Patient.objects.filter(practice=practice)  # leak: none
    return shown(request, found)

# case: a check that comes back to the address after the login, or reads its path, does not read the query string
import directory
def signed_in(view):
    @wraps(view)
    def wrapper(request, slug, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect(f"/login/?next={request.get_full_path()}")
        if not directory.may_enter(request.user, practice=slug):
            raise PermissionDenied
        return view(request, slug, *args, **kwargs)
    return wrapper
def by_path(view):
    @wraps(view)
    def wrapper(request, *args, **kwargs):
        if not directory.may_enter(request.user, practice=request.path.split("/")[1]):
            raise PermissionDenied
        return view(request, *args, **kwargs)
    return wrapper
def by_address(view):
    @wraps(view)
    def wrapper(request, *args, **kwargs):
        if not directory.may_enter(request.user, practice=request.get_full_path()):
            raise PermissionDenied
        return view(request, *args, **kwargs)
    return wrapper
def practice_of(sent):
    for name in ("practice", "practice_id"):
        if sent.get(name):
            return sent.get(name)
def by_any(view):
    @wraps(view)
    def wrapper(request, *args, **kwargs):
        named = request.path.split("/")[1] if request.path.startswith("/p") else practice_of(request.GET)
        if not directory.may_enter(request.user, practice=named):
            raise PermissionDenied
        return view(request, *args, **kwargs)
    return wrapper
@by_any
def anyhow(request, pk):
    return shown(request, Visit.objects.filter(patient_id=request.GET["patient"]))  # undecided: gate-not-followed
@signed_in
def billed(request, slug):
    return shown(request, Visit.objects.filter(patient_id=request.GET["patient"]))  # leak: parent
@by_path
def addressed(request, pk):
    return shown(request, Visit.objects.filter(patient_id=request.GET["patient"]))  # leak: parent
@by_path
def named(request, pk):
    return shown(request, Visit.objects.filter(patient_id=pk))  # undecided: gate-not-followed
@by_address
def either(request, pk):
    return shown(request, Visit.objects.filter(patient_id=request.GET["patient"]))  # undecided: gate-not-followed
urlpatterns = [
    path("<slug:slug>/a/", billed), path("<int:pk>/b/", addressed), path("<int:pk>/c/", named), path("<int:pk>/d/", either),
    path("<int:pk>/e/", anyhow),
]

# case: a check that asks a service about the practice and the caller
import directory
def member_required(view):
    @wraps(view)
    def wrapper(request, slug, *args, **kwargs):
        if not directory.may_enter(request.user, practice=slug):
            raise PermissionDenied
        return view(request, slug, *args, **kwargs)
    return wrapper
@member_required
def listing(request, slug):
    return shown(request, Patient.objects.filter(practice__slug=slug))  # undecided: check-not-followed
@member_required
def other(request, slug, target):
    return shown(request, Patient.objects.filter(practice__slug=target))  # leak: gate
@member_required
def asked(request, slug):
    return shown(request, Patient.objects.filter(practice_id=request.GET["practice"]))  # leak: practice

# case: a check that was followed, and a second practice
def member_required(view):
    @wraps(view)
    def wrapper(request, slug, *args, **kwargs):
        get_object_or_404(Access, user=request.user, practice__slug=slug)  # proved: own-rows
        return view(request, slug, *args, **kwargs)
    return wrapper
@member_required
def listing(request, slug):
    return shown(request, Patient.objects.filter(practice__slug=slug))  # proved: proved-key
@member_required
def other(request, slug, target):
    return shown(request, Patient.objects.filter(practice__slug=target))  # leak: practice

# case: a decorator that asks who the caller is, not for which practice
def staff_only(view):
    @wraps(view)
    def wrapper(request, slug, *args, **kwargs):
        if not request.user.is_authenticated:
            raise PermissionDenied
        return view(request, slug, *args, **kwargs)
    return wrapper
@staff_only
def listing(request, slug):
    return shown(request, Patient.objects.filter(practice__slug=slug))  # leak: gate

# case: a permission class that asks a service
import directory
class IsMember(permissions.BasePermission):
    def has_permission(self, request, view):
        return directory.may_enter(request.user, practice=view.kwargs["slug"])
class MemberView(APIView):
    permission_classes = [permissions.IsAuthenticated, IsMember]
    def get(self, request, slug):
        return Response(Patient.objects.filter(practice__slug=slug).values())  # undecided: check-not-followed
class OpenView(APIView):
    permission_classes = [permissions.IsAuthenticated]
    def get(self, request, slug):
        return Response(Patient.objects.filter(practice__slug=slug).values())  # leak: gate
urlpatterns = [path("m/<slug:slug>/", MemberView.as_view()), path("o/<slug:slug>/", OpenView.as_view())]

# case: permission classes put together by operators
class IsMember(permissions.BasePermission):
    role = ""
    def has_permission(self, request, view):
        if request.user.is_superuser:
            return True
        return Access.objects.filter(practice_id=view.kwargs["pid"], user=request.user, role=self.role).exists()
class IsAdmin(IsMember):
    role = "admin"
class IsNurse(IsMember):
    role = "nurse"
IsStaff = IsAdmin | IsNurse
class BothView(APIView):
    permission_classes = [permissions.IsAuthenticated & IsAdmin]
    def get(self, request, *args, **kwargs):
        return Response(Patient.objects.filter(practice=self.kwargs["pid"]).values())  # proved: proved-key
class EitherView(APIView):
    permission_classes = [permissions.IsAuthenticated & (IsAdmin | IsNurse)]
    def get(self, request, *args, **kwargs):
        return Response(Patient.objects.filter(practice=self.kwargs["pid"]).values())  # proved: proved-key
class NamedView(APIView):
    permission_classes = [IsStaff]
    def get(self, request, *args, **kwargs):
        return Response(Patient.objects.filter(practice=self.kwargs["pid"]).values())  # proved: proved-key
class WiderView(APIView):
    permission_classes = [permissions.IsAuthenticated | IsAdmin]
    def get(self, request, *args, **kwargs):
        return Response(Patient.objects.filter(practice=self.kwargs["pid"]).values())  # leak: gate
class TurnedView(APIView):
    permission_classes = [~permissions.IsAuthenticated]
    def get(self, request, *args, **kwargs):
        return Response(Patient.objects.filter(practice=self.kwargs["pid"]).values())  # leak: gate
urlpatterns = [
    path("a/<int:pid>/", BothView.as_view()), path("b/<int:pid>/", EitherView.as_view()), path("c/<int:pid>/", NamedView.as_view()),
    path("d/<int:pid>/", WiderView.as_view()), path("e/<int:pid>/", TurnedView.as_view()),
]

# case: a check of what the address says, else the query
class IsMember(permissions.BasePermission):
    def has_permission(self, request, view):
        pid = view.kwargs.get("pid") or request.query_params.get("pid")
        if not pid and request.method in permissions.SAFE_METHODS:
            return True
        return Access.objects.filter(practice_id=pid, user=request.user).exists()
class MemberView(APIView):
    permission_classes = [IsMember]
    def get(self, request, *args, **kwargs):
        return Response(Patient.objects.filter(practice=self.kwargs["pid"]).values())  # proved: proved-key
class AskedView(APIView):
    permission_classes = [IsMember]
    def get(self, request, *args, **kwargs):
        return Response(Patient.objects.filter(practice=request.query_params["pid"]).values())  # leak: practice
urlpatterns = [path("m/<int:pid>/", MemberView.as_view()), path("n/<int:pid>/", AskedView.as_view())]

# case: a mixin that asks about what its view says
import directory
class MemberMixin:
    def dispatch(self, request, *args, **kwargs):
        if not directory.may_enter(request.user, practice=self.chosen()):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
class BoardView(MemberMixin, View):
    def chosen(self):
        return self.kwargs["slug"]
    def get(self, request, slug):
        return shown(request, Patient.objects.filter(practice__slug=slug))  # undecided: check-not-followed
urlpatterns = [path("b/<slug:slug>/", BoardView.as_view())]

# case: a decorator that hands on what it checked, to a view that asks for it
import inspect
def handed_on(view, checked, request, args, kwargs):
    if "kwargs" in inspect.signature(view).parameters:
        kwargs["checked"] = checked
    return view(request, *args, **kwargs)
def member_required(view):
    @wraps(view)
    def wrapper(request, *args, **kwargs):
        pid = request.POST.get("practice", request.GET.get("practice"))
        get_object_or_404(Access, user=request.user, practice_id=pid)  # proved: own-rows
        return handed_on(view, {"practice": pid}, request, args, kwargs)
    return wrapper
@member_required
def listing(request, *args, **kwargs):
    return shown(request, Patient.objects.filter(practice_id=kwargs["checked"]["practice"]))  # proved: proved-key
@member_required
def other(request, *args, **kwargs):
    return shown(request, Patient.objects.filter(practice_id=kwargs["target"]))  # leak: gate
urlpatterns = [path("all/", listing), path("of/<int:target>/", other)]

# case: permission classes of a view that is a function
class IsMember(permissions.BasePermission):
    def has_permission(self, request, view):
        return Access.objects.filter(user=request.user, practice_id=request.GET["practice"]).exists()
class IsRole(permissions.BasePermission):
    def __init__(self, role=None):
        self.role = role
    def has_permission(self, request, view):
        found = Access.objects.filter(user=request.user, role=self.role)  # proved: own-rows
        return request.GET["practice"] in {str(access.practice_id): access.role for access in found}
def of(role):
    class Inner(IsRole):
        def __init__(self):
            super().__init__(role)
    return Inner
@api_view(["GET"])
@permission_classes([IsMember])
def member(request):
    return Response(Patient.objects.filter(practice_id=request.GET["practice"]).values())  # proved: proved-key
@api_view(["GET"])
@permission_classes([of("nurse") | of("owner")])
def either(request, *args, **kwargs):
    return Response(Patient.objects.filter(practice_id=request.GET["practice"]).values())  # proved: proved-key
@api_view(["GET"])
@permission_classes([IsMember])
def other(request):
    return Response(Patient.objects.filter(practice_id=request.GET["other"]).values())  # leak: practice
@api_view(["GET"])
@permission_classes([permissions.IsAuthenticated | IsMember])
def wider(request):
    return Response(Patient.objects.filter(practice_id=request.GET["other"]).values())  # leak: practice
@api_view(["GET"])
def nobodys(request):
    return Response(Patient.objects.filter(practice_id=request.GET["practice"]).values())  # leak: practice

""")


@BOARD.parameters()
def test_gate(title: str) -> None:
    BOARD.check(title)


def test_a_view_at_several_addresses_runs_once_for_those_that_are_alike() -> None:
    code = """
class Listing(View):
    def get(self, request, page=None, practice=None):
        if practice:
            get_object_or_404(Access, user=request.user, practice_id=practice)
            return shown(request, Patient.objects.filter(practice_id=practice))
        return shown(request, Patient.objects.filter(active=True))
"""
    urls = """
from django.urls import path
from clinic import views
urlpatterns = [
    path("all/<int:page>/", views.Listing.as_view()), path("every/<int:page>/", views.Listing.as_view()),
    path("of/<int:practice>/", views.Listing.as_view()),
]
"""
    settings = "INSTALLED_APPS = ['clinic']\nROOT_URLCONF = 'clinic.urls'\n"
    files = {"clinic/__init__.py": "", "clinic/models.py": MODELS, "clinic/views.py": HEADER + code}
    program = program_of({**files, "clinic/urls.py": urls, "settings.py": settings})
    reached = {(site.kind, site.query): (site.entry, site.reached_by) for site in program.sites}
    assert reached["leak", "Patient.objects.filter(active=True)"] == ("GET /all/<int:page>/", 2)
    assert ("proved", "Patient.objects.filter(practice_id=practice)") in reached


def _behind(middleware: str) -> str:
    code = """
class OwnerMixin:
    def dispatch(self, request, *args, **kwargs):
        if not request.current_practice or request.user.is_anonymous:
            return redirect("practices")
        return super().dispatch(request, *args, **kwargs)
class Edit(OwnerMixin, UpdateView):
    model = Practice
    fields = ["name"]
    slug_url_kwarg = "practice_slug"
"""
    urls = """
from django.urls import path
from clinic import views
urlpatterns = [path("p/<slug:practice_slug>/", views.Edit.as_view())]
"""
    settings = "INSTALLED_APPS = ['clinic']\nROOT_URLCONF = 'clinic.urls'\nMIDDLEWARE = ['clinic.middleware.Active']\n"
    files = {"clinic/__init__.py": "", "clinic/models.py": MODELS, "clinic/views.py": HEADER + code}
    files |= {"clinic/urls.py": urls, "settings.py": settings, "clinic/middleware.py": middleware}
    return next(site.kind for site in program_of(files).sites if site.path == "clinic/views.py")


def test_middleware_that_turns_away_who_is_not_of_the_practice_in_the_url() -> None:
    asks = """
from django.shortcuts import redirect
from clinic.models import Practice
class Active:
    def __init__(self, get_response):
        self.get_response = get_response
    def __call__(self, request):
        return self.get_response(request)
    def process_view(self, request, view_func, view_args, view_kwargs):
        mine = Practice.objects.filter(accesses__user=request.user)
        slug = view_kwargs.get("practice_slug")
        found = next((each for each in mine if each.slug == slug), None)
        if slug and not found:
            return redirect("practices")
        request.current_practice = found
"""
    finds = asks.replace("mine = Practice.objects.filter(accesses__user=request.user)", "mine = Practice.objects.all()")
    assert finds != asks
    assert (_behind(asks), _behind(finds)) == ("undecided", "leak")
