"""Files of several practices lie under one path, where a name is the client's and nothing says whose it is.

What is lost depends on the storage. Django's own picks another name when one is taken, so nothing is replaced there:
but what serves the directory (a web server, a public bucket, a backup, a clean-up by prefix) cannot tell practices
apart, and names that clients choose can be guessed. Storages of django-storages replace a file of the same name unless
told otherwise: the second practice's `scan.pdf` takes the place of the first one's. A path that a request sends opens
any practice's file.

Reported where the storage replaces, where the request chooses the path, and where another column of the project does
hold the practice in its path; the rest is for auditors.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Confidence, Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.places import of_store
from practice_lint.scope.file_paths import SharedPath
from practice_lint.scope.program import Program

CODE = "PL509"


def check(program: Program) -> Iterator[Finding]:
    for shared in program.file_paths.shared if not program.schemas.on else ():
        yield _of_column(program, shared)
    for use in program.stores_of("file"):
        if use.act == "read":
            message = f"The path of this file is made of {use.chosen or 'a value'}: it opens any practice's file."
            yield of_store(CODE, "error", use, message, OPEN)
        elif use.naming != "user":
            rows = f"`{(use.model or '').rpartition('.')[2]}` rows"
            yield of_store(
                CODE, "warning", use, f"{rows} of one practice are written to a path that all share.", REPAIR
            )


def _of_column(program: Program, shared: SharedPath) -> Finding:
    field, column = shared.field, f"{shared.model.rpartition('.')[2]}.{shared.field.name}"
    record = program.project.names.classes[field.model]
    sure: Confidence = "low" if shared.loss == "mixed" else "medium"
    return Finding(
        code=CODE,
        level="warning",
        confidence=sure,
        path=program.project.names.modules[record.module].path,
        span=field.span,
        module=record.module,
        symbol=f"{record.facts.name}.{field.name}",
        model=shared.model,
        practice_path=shared.practice_path,
        query=field.name,
        message=f"Files of `{column}` of all practices lie in one directory: {LOSS[shared.loss]}.",
        repair=REPAIR,
        why=f"The path of `{shared.beside}` holds the practice."
        if shared.beside
        else "Nothing in its path differs between practices.",
        trail=(),
        entry=None,
    )


LOSS = {
    "replaced": "the storage replaces one practice's file by another's of the same name",
    "odd": "a path does not tell whose file it is, as other columns' paths do",
    "mixed": "a path does not tell whose file it is",
}
REPAIR = "Give `upload_to` a function that puts the practice's key into the path."
OPEN = "Open the file through a row that was fetched within the practice."

RULE = Rule(
    code=CODE,
    name="practice-less-path",
    family="surfaces",
    level="warning",
    security_severity="5.3",
    tags=("security", "external/cwe/cwe-668", "external/cwe/cwe-73"),
    doc=__doc__,
    repair="Put the practice's key into the path; open files through rows.",
    limits=(
        "A function for the path counts by the names in it: the practice, a key, a unique column, something random. "
        "One that calls code of its own, a storage given to the column, and paths outside Django's storages are not "
        "judged. Whether the directory is public is not known."
    ),
    bad=(
        Example(
            "one column's path holds the practice, the other's does not",
            """# file: clinic/models.py
from django.conf import settings
from django.db import models


class Practice(models.Model):
    name = models.CharField(max_length=80)


class Access(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)


class Patient(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)


def letter_path(letter, filename):
    return f"{letter.patient.practice_id}/letters/{filename}"


class Letter(models.Model):
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE)
    file = models.FileField(upload_to=letter_path)


class Scan(models.Model):
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE)
    image = models.ImageField(upload_to="scans/%Y/")  # PL509
""",
        ),
        Example(
            "a path out of the request, an export that all share",
            """# file: clinic/views.py
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse

from clinic.models import Patient


def download(request):
    return FileResponse(default_storage.open(request.GET["path"]))  # PL509


def export(request):
    names = Patient.objects.filter(practice=request.practice).values_list("name", flat=True)
    default_storage.save("exports/patients.txt", ContentFile("\\n".join(names)))  # PL509
    return HttpResponse()
""",
        ),
    ),
    good=(
        Example(
            "the practice, or a key, in the path",
            """# file: clinic/models.py
from uuid import uuid4

from django.conf import settings
from django.db import models


class Practice(models.Model):
    name = models.CharField(max_length=80)


class Access(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)


class Patient(models.Model):
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)


def letter_path(letter, filename):
    return f"{letter.patient.practice_id}/letters/{filename}"


def scan_path(scan, filename):
    return f"scans/{uuid4()}"


class Letter(models.Model):
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE)
    file = models.FileField(upload_to=letter_path)


class Scan(models.Model):
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE)
    image = models.ImageField(upload_to=scan_path)
# file: clinic/views.py
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404

from clinic.models import Letter, Patient


def download(request, pk):
    letter = get_object_or_404(Letter, pk=pk, patient__practice=request.practice)
    return FileResponse(letter.file.open())


def export(request):
    names = Patient.objects.filter(practice=request.practice).values_list("name", flat=True)
    default_storage.save(f"exports/{request.practice.pk}.txt", ContentFile("\\n".join(names)))
    return HttpResponse()
""",
        ),
    ),
    check=check,
)
