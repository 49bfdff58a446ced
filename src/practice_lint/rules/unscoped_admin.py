"""An admin class shows and changes every practice's rows.

A ModelAdmin reads the model's default manager: without a `get_queryset()` that narrows, whoever may open it lists,
searches, edits and deletes the rows of all practices; its actions run on what that list shows. Where the admin is for
platform staff that is meant; where practices' own staff work in it, it is a leak.

An admin whose list is scoped may still be open in its form: the drop-downs for foreign keys, `raw_id_fields` and those
of its inlines offer and accept all rows unless `formfield_for_foreignkey()` narrows them.

So are a filter of the list by a relation (`list_filter`), which offers every row of the far model by name, and a view
of the class's own (`get_urls()`), an action or an override that reads past `get_queryset()`. A route in `get_urls()`
that is not wrapped in `self.admin_site.admin_view()` asks not even for staff: its queries are judged like any view's.

Derive from the class that scopes the project's other admins, define `get_queryset(self, request)`, or say that only
superusers may open it: `has_module_permission()` and `has_view_permission()` that return `request.user.is_superuser`.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.facts import Span
from practice_lint.findings.finding import Confidence, Finding
from practice_lint.project.schema import Model
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import leak, name, sunk
from practice_lint.scope.admins import Admin
from practice_lint.scope.program import Program

CODE = "PL505"


def check(program: Program) -> Iterator[Finding]:
    admins = program.admins
    sureness: Confidence = "medium" if admins.scopes else "low"
    for admin in admins.all:
        if admin.scoped or admin.closed or admin.inline:
            continue
        model = _word(admin.model)
        if admins.base is not None:
            base, users = admins.base[0].rpartition(".")[2], admins.base[1]
            message = (
                f"`{admin.word}` shows every practice's `{model}`: it lacks `{base}`, which scopes {users} others."
            )
            repair = f"Derive `{admin.word}` from `{base}`, or let only superusers open it."
        else:
            message = f"`{admin.word}` shows every practice's `{model}`: it has no `get_queryset()` that narrows."
            repair = "Narrow `get_queryset(self, request)` by the practice, or let only superusers open the class."
        why = "The admin lists, searches, edits and deletes what the default manager gives: the rows of all practices."
        yield _finding(program, admin, admin.model, (admin.module, admin.head), "", sureness, (message, repair, why))
    for choice in admins.choices:
        admin = choice.admin
        message = f"`{admin.word}.{choice.field}` offers and accepts every practice's `{_word(choice.target)}`."
        repair = f'Narrow it in `formfield_for_foreignkey()` where `db_field.name == "{choice.field}"`, or exclude it.'
        why = "The rows of the admin are scoped; what its form lets them point to is not."
        place = admins.place(admin, ("fields", "fieldsets", "raw_id_fields"))
        words = (message, repair, why)
        yield _finding(program, admin, choice.target, place, choice.field, sureness, words)
    for choice in admins.filters:
        admin = choice.admin
        message = f"`{admin.word}` offers every practice's `{_word(choice.target)}` as filters of its list."
        repair = f'Write `("{choice.field}", admin.RelatedOnlyFieldListFilter)`, which offers the list\'s own.'
        why = "The rows of the list are scoped; the names that stand beside them to filter by are not."
        place = admins.place(admin, ("list_filter",))
        words = (message, repair, why)
        yield _finding(program, admin, choice.target, place, f"list_filter {choice.field}", sureness, words)
    for site in program.leaks("admin"):
        message = f"`{name(site)}` rows of every practice are {sunk(site)} past the admin's scoped `get_queryset()`."
        repair = "Start from `self.get_queryset(request)`, or filter by the practice."
        yield leak(CODE, "warning", site, message, repair, sureness)


def _finding(
    program: Program,
    admin: Admin,
    model: Model,
    place: tuple[str, Span],
    about: str,
    sureness: Confidence,
    words: tuple[str, str, str],
) -> Finding:
    scope = program.project.tenancy.scopes.get(model.name)
    message, repair, why = words
    return Finding(
        code=CODE,
        level="warning",
        confidence=sureness,
        path=program.project.names.modules[place[0]].path,
        span=place[1],
        module=place[0],
        symbol=admin.symbol,
        model=model.label,
        practice_path=scope.paths[0] if scope is not None and scope.paths else None,
        query=about,
        message=message,
        repair=repair,
        why=why,
        trail=(),
        entry=None,
    )


def _word(model: Model) -> str:
    return model.label.rpartition(".")[2]


RULE = Rule(
    code=CODE,
    name="unscoped-admin",
    family="surfaces",
    level="warning",
    security_severity="5.5",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Narrow `get_queryset()` by the practice, or let only superusers open the admin class.",
    limits=(
        "In most projects the admin is for platform staff: unless several admin classes of the project are scoped, the "
        "confidence is low. An admin that narrows by the user counts as scoped. Models registered without an admin "
        "class are left out, and so are forms of the project's own (PL502) and those whose fields are decided per "
        "request. A field in `autocomplete_fields` is as open as the admin of its model, which is judged there. An "
        "inline's rows are those of its parent; only its choices are judged."
    ),
    bad=(
        Example(
            "beside admins that are scoped",
            """# file: clinic/admin.py
