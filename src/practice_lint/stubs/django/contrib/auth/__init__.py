"""Sketch of django.contrib.auth, Django 4.2 to 5.2. get_user_model is native, so not here."""

from practice_lint_native import signed_in


def login(request, user, backend=None):
    signed_in(user)
    request.user = user


def logout(request):
    pass


def update_session_auth_hash(request, user):
    pass
