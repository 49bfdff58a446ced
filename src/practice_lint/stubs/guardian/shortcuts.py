"""Sketch of guardian.shortcuts, django-guardian 2.4 to 3.

`permitted_rows(who, perms, rows)` is native: those of `rows` (a model, a manager, a queryset; None: the model of the
permissions) that `who` has a permission row for. Whether that permission ties to the practice is for the configuration
to say; without it the rows are tied to the user as their own.
"""

from practice_lint_native import permitted_rows, unknown


def assign_perm(perm, user_or_group, obj=None):
    pass


def remove_perm(perm, user_or_group=None, obj=None):
    pass


def get_perms(user_or_group, obj):
    return unknown(obj)


def get_user_perms(user, obj):
    return unknown(obj)


def get_group_perms(user_or_group, obj):
    return unknown(obj)


def get_users_with_perms(obj, attach_perms=False, **options):
    return unknown(obj)


def get_groups_with_perms(obj, attach_perms=False):
    return unknown(obj)


def get_objects_for_user(
    user,
    perms,
    klass=None,
    use_groups=True,
    any_perm=False,
    with_superuser=True,
    accept_global_perms=True,
):
    return permitted_rows(user, perms, klass)


def get_objects_for_group(group, perms, klass=None, any_perm=False, accept_global_perms=True):
    return permitted_rows(group, perms, klass)
