"""Sketch of django.contrib.messages.views, Django 4.2 to 5.2."""

from django.contrib import messages
from practice_lint_native import unknown


class SuccessMessageMixin:
    success_message = ""

    def form_valid(self, form):
        response = super().form_valid(form)
        success_message = self.get_success_message(form.cleaned_data)
        if success_message:
            messages.success(self.request, success_message)
        return response

    def get_success_message(self, cleaned_data):
        return unknown(self.success_message, cleaned_data)
