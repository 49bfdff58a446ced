"""A view takes its practice from the URL or a header, and nothing in front of it asks whether the caller belongs to it.

Every query of such a view is filtered by the practice, and the code reads well; but the practice is the sender's
choice. Whoever is signed in (or nobody at all) changes the slug in the address and works in another practice.

The check is missing once, so it is reported once: at the first query of the view that follows the choice. A decorator,
a permission class, a mixin's `dispatch`, or the lookup of the practice itself (`access__user=request.user`) is the
place for it; then all queries behind it are right as they stand. A practice that a query parameter or a body names is
a filter's value rather than the view's address: that is PL105's.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import leak, name, practice_label
from practice_lint.scope.program import Program, QuerySite
from practice_lint.scope.views import HOOKS

CODE = "PL207"


def check(program: Program) -> Iterator[Finding]:
    groups: dict[tuple[str, str | None], list[QuerySite]] = {}
    for site in program.leaks("gate"):
        groups.setdefault((_around(program, site), site.key), []).append(site)
    for (around, key), sites in groups.items():
        first = sites[0]
        word, chosen = around.removeprefix(first.module + "."), key or "the request"
        others = f" (and {len(sites) - 1} more of its queries)" if len(sites) > 1 else ""
        if first.model == practice_label(program):
            lost = f"`{word}` works in the `{name(first)}` that {chosen} names"
        else:
            lost = f"`{word}` reads `{name(first)}` of the practice that {chosen} names{others}"
        message = f"{lost}; nothing in front of it asks whether the caller belongs to it."
        yield leak(CODE, "error", first, message, _repair(program, first))


def _around(program: Program, site: QuerySite) -> str:
    """The function that the query stands in: each handler has its gate. The class where it serves all handlers."""
    found = program.views.around(site)
    if found is not None and (found[1] in HOOKS or found[1].startswith("perform_")):
        return found[0].name
    return f"{site.module}.{site.symbol}"


def _repair(program: Program, site: QuerySite) -> str:
    carrier = program.carriers.written(site.module, site.symbol)
    check = "look the practice up within the caller's memberships, or put the project's membership check in front"
    return f"Use `{carrier}`, or {check}." if carrier is not None else f"{check[:1].upper()}{check[1:]}."


RULE = Rule(
    code=CODE,
    name="membership-gate-missing",
    family="views",
    level="error",
    security_severity="8.6",
    tags=("security", "external/cwe/cwe-862"),
    doc=__doc__,
    repair="Look the practice up within the caller's memberships, or put the membership check in front of the view.",
    limits=(
        "A check in a decorator, permission class, mixin, middleware or helper counts where its body can be followed. "
        "One that cannot be followed but reads the same request value, the caller and the practice makes the queries "
        "undecided rather than reported. Views that say that anybody may enter (`AllowAny`) are reported with low "
        "confidence; other public pages of a practice (a booking page by slug) need a declared exception."
    ),
    bad=(
        Example(
            "plain Django",
            """# file: clinic/views.py
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render

from clinic.models import Note, Patient, Practice


@login_required
def dashboard(request, slug):
    practice = get_object_or_404(Practice, slug=slug)  # PL207
    patients = Patient.objects.filter(practice=practice)
    notes = Note.objects.filter(patient__practice=practice)
    return render(request, "dashboard.html", {"patients": patients, "notes": notes})
# file: clinic/urls.py
from django.urls import path

from clinic import views

urlpatterns = [path("practices/<slug:slug>/", views.dashboard)]
""",
        ),
        Example(
            "Django REST framework",
            """# file: clinic/api.py
from rest_framework import permissions, serializers, viewsets

from clinic.models import Patient


class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["id", "name"]


class Patients(viewsets.ModelViewSet):
    serializer_class = PatientSerializer
    permission_classes = [permissions.IsAuthenticated]

    def get_queryset(self):
        return Patient.objects.filter(practice__slug=self.request.headers["X-Practice"])  # PL207

    def perform_create(self, serializer):
        serializer.save()
""",
        ),
        Example(
            "django-ninja",
            """# file: clinic/api.py
from ninja import NinjaAPI

from clinic.models import Note, Patient

api = NinjaAPI()


@api.get("/practices/{slug}/figures")
def figures(request, slug: str):
    patients = Patient.objects.filter(practice__slug=slug).count()  # PL207
    notes = Note.objects.filter(patient__practice__slug=slug).count()
    return {"patients": patients, "notes": notes}
""",
        ),
    ),
    good=(
        Example(
            "plain Django: a decorator, the lookup itself",
            """# file: clinic/gates.py
from functools import wraps

from django.http import Http404

from clinic.models import Access


def member_required(view):
    @wraps(view)
    def wrapper(request, slug, *args, **kwargs):
        if not Access.objects.filter(user=request.user, practice__slug=slug).exists():
            raise Http404
        return view(request, slug, *args, **kwargs)

    return wrapper
# file: clinic/views.py
from django.shortcuts import get_object_or_404, render

from clinic.gates import member_required
from clinic.models import Note, Patient, Practice


@member_required
def dashboard(request, slug):
    patients = Patient.objects.filter(practice__slug=slug)
    notes = Note.objects.filter(patient__practice__slug=slug)
    return render(request, "dashboard.html", {"patients": patients, "notes": notes})


def archive(request, slug):
    practice = get_object_or_404(Practice, slug=slug, access__user=request.user)
    return render(request, "archive.html", {"patients": Patient.objects.filter(practice=practice, active=False)})
# file: clinic/urls.py
from django.urls import path

from clinic import views

urlpatterns = [
    path("practices/<slug:slug>/", views.dashboard),
    path("practices/<slug:slug>/archive/", views.archive),
]
""",
        ),
        Example(
            "Django REST framework: a permission class",
            """# file: clinic/api.py
from rest_framework import permissions, serializers, viewsets

from clinic.models import Access, Patient


class IsMember(permissions.BasePermission):
    def has_permission(self, request, view):
        return Access.objects.filter(user=request.user, practice__slug=view.kwargs["slug"]).exists()


class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["id", "name"]


class Patients(viewsets.ReadOnlyModelViewSet):
    serializer_class = PatientSerializer
    permission_classes = [IsMember]

    def get_queryset(self):
        return Patient.objects.filter(practice__slug=self.kwargs["slug"])
""",
        ),
    ),
    check=check,
)
