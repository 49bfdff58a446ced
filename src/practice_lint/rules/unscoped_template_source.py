"""What a template is fed by reads rows of every practice.

A template tag, a context processor, a feed or a sitemap has no view around it that narrows: what it reads is shown by
every page that uses it. A context processor that counts the waiting appointments of all practices tells each of them
about the others, on every page; a tag that lists the latest patients does so wherever somebody puts it.

A tag takes the row or the practice that its template has, or the request from the context; a context processor reads
the active practice of its request; a feed or sitemap the practice of its address, and only what is published.
"""

from __future__ import annotations

from collections.abc import Iterator

from practice_lint.findings.finding import Finding
from practice_lint.rules.base import Example, Rule
from practice_lint.rules.leaks import keyword, leak, name, sunk
from practice_lint.scope.program import Program
from practice_lint.scope.sources import source_of

CODE = "PL511"


def check(program: Program) -> Iterator[Finding]:
    for site in program.leaks("template-source"):
        what = "rows of every practice are"
        if site.ends == "count":
            what = "rows of every practice are counted; the number is"
        message = f"`{name(site)}` {what} {sunk(site)}, by `{source_of(site)}`: nothing ties them to the caller's."
        yield leak(CODE, "error", site, message, f"Filter by `{keyword(program, site)}`.")


RULE = Rule(
    code=CODE,
    name="unscoped-template-source",
    family="surfaces",
    level="error",
    security_severity="7.5",
    tags=("security", "external/cwe/cwe-200"),
    doc=__doc__,
    repair="Read the rows of the active practice, or of the row that the template hands in.",
    limits=(
        "A tag's own arguments are whatever its templates pass: a query by them is undecided. A feed or sitemap that "
        "filters by a column named like `published` shows what everybody may see. Querysets that a template itself "
        "walks (`practice.patient_set.all`) are not followed, nor is `GenericSitemap` with a dictionary."
    ),
    bad=(
        Example(
            "a tag and a context processor",
            """# file: clinic/templatetags/__init__.py
# file: clinic/templatetags/clinic_tags.py
from django import template

from clinic.models import Patient

register = template.Library()


@register.simple_tag
def patient_count():
    return Patient.objects.filter(active=True).count()  # PL511


@register.inclusion_tag("latest.html", takes_context=True)
def latest(context, number):
    return {"patients": Patient.objects.order_by("-pk")[:number]}  # PL511
# file: clinic/context.py
from clinic.models import Note


def notes(request):
    return {"latest_notes": Note.objects.order_by("-pk")[:5]}  # PL511
# file: clinic/settings.py
MIDDLEWARE = ["clinic.middleware.active_practice"]
INSTALLED_APPS = ["clinic"]
ROOT_URLCONF = "clinic.urls"
TEMPLATES = [{"OPTIONS": {"context_processors": ["clinic.context.notes"]}}]
""",
        ),
        Example(
            "a feed and a sitemap",
            """# file: clinic/feeds.py
from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed

from clinic.models import Note, Patient


class LatestNotes(Feed):
    title = "Notes"
    link = "/notes/"

    def items(self):
        return Note.objects.order_by("-pk")[:20]  # PL511


class PatientPages(Sitemap):
    def items(self):
        return Patient.objects.filter(active=True)  # PL511
# file: clinic/urls.py
from django.urls import path

from clinic.feeds import LatestNotes

urlpatterns = [path("notes/feed/", LatestNotes())]
""",
        ),
    ),
    good=(
        Example(
            "of the practice in hand",
            """# file: clinic/templatetags/__init__.py
# file: clinic/templatetags/clinic_tags.py
from django import template

from clinic.models import Note, Patient

register = template.Library()


@register.simple_tag(takes_context=True)
def patient_count(context):
    return Patient.objects.filter(practice=context["request"].practice, active=True).count()


@register.simple_tag
def notes_of(patient):
    return Note.objects.filter(patient=patient)
# file: clinic/context.py
from clinic.models import Note


def notes(request):
    return {"latest_notes": Note.objects.filter(patient__practice=request.practice)[:5]}
# file: clinic/settings.py
MIDDLEWARE = ["clinic.middleware.active_practice"]
INSTALLED_APPS = ["clinic"]
ROOT_URLCONF = "clinic.urls"
TEMPLATES = [{"OPTIONS": {"context_processors": ["clinic.context.notes"]}}]
""",
        ),
    ),
    check=check,
)
