"""Sketch of django.contrib.auth.admin, Django 4.2 to 5.2."""

from django.contrib.admin.options import ModelAdmin, admit
from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse


class GroupAdmin(ModelAdmin):
    pass


class UserAdmin(ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm

    def get_form(self, request, obj=None, **kwargs):
        if obj is None:
            kwargs["form"] = self.add_form
        return super().get_form(request, obj, **kwargs)

    def user_change_password(self, request, id, form_url=""):
        admit(self, request)
        user = self.get_object(request, id)
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        form = self.change_password_form(user, request.POST)
        if request.method == "POST" and form.is_valid():
            form.save()
            return HttpResponseRedirect("")
        return TemplateResponse(request, None, {"form": form})
