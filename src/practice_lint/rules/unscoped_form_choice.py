"""A form's choice field offers and accepts any practice's row.

A ModelForm makes a choice field for every foreign key in `Meta.fields`; a `ModelChoiceField(queryset=…)` is declared
before any request exists. Unless the form narrows it, the drop-down lists every practice's rows by name, and the form
accepts any of their keys, listed or not: hiding options in a template or a script does not change what is accepted.

Give the form the practice and narrow `self.fields["patient"].queryset` in `__init__()`, or check the row in
`clean_patient()`. A formset hands the practice on with `form_kwargs`.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.fields import at_fields, model_word, statements, why, word
from practice_lint.scope.program import Program

CODE = "PL502"


def check(program: Program) -> Iterator[Finding]:
    for fields in statements(program, ("form",), practice=False):
        name, offer = (
            (fields[0].name, "offers and accepts") if len(fields) == 1 else ("<field>", "each offer and accept")
        )
        message = f"{word(fields)} {offer} every practice's {model_word(fields)}."
        repair = f'Narrow `self.fields["{name}"].queryset` by the practice in `__init__()`.'
        if fields[0].cls in program.views.by_name:
            repair = f'Narrow `form.fields["{name}"].queryset` by the practice in `get_form()`.'
        yield at_fields(CODE, "error", program, fields, (message, repair, why(fields)))


RULE = Rule(
    code=CODE,
    name="unscoped-form-choice",
    family="surfaces",
    level="error",
    security_severity="8.1",
    tags=("security", "external/cwe/cwe-639"),
    doc=__doc__,
    repair="Give the form the practice and narrow the field's queryset in `__init__()`.",
    limits=(
        "A view that sets `form.fields[…].queryset` narrows the form where every use of the form does so. A cleaning "
        "method counts as a check when it speaks of the field and of the practice. Values that are not constants of "
        "the program count as narrowing. Of a form that nothing uses, or only the admin, the confidence is low; beside "
        "narrowed fields it is high. Forms that a factory or a generic view makes from a list of names are not looked "
        "at."
    ),
    bad=(
        Example(
            "plain Django",
            """# file: clinic/forms.py
from django import forms

from clinic.models import Note, Patient


class NoteForm(forms.ModelForm):
    class Meta:
        model = Note
        fields = ["patient", "text"]  # PL502


class MergeForm(forms.Form):
    duplicate = forms.ModelChoiceField(queryset=Patient.objects.all())  # PL502
# file: clinic/views.py
from django.http import HttpResponse

from clinic.forms import MergeForm, NoteForm


def add(request):
    form = NoteForm(request.POST)
    return HttpResponse(form.is_valid())


def merge(request):
    form = MergeForm(request.POST)
    return HttpResponse(form.is_valid())
""",
        ),
        Example(
            "generic views",
            """# file: clinic/views.py
from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import UpdateView

from clinic.models import Note


class NoteUpdate(LoginRequiredMixin, UpdateView):
    fields = ["patient", "text"]  # PL502
    model = Note

    def get_queryset(self):
        return Note.objects.filter(patient__practice=self.request.practice)
# file: clinic/urls.py
from django.urls import path

from clinic.views import NoteUpdate

urlpatterns = [path("notes/<int:pk>/", NoteUpdate.as_view())]
""",
        ),
        Example(
            "members of other practices",
            """# file: clinic/models.py
from django.conf import settings
from django.db import models


class Practice(models.Model):
    name = models.CharField(max_length=80)


class Access(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    role = models.CharField(max_length=20)


class Patient(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    doctor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
# file: clinic/forms.py
from django import forms

from clinic.models import Patient


class PatientForm(forms.ModelForm):
    class Meta:
        model = Patient
        fields = ["doctor"]  # PL502
# file: clinic/views.py
from django.shortcuts import render

from clinic.forms import PatientForm


def add(request):
    return render(request, "add.html", {"form": PatientForm(request.POST)})
""",
        ),
    ),
    good=(
        Example(
            "generic views",
            """# file: clinic/views.py
from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import UpdateView

from clinic.models import Note, Patient


class NoteUpdate(LoginRequiredMixin, UpdateView):
    fields = ["patient", "text"]
    model = Note

    def get_queryset(self):
        return Note.objects.filter(patient__practice=self.request.practice)

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.fields["patient"].queryset = Patient.objects.filter(practice=self.request.practice)
        return form
# file: clinic/urls.py
from django.urls import path

from clinic.views import NoteUpdate

urlpatterns = [path("notes/<int:pk>/", NoteUpdate.as_view())]
""",
        ),
        Example(
            "narrowed in `__init__()`, or checked",
            """# file: clinic/forms.py
from django import forms

from clinic.models import Note, Patient


class NoteForm(forms.ModelForm):
    class Meta:
        model = Note
        fields = ["patient", "text"]

    def __init__(self, *args, practice, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["patient"].queryset = Patient.objects.filter(practice=practice)


class MergeForm(forms.Form):
    duplicate = forms.ModelChoiceField(queryset=Patient.objects.all(), widget=forms.HiddenInput)

    def __init__(self, *args, practice, **kwargs):
        super().__init__(*args, **kwargs)
        self.practice = practice

    def clean_duplicate(self):
        duplicate = self.cleaned_data["duplicate"]
        if duplicate.practice != self.practice:
            raise forms.ValidationError("Unknown patient.")
        return duplicate
# file: clinic/views.py
from django.http import HttpResponse

from clinic.forms import MergeForm, NoteForm


def add(request):
    form = NoteForm(request.POST, practice=request.practice)
    return HttpResponse(form.is_valid())


def merge(request):
    form = MergeForm(request.POST, practice=request.practice)
    return HttpResponse(form.is_valid())
""",
        ),
    ),
    check=check,
)
