"""A form or serializer lets the caller write the practice itself.

With the practice among the writable fields, the sender decides to whom a row belongs: a row is created in another
practice, or an own row (with all that hangs on it) is moved there by an update. Whether the view's queryset is scoped
makes no difference: it is read before the field is written.

Leave the practice out of the fields, or make it read-only, and set it from the request when saving:
`serializer.save(practice=request.practice)`, `form.instance.practice = request.practice`. Where users do choose among
their own practices, narrow the field's queryset to their memberships.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.fields import at_fields, model_word, statements, why, word
from practice_lint.scope.program import Program

CODE = "PL503"


def check(program: Program) -> Iterator[Finding]:
    for fields in statements(program, ("serializer", "form"), practice=True):
        let = "lets" if len(fields) == 1 else "let"
        message = f"{word(fields)} {let} the caller write the {model_word(fields)} itself: any one is accepted."
        taken = ", ".join(f"`{field.name}`" for field in fields)
        repair = (
            f"Take {taken} out of the writable fields and set it when saving, or narrow it to the caller's memberships."
        )
        yield at_fields(CODE, "error", program, fields, (message, repair, why(fields)))


RULE = Rule(
    code=CODE,
    name="writable-practice-field",
    family="surfaces",
    level="error",
    security_severity="8.6",
    tags=("security", "external/cwe/cwe-639", "external/cwe/cwe-915"),
    doc=__doc__,
    repair="Take the practice out of the writable fields and set it from the request when saving.",
    limits=(
        "A view that saves with a practice of its own counts where it does so on every way that its bases offer: "
        "`perform_create()` alone leaves updates open. A validating method counts as a check when it speaks of the "
        "field and of the caller. A plain `practice_id` number is not looked at."
    ),
    bad=(
        Example(
            "Django REST framework",
            """# file: clinic/api.py
from rest_framework import serializers, viewsets

from clinic.models import Patient


class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = "__all__"  # PL503


class Patients(viewsets.ModelViewSet):
    serializer_class = PatientSerializer

    def get_queryset(self):
        return Patient.objects.filter(practice=self.request.practice)
""",
        ),
        Example(
            "plain Django",
            """# file: clinic/forms.py
from django import forms

from clinic.models import Patient


class PatientForm(forms.ModelForm):
    class Meta:
        model = Patient
        exclude = ["active"]  # PL503
# file: clinic/views.py
from django.http import HttpResponse

from clinic.forms import PatientForm


def add(request):
    form = PatientForm(request.POST)
    return HttpResponse(form.is_valid())
""",
        ),
    ),
    good=(
        Example(
            "set when saving",
            """# file: clinic/api.py
from rest_framework import serializers, viewsets

from clinic.models import Patient


class PatientSerializer(serializers.ModelSerializer):
    class Meta:
        model = Patient
        fields = ["id", "practice", "name"]
        extra_kwargs = {"practice": {"read_only": True}}


class Patients(viewsets.ModelViewSet):
    serializer_class = PatientSerializer

    def get_queryset(self):
        return Patient.objects.filter(practice=self.request.practice)

    def perform_create(self, serializer):
        serializer.save(practice=self.request.practice)
""",
        ),
        Example(
            "a choice among one's own",
            """# file: clinic/forms.py
from django import forms

from clinic.models import Patient, Practice


class PatientForm(forms.ModelForm):
    class Meta:
        model = Patient
        fields = ["practice", "name"]

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["practice"].queryset = Practice.objects.filter(access__user=user)
# file: clinic/views.py
from django.http import HttpResponse

from clinic.forms import PatientForm


def add(request):
    form = PatientForm(request.POST, user=request.user)
    return HttpResponse(form.is_valid())
""",
        ),
    ),
    check=check,
)
