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
def remembered(job):
    return list(Patient.objects.filter(practice_id=job.practice))  # undecided: caller-decides
HANDLERS = {"remembered": remembered}
def later(request):
    directory.queue_task(action="clinic.c2.remind", on=request.user)
    return shown(request, "queued")

# case: what nothing calls, what jobs alone call, and what a request might
import directory
from celery import shared_task
class Cleaning:
    def forgotten(self, practice):
        return list(Patient.objects.filter(practice_id=practice))  # exempt: unused
    def weekly_sweep(self, practice):
        return list(Patient.objects.filter(practice_id=practice))  # exempt: job
    def spoken_of(self, practice):
        return list(Patient.objects.filter(practice_id=practice))  # undecided: caller-decides
    def handle_letters(self, practice):
        return list(Patient.objects.filter(practice_id=practice))  # undecided: caller-decides
    @directory.registered
    def taken(self, practice):
        return list(Patient.objects.filter(practice_id=practice))  # undecided: caller-decides
@shared_task
def weekly():
    directory.cleaning().weekly_sweep(directory.practice())
def swept(request, kind):
    directory.cleaning().spoken_of(directory.practice())
    getattr(directory.cleaning(), f"handle_{kind}")(directory.practice())
    return shown(request, "swept")

# case: what a command calls, though a view says the name of its method
import directory
from django.core.management.base import BaseCommand
class Sweeping:
    def monthly_sweep(self, practice):
        return list(Patient.objects.filter(practice_id=practice))  # exempt: job
class Command(BaseCommand):
    def handle(self, **options):
        directory.sweeping().monthly_sweep(directory.practice())
def handled(request):
    directory.cleaning().handle(directory.practice())
    return shown(request, "handled")

# case: what is imported or exported is not called by that
from clinic.sweeping import sweep
__all__ = ["sweep", "kept"]
def kept(practice):
    return list(Patient.objects.filter(practice_id=practice))  # exempt: unused

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
