"""Sketch of tutelary.models, django-tutelary 0.1: the policies of the user are asked about each object."""


def check_perms(user, actions, objs, method=None):
    if actions is False:
        return False
    return all(user.has_perm(actions, obj) for obj in objs)
