"""Sketch of organizations.views.mixins, django-organizations 2.

`organization` is whatever the URL names; MembershipRequiredMixin and its kin prove that the caller belongs to it.
"""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from organizations.models import Organization, OrganizationUser


class OrganizationMixin:
    org_model = Organization
    org_context_name = "organization"

    def get_org_model(self):
        return self.org_model

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{**kwargs, self.org_context_name: self.organization})

    @cached_property
    def organization(self):
        return get_object_or_404(self.get_org_model(), pk=self.kwargs.get("organization_pk"))

    def get_object(self):
        return self.organization

    get_organization = get_object


class OrganizationUserMixin(OrganizationMixin):
    user_model = OrganizationUser
    org_user_context_name = "organization_user"

    def get_user_model(self):
        return self.user_model

    def get_context_data(self, **kwargs):
        return super().get_context_data(**{**kwargs, self.org_user_context_name: self.organization_user})

    @cached_property
    def organization_user(self):
        organization_pk = self.kwargs.get("organization_pk")
        user_pk = self.kwargs.get("user_pk")
        return get_object_or_404(self.get_user_model(), user__pk=user_pk, organization__pk=organization_pk)

    def get_object(self):
        return self.organization_user


class MembershipRequiredMixin:
    def dispatch(self, request, *args, **kwargs):
        self.request = request
        self.args = args
        self.kwargs = kwargs
        if not self.organization.is_member(request.user) and not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class AdminRequiredMixin:
    def dispatch(self, request, *args, **kwargs):
        self.request = request
        self.args = args
        self.kwargs = kwargs
        if not self.organization.is_admin(request.user) and not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class OwnerRequiredMixin:
    def dispatch(self, request, *args, **kwargs):
        self.request = request
        self.args = args
        self.kwargs = kwargs
        if not self.organization.is_owner(request.user) and not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
