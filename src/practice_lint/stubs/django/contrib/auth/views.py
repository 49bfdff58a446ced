"""Sketch of django.contrib.auth.views, Django 4.2 to 5.2: they act on the caller alone.

The reset pages find the user by a signed token, so no rows of others are reached.
"""

from django.http import HttpResponseRedirect
from django.views.generic.base import TemplateView
from django.views.generic.edit import FormView


class RedirectURLMixin:
    next_page = None

    def get_success_url(self):
        return self.get_default_redirect_url()

    def get_default_redirect_url(self):
        return self.next_page


class LoginView(RedirectURLMixin, FormView):
    def form_valid(self, form):
        return HttpResponseRedirect(self.get_success_url())


class LogoutView(RedirectURLMixin, TemplateView):
    def post(self, request, *args, **kwargs):
        return HttpResponseRedirect(self.get_success_url())


class PasswordContextMixin:
    pass


class PasswordResetView(PasswordContextMixin, FormView):
    pass


class PasswordResetDoneView(PasswordContextMixin, TemplateView):
    pass


class PasswordResetConfirmView(PasswordContextMixin, FormView):
    def dispatch(self, *args, **kwargs):
        self.user = self.request.user
        return super().dispatch(*args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.user}


class PasswordResetCompleteView(PasswordContextMixin, TemplateView):
    pass


class PasswordChangeView(PasswordContextMixin, FormView):
    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form):
        form.save()
        return super().form_valid(form)


class PasswordChangeDoneView(PasswordContextMixin, TemplateView):
    pass
