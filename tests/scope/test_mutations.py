"""Mutations that leave the work to a class of the project, which learns from their `Meta` what on."""

from __future__ import annotations

import pytest
from verdicts import MODELS, program_of

BASE = """
import graphene
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from clinic.models import Access


class DeleteRow(graphene.ClientIDMutation):
    class Meta:
        abstract = True

    @classmethod
    def get_object(cls, id, **kwargs):
        return get_object_or_404({model}, pk=id, **kwargs)

    @classmethod
    def mutate_and_get_payload(cls, root, info, id, **kwargs):
        cls.get_object(id).delete()
        return cls()


class DeleteRowOfPractice(DeleteRow):
    class Meta:
        abstract = True

    @classmethod
    def mutate_and_get_payload(cls, root, info, id, **kwargs):
        if not Access.objects.filter(user=info.context.user, practice_id=kwargs["practice"]).exists():
            raise PermissionDenied
        cls.get_object(id, {scope}).delete()
        return cls()
"""
SCHEMA = """
import graphene
from clinic.base import DeleteRow, DeleteRowOfPractice
from clinic.models import Patient


class DeletePatient({base}):
    class Meta:
        model = Patient
"""


def kinds(base: str, model: str = "cls._meta.model", scope: str = 'practice_id=kwargs["practice"]') -> set[str]:
    files = {
        "clinic/__init__.py": "",
        "clinic/models.py": MODELS,
        "clinic/base.py": BASE.replace("{model}", model).replace("{scope}", scope),
        "clinic/schema.py": SCHEMA.replace("{base}", base),
        "clinic/settings.py": 'INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "clinic"]\n',
    }
    sites = program_of(files).sites
    return {f"{s.kind} {s.entry}" for s in sites if s.path == "clinic/base.py" and s.model == "clinic.Patient"}


RUN = "clinic.schema.DeletePatient.mutate_and_get_payload (no route found)"


@pytest.mark.parametrize("model", ["cls._meta.model", "cls._meta.model_class"])
def test_the_model_that_meta_names(model: str) -> None:
    assert kinds("DeleteRow", model) == {f"leak {RUN}"}


def test_scoped_by_the_base() -> None:
    assert kinds("DeleteRowOfPractice") == {f"proved {RUN}"}


def test_scoped_in_name_only() -> None:
    assert kinds("DeleteRowOfPractice", scope="") == {f"leak {RUN}"}