from django.contrib import admin

from clinic.models import Access, Note, Patient


class PracticeAdmin(admin.ModelAdmin):
    practice_path = "practice"

    def get_queryset(self, request):
        return super().get_queryset(request).filter(**{self.practice_path: request.practice})


@admin.register(Patient)
class PatientAdmin(PracticeAdmin):
    exclude = ["practice"]


@admin.register(Access)
class AccessAdmin(PracticeAdmin):
    readonly_fields = ["practice"]


@admin.register(Note)
class NoteAdmin(admin.ModelAdmin):  # PL505
    search_fields = ["text"]
""",
        ),
        Example(
            "the list is scoped; a filter and routes of its own are not, one of them not even for staff",
            """# file: clinic/admin.py
from django.contrib import admin
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from clinic.models import Note, Patient


class PracticeAdmin(admin.ModelAdmin):
    practice_path = "practice"

    def get_queryset(self, request):
        return super().get_queryset(request).filter(**{self.practice_path: request.practice})


@admin.register(Patient)
class PatientAdmin(PracticeAdmin):
    exclude = ["practice"]

    def get_urls(self):
        own = [path("<int:pk>/card/", self.admin_site.admin_view(self.card)), path("<int:pk>/label/", self.label)]
        return own + super().get_urls()

    def label(self, request, pk):
        return JsonResponse({"label": Patient.objects.get(pk=pk).name})  # PL102

    def card(self, request, pk):
        patient = get_object_or_404(Patient, pk=pk)  # PL505
        return JsonResponse({"name": patient.name})


@admin.register(Note)
class NoteAdmin(PracticeAdmin):
    practice_path = "patient__practice"
    exclude = ["patient"]
    list_filter = ["patient"]  # PL505
""",
        ),
        Example(
            "the list is scoped, the choices are not",
            """# file: clinic/admin.py
from django.contrib import admin

from clinic.models import Note, Patient


class PracticeAdmin(admin.ModelAdmin):
    practice_path = "practice"

    def get_queryset(self, request):
        return super().get_queryset(request).filter(**{self.practice_path: request.practice})


@admin.register(Patient)
class PatientAdmin(PracticeAdmin):
    exclude = ["practice"]


@admin.register(Note)
class NoteAdmin(PracticeAdmin):
    practice_path = "patient__practice"
    fields = ["patient", "text"]  # PL505
""",
        ),
    ),
    good=(
        Example(
            "scoped, or for superusers",
            """# file: clinic/admin.py
from django.contrib import admin
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from clinic.models import Access, Note, Patient


class PracticeAdmin(admin.ModelAdmin):
    practice_path = "practice"

    def get_queryset(self, request):
        return super().get_queryset(request).filter(**{self.practice_path: request.practice})


@admin.register(Patient)
class PatientAdmin(PracticeAdmin):
    exclude = ["practice"]

    def get_urls(self):
        return [path("<int:pk>/card/", self.admin_site.admin_view(self.card)), *super().get_urls()]

    def card(self, request, pk):
        patient = get_object_or_404(self.get_queryset(request), pk=pk)
        return JsonResponse({"name": patient.name})


@admin.register(Note)
class NoteAdmin(PracticeAdmin):
    practice_path = "patient__practice"
    list_filter = [("patient", admin.RelatedOnlyFieldListFilter)]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "patient":
            kwargs["queryset"] = Patient.objects.filter(practice=request.practice)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Access)
class AccessAdmin(admin.ModelAdmin):
    def has_module_permission(self, request):
        return request.user.is_superuser

    def has_view_permission(self, request, obj=None):
        return request.user.is_superuser

    def has_change_permission(self, request, obj=None):
        return request.user.is_superuser
""",
        ),
    ),
    check=check,
)
