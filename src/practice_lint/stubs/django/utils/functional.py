"""Sketch of django.utils.functional, Django 4.2 to 5.2. cached_property is native (a property), so not here."""


def SimpleLazyObject(func):  # a class in fact: it stands for what the function gives
    return func()
