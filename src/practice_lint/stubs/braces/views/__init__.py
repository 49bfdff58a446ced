"""Sketch of braces.views, django-braces 1.14 to 1.17: tests before `dispatch`; a refusal ends the path."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse


class AccessMixin:
    login_url = None
    raise_exception = False

    def handle_no_permission(self, request):
        raise PermissionDenied


class LoginRequiredMixin(AccessMixin):
    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission(request)
        return super().dispatch(request, *args, **kwargs)


class AnonymousRequiredMixin:
    authenticated_redirect_url = ""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class PermissionRequiredMixin(AccessMixin):
    permission_required = None
    object_level_permissions = False

    def get_permission_required(self, request=None):
        return self.permission_required

    def check_permissions(self, request):
        perms = self.get_permission_required(request)
        if self.object_level_permissions:
            return request.user.has_perm(perms, self.get_object())
        return request.user.has_perm(perms)

    def dispatch(self, request, *args, **kwargs):
        if not self.check_permissions(request):
            return self.handle_no_permission(request)
        return super().dispatch(request, *args, **kwargs)


class MultiplePermissionsRequiredMixin(PermissionRequiredMixin):
    permissions = None

    def check_permissions(self, request):
        return request.user.has_perms(self.permissions)


class GroupRequiredMixin(AccessMixin):
    group_required = None

    def get_group_required(self):
        return self.group_required

    def check_membership(self, groups):
        return self.request.user.groups.filter(name__in=groups).exists()

    def dispatch(self, request, *args, **kwargs):
        self.request = request
        if not (request.user.is_authenticated and self.check_membership(self.get_group_required())):
            return self.handle_no_permission(request)
        return super().dispatch(request, *args, **kwargs)


class UserPassesTestMixin(AccessMixin):
    def test_func(self, user):
        raise NotImplementedError

    def get_test_func(self):
        return self.test_func

    def dispatch(self, request, *args, **kwargs):
        if not self.get_test_func()(request.user):
            return self.handle_no_permission(request)
        return super().dispatch(request, *args, **kwargs)


class SuperuserRequiredMixin(AccessMixin):
    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_superuser:
            return self.handle_no_permission(request)
        return super().dispatch(request, *args, **kwargs)


class StaffuserRequiredMixin(AccessMixin):
    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_staff:
            return self.handle_no_permission(request)
        return super().dispatch(request, *args, **kwargs)


class SSLRequiredMixin:
    pass


class RecentLoginRequiredMixin(LoginRequiredMixin):
    pass


class UserFormKwargsMixin:
    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}


class CsrfExemptMixin:
    pass


class SuccessURLRedirectListMixin:
    success_list_url = None

    def get_success_url(self):
        return self.success_list_url


class MessageMixin:
    pass


class FormValidMessageMixin(MessageMixin):
    form_valid_message = None

    def get_form_valid_message(self):
        return self.form_valid_message

    def form_valid(self, form):
        response = super().form_valid(form)
        messages.success(self.request, self.get_form_valid_message())
        return response


class FormInvalidMessageMixin(MessageMixin):
    form_invalid_message = None

    def get_form_invalid_message(self):
        return self.form_invalid_message

    def form_invalid(self, form):
        messages.error(self.request, self.get_form_invalid_message())
        return super().form_invalid(form)


class FormMessagesMixin(FormValidMessageMixin, FormInvalidMessageMixin):
    pass


class SelectRelatedMixin:
    select_related = None

    def get_queryset(self):
        return super().get_queryset().select_related(*self.select_related)


class PrefetchRelatedMixin:
    prefetch_related = None

    def get_queryset(self):
        return super().get_queryset().prefetch_related(*self.prefetch_related)


class OrderableListMixin:
    orderable_columns = None

    def get_ordered_queryset(self, queryset=None):
        return queryset.order_by(self.request.GET.get("order_by"))

    def get_queryset(self):
        return self.get_ordered_queryset(super().get_queryset())


class CanonicalSlugDetailMixin:
    pass


class SetHeadlineMixin:
    headline = None

    def get_headline(self):
        return self.headline

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), "headline": self.get_headline()}


class StaticContextMixin:
    static_context = None

    def get_static_context(self):
        return self.static_context

    def get_context_data(self, **kwargs):
        return {**super().get_context_data(**kwargs), **self.get_static_context()}


class AllVerbsMixin:
    def dispatch(self, request, *args, **kwargs):
        return self.all(request, *args, **kwargs)


class JSONResponseMixin:
    def render_json_response(self, context_dict, status=200):
        return JsonResponse(context_dict)

    def render_json_object_response(self, objects, **kwargs):
        return HttpResponse(objects)


class AjaxResponseMixin:  # the driver takes get_ajax, post_ajax, put_ajax and delete_ajax for handlers too
    def get_ajax(self, request, *args, **kwargs):
        return self.get(request, *args, **kwargs)

    def post_ajax(self, request, *args, **kwargs):
        return self.post(request, *args, **kwargs)

    def put_ajax(self, request, *args, **kwargs):
        return self.get(request, *args, **kwargs)

    def delete_ajax(self, request, *args, **kwargs):
        return self.get(request, *args, **kwargs)


class JsonRequestResponseMixin(JSONResponseMixin):
    pass
