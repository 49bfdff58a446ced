"""A background job acts on a row that the request chose and nobody proved to be the caller's.

The worker has no request, no user and no active practice: what the view did not check, nothing checks. A key out of the
request that is handed to `send_record.delay(…)` reads, mails, changes or deletes any practice's row. The finding stands
where the job is queued, for that is where the caller's practice is known; its path leads to the query in the job.

The other direction: a task that was handed the key of one row, yet writes rows of every practice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import leak, name
from practice_lint.scope.program import Program, QuerySite

CODE = "PL507"


def check(program: Program) -> Iterator[Finding]:
    queued: set[tuple[str, int, int]] = set()
    for site in program.leaks("task"):
        if not site.queued:
            repair = f"Filter by the row that the task is about{_path(site)}."
            yield leak(CODE, "warning", site, _writes_all(site), repair)
        fresh = {(each.at.path, each.at.span.line, each.at.span.column): each for each in site.queued}
        fresh = {place: each for place, each in fresh.items() if place not in queued}
        queued.update(fresh)
        if len(fresh) > FEW:
            first = next(iter(fresh.values()))
            message = (
                f"The job takes any practice's `{name(site)}` by a key that {len(fresh)} places queue unproved, "
                f"the first of them {first.key or 'a key'}."
            )
            here = replace(site, key=first.key, entry=first.entry, trail=first.trail)
            yield leak(CODE, "warning", here, message, REPAIR_THERE)
        else:
            for each in fresh.values():
                message = f"The job is handed {each.key or 'a key'}, by which it takes any practice's `{name(site)}`."
                here = replace(site, elsewhere=each.at, key=each.key, entry=each.entry, trail=each.trail)
                yield leak(CODE, "warning", here, message, REPAIR)


def _writes_all(site: QuerySite) -> str:
    return f"The task is about one row, yet writes `{name(site)}` rows of every practice."


def _path(site: QuerySite) -> str:
    return f", or by `{site.practice_path}`" if site.practice_path else ""


FEW = 2  # places that queue one job with unproved keys: of more, the job is what to mend
REPAIR_THERE = "Hand the practice over, too, and filter by it in the job."
REPAIR = "Fetch the row within the practice first and hand over its key, or hand over the practice, too."

RULE = Rule(
    code=CODE,
    name="practice-less-task",
    family="surfaces",
    level="warning",
    security_severity="7.5",
    tags=("security", "external/cwe/cwe-639", "external/cwe/cwe-862"),
    doc=__doc__,
    repair="Fetch the row within the active practice before the job is queued and hand over its key.",
    limits=(
        "Jobs of Celery, RQ, dramatiq, django-q, procrastinate and Django, by their functions; one that is queued by a "
        "name that is put together at run time is not followed. A job is judged with what is known where it is queued: "
        "a check that comes later proves nothing for it. A random column beside the key (a webhook's address, a "
        "guest's link) is low confidence. A key of a row that was fetched before is its own query's affair. "
        "Where more than two places queue a job so, the one finding stands at the job's query. Jobs over "
        "all practices that no key narrows are legitimate."
    ),
    bad=(
        Example(
            "a raw key is queued",
            """# file: clinic/tasks.py
from celery import shared_task
from django.core.mail import send_mail

from clinic.models import Patient


@shared_task
def mail_record(patient_id, recipient):
    patient = Patient.objects.get(pk=patient_id)
    send_mail("Record", patient.name, None, [recipient])


@shared_task
def archive(patient_id):
    Patient.objects.filter(pk=patient_id).update(active=False)
# file: clinic/views.py
from functools import partial

from django.db import transaction
from django.http import HttpResponse

from clinic.tasks import archive, mail_record


def send_record(request):
    mail_record.delay(request.POST["patient"], request.POST["to"])  # PL507
    return HttpResponse()


def archive_patient(request, pk):
    transaction.on_commit(partial(archive.delay, pk))  # PL507
    archive.apply_async(args=(request.POST["other"],), countdown=60)  # PL507
    return HttpResponse()
