"""Sketch of django_tinsel.utils, django-tinsel 1: the last is the view, what stands before it wraps it."""


def decorate(first, second=None, third=None, fourth=None, fifth=None, sixth=None):
    if sixth is not None:
        return first(second(third(fourth(fifth(sixth)))))
    if fifth is not None:
        return first(second(third(fourth(fifth))))
    if fourth is not None:
        return first(second(third(fourth)))
    if third is not None:
        return first(second(third))
    if second is not None:
        return first(second)
    return first
