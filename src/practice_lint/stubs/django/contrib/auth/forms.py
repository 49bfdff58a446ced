"""Sketch of django.contrib.auth.forms, Django 4.2 to 5.2: forms about the caller, or about the row they are given."""

from django import forms
from django.contrib.auth.models import User


class BaseUserCreationForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("username",)


class UserCreationForm(BaseUserCreationForm):
    pass


class UserChangeForm(forms.ModelForm):
    class Meta:
        model = User
        fields = "__all__"


class AuthenticationForm(forms.Form):
    def __init__(self, request=None, *args, **kwargs):
        self.request = request
        super().__init__(*args, **kwargs)

    def get_user(self):
        return self.request.user


class PasswordResetForm(forms.Form):
    def save(self, **options):
        pass


class SetPasswordForm(forms.Form):
    def __init__(self, user, *args, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def save(self, commit=True):
        if commit:
            self.user.save()
        return self.user


class PasswordChangeForm(SetPasswordForm):
    pass


class AdminPasswordChangeForm(forms.Form):
    def __init__(self, user, *args, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def save(self, commit=True):
        if commit:
            self.user.save()
        return self.user
