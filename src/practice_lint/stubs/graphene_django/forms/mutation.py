"""Sketch of graphene_django.forms.mutation, graphene-django 3: it changes any row, by the id of the client."""

from graphene import ClientIDMutation
from practice_lint_native import escape, rows_of


class BaseDjangoFormMutation(ClientIDMutation):
    @classmethod
    def mutate_and_get_payload(cls, root, info, **input):
        form = cls.get_form(root, info, **input)
        if form.is_valid():
            return escape(cls.perform_mutate(form, info))
        return escape(form.errors)

    @classmethod
    def get_form(cls, root, info, **input):
        return cls.Meta.form_class(**cls.get_form_kwargs(root, info, **input))

    @classmethod
    def get_form_kwargs(cls, root, info, **input):
        kwargs = {"data": input}
        pk = input.pop("id", None)
        if pk:
            kwargs["instance"] = rows_of(cls.Meta.form_class.Meta.model).get(pk=pk)
        return kwargs


class DjangoFormMutation(BaseDjangoFormMutation):
    @classmethod
    def perform_mutate(cls, form, info):
        form.save()
        return form.cleaned_data


class DjangoModelFormMutation(BaseDjangoFormMutation):
    @classmethod
    def perform_mutate(cls, form, info):
        return form.save()
