"""Jobs, jobs queued by their dotted name and the admin may read every practice's rows, followed or not."""

from __future__ import annotations

from verdicts import Board

BOARD = Board("""
# case: a filter that was not followed, in a job and in a view
import directory
from celery import shared_task
@shared_task
def nightly():
    directory.send(Patient.objects.filter(practice_id=directory.practice()))  # exempt: job
def listing(request):
    return shown(request, Patient.objects.filter(practice_id=directory.practice()))  # undecided: value-not-followed

# case: a task that is handed one row's key
import directory
from celery import shared_task
@shared_task
def closed(pk):
    visit = Visit.objects.get(pk=pk)  # exempt: job
    visit.patient.save()
    Visit.objects.filter(patient__practice_id=directory.practice()).delete()  # undecided: value-not-followed

# case: jobs queued by their dotted name
import directory
def remind(job):
    directory.send(Patient.objects.filter(practice_id=job.practice))  # exempt: job
def forgotten(job):
    return list(Patient.objects.filter(practice_id=job.practice))  # undecided: caller-decides
def later(request):
    directory.queue_task(action="clinic.c2.remind", on=request.user)
    return shown(request, "queued")

# case: the admin
import directory
from django.contrib import admin
@admin.register(Patient)
class PatientAdmin(admin.ModelAdmin):
    def export(self, request, queryset):
        return HttpResponse(Patient.objects.filter(practice_id=directory.practice(request)).values())  # exempt: admin
""")


@BOARD.parameters()
def test_job(title: str) -> None:
    BOARD.check(title)
