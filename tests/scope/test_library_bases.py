# ruff: noqa: E501  (a case is code with its verdict at the line's end)
"""Base classes of libraries that the project's own classes derive: what they add counts like what is written out."""

from __future__ import annotations

from verdicts import Board, program_of

PARENTS = Board("""
# case: the parents that a nested route names
from rest_framework_extensions.mixins import NestedViewSetMixin
from rest_framework_extensions.routers import ExtendedDefaultRouter
class Parents(NestedViewSetMixin):
    VISITS = ["visit__pk"]
    def _lookup(self, names):
        given = self.get_parents_query_dict()
        for name in names:
            value = given.get(name)
            if value:
                return value
    def any_visit(self):
        return get_object_or_404(Visit, pk=self._lookup(self.VISITS))  # leak: write
    def own_visit(self):
        return get_object_or_404(Visit, pk=self._lookup(self.VISITS), patient__practice=self.request.practice)  # proved: own-practice
class NoteViewSet(Parents, viewsets.ModelViewSet):
    queryset = Note.objects.none()
    def get_queryset(self):
        return self.any_visit().note_set.all()  # leak: none
class OwnNoteViewSet(Parents, viewsets.ModelViewSet):
    queryset = Note.objects.none()
    def get_queryset(self):
        return self.own_visit().note_set.all()  # proved: own-practice
router = ExtendedDefaultRouter()
visits = router.register("visits", OwnNoteViewSet, basename="visits")
visits.register("notes", NoteViewSet, basename="notes", parents_query_lookups=["visit__pk"])
visits.register("own", OwnNoteViewSet, basename="own", parents_query_lookups=["visit__pk"])
urlpatterns = router.urls
""")


def test_the_parents_that_a_nested_route_names() -> None:
    PARENTS.check("the parents that a nested route names")


ORGANIZATIONS = {
    "firm/__init__.py": "",
    "firm/models.py": """
from django.db import models
from organizations.abstract import (
    AbstractOrganization, AbstractOrganizationInvitation, AbstractOrganizationOwner, AbstractOrganizationUser,
)
class Organization(AbstractOrganization):
    pass
class OrganizationUser(AbstractOrganizationUser):
    pass
class OrganizationOwner(AbstractOrganizationOwner):
    pass
class OrganizationInvitation(AbstractOrganizationInvitation):
    pass
class Project(models.Model):
    organization = models.ForeignKey(Organization, models.CASCADE)
""",
    "firm/settings.py": "INSTALLED_APPS = ['django.contrib.auth', 'firm']\nROOT_URLCONF = 'firm.urls'\n",
    "firm/urls.py": """
from django.urls import path
from firm import views
urlpatterns = [path("<slug:slug>/any/", views.any_invitation), path("<slug:slug>/own/", views.own_invitation)]
""",
    "firm/views.py": """
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from firm.models import Organization, OrganizationInvitation
def any_invitation(request, slug):
    get_object_or_404(Organization, slug=slug, organization_users__user=request.user)
    return JsonResponse({"invitations": list(OrganizationInvitation.objects.filter(guid__isnull=False).values())})
def own_invitation(request, slug):
    own = get_object_or_404(Organization, slug=slug, organization_users__user=request.user)
    return JsonResponse({"invitations": list(OrganizationInvitation.objects.filter(organization=own).values())})
""",
}


def test_classes_derived_from_an_organizations_library() -> None:
    program = program_of(ORGANIZATIONS)
    assert program.project.tenancy.practice == "firm.models.Organization"
    assert program.project.tenancy.memberships == {"firm.models.OrganizationUser": ("user", "organization")}
    found = {(site.symbol, site.kind) for site in program.sites if site.model == "firm.OrganizationInvitation"}
    assert found == {("any_invitation", "leak"), ("own_invitation", "proved")}