# file: clinic/urls.py
from django.urls import path

from clinic.views import archive_patient, send_record

urlpatterns = [path("send/", send_record), path("archive/<int:pk>/", archive_patient)]
""",
        ),
        Example(
            "queued so in many places",
            """# file: clinic/tasks.py
from celery import shared_task
from django.core.mail import send_mail

from clinic.models import Patient


@shared_task
def mail_record(patient_id):
    patient = Patient.objects.get(pk=patient_id)  # PL507
    send_mail("Record", patient.name, None, ["office@example.com"])
# file: clinic/views.py
from django.http import HttpResponse

from clinic.tasks import mail_record


def send_first(request):
    mail_record.delay(request.POST["patient"])
    return HttpResponse()


def send_again(request, pk):
    mail_record.delay(pk)
    return HttpResponse()


def send_late(request):
    mail_record.apply_async(args=(request.GET["late"],), countdown=60)
    return HttpResponse()
# file: clinic/urls.py
from django.urls import path

from clinic.views import send_again, send_first, send_late

urlpatterns = [path("send/", send_first), path("again/<int:pk>/", send_again), path("late/", send_late)]
""",
        ),
        Example(
            "RQ, and a task that writes more than its own row's",
            """# file: clinic/jobs.py
from clinic.models import Note, Patient


def export(patient_id):
    patient = Patient.objects.get(pk=patient_id)
    open("/tmp/export", "w").write(patient.name)
# file: clinic/tasks.py
from celery import shared_task

from clinic.models import Note, Patient


@shared_task
def forget(patient_id):
    patient = Patient.objects.get(pk=patient_id)
    Note.objects.filter(text="").delete()  # PL507
    patient.delete()
# file: clinic/views.py
import django_rq
from django.http import HttpResponse

from clinic.jobs import export


def start(request):
    django_rq.enqueue(export, request.POST["patient"])  # PL507
    return HttpResponse()
# file: clinic/urls.py
from django.urls import path

from clinic.views import start

urlpatterns = [path("start/", start)]
""",
        ),
    ),
    good=(
        Example(
            "a proved key, the practice beside the key, a job over all practices",
            """# file: clinic/tasks.py
from celery import shared_task
from django.core.mail import send_mail

from clinic.models import Note, Patient, Practice


@shared_task
def mail_record(patient_id, recipient):
    patient = Patient.objects.get(pk=patient_id)
    send_mail("Record", patient.name, None, [recipient])


@shared_task
def mail_own_record(patient_id, practice_id, recipient):
    patient = Patient.objects.get(pk=patient_id, practice_id=practice_id)
    send_mail("Record", patient.name, None, [recipient])


@shared_task
def forget(patient_id):
    patient = Patient.objects.get(pk=patient_id)
    Note.objects.filter(patient=patient).delete()
    patient.delete()


@shared_task
def tidy_up():
    Note.objects.filter(text="").delete()
    for practice in Practice.objects.all():
        Patient.objects.filter(practice=practice, active=False).delete()
# file: clinic/views.py
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from clinic.models import Patient
from clinic.tasks import forget, mail_own_record, mail_record, tidy_up


def send_record(request):
    patient = get_object_or_404(Patient, pk=request.POST["patient"], practice=request.practice)
    mail_record.delay(patient.pk, request.POST["to"])
    return HttpResponse()


def send_own_record(request):
    mail_own_record.delay(request.POST["patient"], request.practice.pk, request.POST["to"])
    return HttpResponse()


def forget_patient(request, pk):
    if not Patient.objects.filter(pk=pk, practice=request.practice).exists():
        return HttpResponse(status=404)
    forget.delay(pk)
    tidy_up.delay()
    return HttpResponse()
# file: clinic/urls.py
from django.urls import path

from clinic.views import forget_patient, send_own_record, send_record

urlpatterns = [
    path("send/", send_record),
    path("own/", send_own_record),
    path("forget/<int:pk>/", forget_patient),
]
""",
        ),
    ),
    check=check,
)
