"""Sketch of django.contrib.admin.views.decorators, Django 4.2 to 5.2."""

from django.contrib.auth.decorators import user_passes_test


def staff_member_required(view_func=None, redirect_field_name="next", login_url="admin:login"):
    decorator = user_passes_test(lambda user: user.is_active and user.is_staff)
    if view_func:
        return decorator(view_func)
    return decorator
