"""PL505 on admins below a package's own classes, and inlines that other modules add."""

from __future__ import annotations

import pytest

from practice_lint.check import check_sources
from practice_lint.rules.base import Example
from practice_lint.rules.examples import project_of
from practice_lint.rules.prelude import PRELUDE

ADMIN = """# file: clinic/admin.py
from django.contrib import admin
from people_on_map.admin import BasePatientAdmin
from shared_offices.admin import MultitenantAdminMixin

from clinic.models import Access, Note, Patient


@admin.register(Patient)
class PatientAdmin(MultitenantAdminMixin, BasePatientAdmin):
    search_fields = ["name"]


@admin.register(Access)
class AccessAdmin(MultitenantAdminMixin, BasePatientAdmin):
    search_fields = ["role"]
# file: clinic/notes.py
from django.contrib import admin

from clinic.admin import MultitenantAdminMixin, PatientAdmin
from clinic.models import Letter, Note


class NoteInline(admin.TabularInline):
    model = Note


class LetterInline({bases}admin.TabularInline):
    model = Letter
{options}

{added}
"""
MODELS = """
class Letter(models.Model):
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE)
    about = models.ForeignKey(Note, on_delete=models.CASCADE)
"""


def found(added: str, bases: str = "", options: str = "") -> list[str]:
    source = ADMIN.format(added=added, bases=bases, options=options)
    files = project_of(Example("", source), PRELUDE)
    path = next(path for path in files if path.endswith("clinic/models.py"))
    files[path] += MODELS if isinstance(files[path], str) else MODELS.encode()  # type: ignore[operator]
    return [f.message.split("`")[1] for f in check_sources(files).findings if f.code == "PL505"]


@pytest.mark.parametrize(
    "added",
    [
        "PatientAdmin.inlines += [NoteInline, LetterInline]",
        "PatientAdmin.inlines = [*PatientAdmin.inlines, NoteInline, LetterInline]",
        "PatientAdmin.inlines.extend([NoteInline, LetterInline])",
        "PatientAdmin.inlines.append(NoteInline)\nPatientAdmin.inlines.insert(0, LetterInline)",
    ],
)
def test_inlines_that_another_module_adds(added: str) -> None:
    assert found(added) == ["LetterInline.about"]  # its patient is the page's own


@pytest.mark.parametrize(
    ("option", "open_"), [("multitenant_shared_relations", []), ("list_select_related", ["about"])]
)
def test_relations_that_a_package_narrows(option: str, open_: list[str]) -> None:
    added = "PatientAdmin.inlines += [NoteInline, LetterInline]"
    said = found(added, bases="MultitenantAdminMixin, ", options=f'    {option} = ["about"]\n')
    assert said == [f"LetterInline.{each}" for each in open_]
