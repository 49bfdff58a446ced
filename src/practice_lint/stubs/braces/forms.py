"""Sketch of braces.forms, django-braces 1.14 to 1.17."""


class UserKwargModelFormMixin:
    def __init__(self, *args, **kwargs):
        self.user = kwargs.pop("user", None)
        super().__init__(*args, **kwargs)
