"""Sketch of django.contrib.auth.decorators, Django 4.2 to 5.2: the test on the user runs before the view.

A refusal ends the path, whether it is a 403 or a redirect to the login page.
"""

from django.core.exceptions import PermissionDenied


def user_passes_test(test_func, login_url=None, redirect_field_name="next"):
    def decorator(view_func):
        def wrapper(request, *args, **kwargs):
            if not test_func(request.user):
                raise PermissionDenied
            return view_func(request, *args, **kwargs)

        return wrapper

    return decorator


def login_required(function=None, redirect_field_name="next", login_url=None):
    decorator = user_passes_test(lambda user: user.is_authenticated)
    if function:
        return decorator(function)
    return decorator


def login_not_required(view_func):
    return view_func


def permission_required(perm, login_url=None, raise_exception=False):
    perms = (perm,) if isinstance(perm, str) else perm
    return user_passes_test(lambda user: user.has_perms(perms))
