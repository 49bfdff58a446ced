# ruff: noqa: E501  (a case is code with its verdict at the line's end)
"""Permissions asked about an object: decorators and mixins of libraries, what they are given, what they leave open."""

from __future__ import annotations

from verdicts import HEADER, MODELS, Board

LIBRARIES = """
from django_tinsel.decorators import json_api_call, render_template, route
from django_tinsel.utils import decorate
from edx_rbac import decorators as rbac
from edx_rbac.mixins import PermissionRequiredMixin as RoleRequired
from rest_framework_rules.mixins import PermissionRequiredMixin as RowRequired
from rules.contrib import views as rules
from somewhere.security import permission_required as somewhere_required, traced
"""
BOARD = Board(
    """
# case: functions that say which object is asked about
@rules.permission_required("clinic.view_patient", fn=rules.objectgetter(Patient, "pk"))
def getter(request, pk):
    return shown(request, get_object_or_404(Patient, pk=pk))  # proved: proved-key
def _sought(request, pk, other):
    return get_object_or_404(Patient, pk=other)  # exempt: stays-inside
@rules.permission_required("clinic.view_patient", fn=_sought)
def another(request, pk, other):
    return shown(request, get_object_or_404(Patient, pk=pk))  # leak: row
@rules.permission_required("clinic.view_patient")
def none_asked(request, pk):
    return shown(request, get_object_or_404(Patient, pk=pk))  # leak: row
@somewhere_required("clinic.view_patient", fn=lambda request, practice_id: practice_id)
def unknown_library(request, practice_id):
    return shown(request, Patient.objects.filter(practice_id=practice_id))  # undecided: check-not-followed
@somewhere_required("clinic.view_patient", fn=lambda request, practice_id, other: other)
def unknown_other(request, practice_id, other):
    return shown(request, Patient.objects.filter(practice_id=practice_id))  # leak: gate
@somewhere_required("clinic.view_patient")
def unknown_nothing(request, practice_id):
    return shown(request, Patient.objects.filter(practice_id=practice_id))  # leak: gate
@traced(fn=lambda request, practice_id: practice_id)
def no_question(request, practice_id):
    return shown(request, Patient.objects.filter(practice_id=practice_id))  # leak: gate

# case: methods of views
class AskedView(APIView):
    @rbac.permission_required("clinic.view", fn=lambda request, pk: pk)
    def get(self, request, pk):
        return Response(Patient.objects.filter(practice_id=pk).values())  # proved: proved-key
    @rbac.permission_required("clinic.view", fn=lambda request, pk: request.data.get("practice"))
    def post(self, request, pk):
        return Response(Patient.objects.filter(practice_id=request.data["practice"]).values())  # undecided: check-not-followed
    @rbac.permission_required("clinic.view", fn=lambda request, pk: request.query_params.get("practice"))
    def put(self, request, pk):
        return Response(Patient.objects.filter(practice_id=request.data["practice"]).values())  # leak: practice
    @rbac.permission_required("clinic.view")
    def patch(self, request, pk):
        return Response(Patient.objects.filter(practice_id=pk).values())  # leak: gate
    @somewhere_required("clinic.view", fn=lambda request, pk: pk)
    def delete(self, request, pk):
        return Response(Patient.objects.filter(practice_id=pk).values())  # undecided: check-not-followed
class RoleView(RoleRequired, APIView):
    permission_required = "clinic.view"
    def get_permission_object(self):
        return self.kwargs["pk"]
    def get(self, request, pk):
        return Response(Patient.objects.filter(practice_id=pk).values())  # proved: proved-key
class RolelessView(RoleRequired, APIView):
    permission_required = "clinic.view"
    def get(self, request, pk):
        return Response(Patient.objects.filter(practice_id=pk).values())  # leak: gate
class RowViewSet(RowRequired, viewsets.ModelViewSet):
    queryset = Patient.objects.all()  # leak: class-queryset
    permission_required, object_permission_required = "clinic.list", "clinic.view"
class OneView(rules.PermissionRequiredMixin, DetailView):
    model = Patient  # proved: checked
    permission_required = "clinic.view"

# case: wrappers listed before the view
def of_practice(view):
    def wrapper(request, practice_id, *args, **kwargs):
        practice = get_object_or_404(Practice, pk=practice_id, accesses__user=request.user)  # proved: own-rows
        return view(request, practice, *args, **kwargs)
    return wrapper
def listed(request, practice, *, fields=None):
    return {"rows": Patient.objects.filter(practice=practice)}  # proved: own-practice
def one(request, practice, pk):
    return {"row": Patient.objects.get(pk=pk)}  # leak: row
def open_list(request, practice_id):
    return {"rows": Patient.objects.filter(practice_id=practice_id)}  # leak: gate
urlpatterns = [
    path("<int:practice_id>/", decorate(of_practice, render_template("list.html"), listed)),
    path("<int:practice_id>/<int:pk>/", route(GET=decorate(of_practice, json_api_call, one))),
    path("open/<int:practice_id>/", decorate(json_api_call, open_list)),
]
""",
    HEADER + LIBRARIES,
    {"clinic/models.py": MODELS},
)


@BOARD.parameters()
def test_permission_objects(title: str) -> None:
    BOARD.check(title)
